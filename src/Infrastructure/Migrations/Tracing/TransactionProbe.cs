using Agora.Migrations.Locks;
using Agora.Migrations.Running;

namespace Agora.Migrations.Tracing;

/// <summary>What one statement was seen to do.</summary>
internal sealed record Observation(
    TimeSpan Duration, int Rows, ObservedFrom ObservedFrom, IReadOnlyList<TracedRelation> Relations, IReadOnlyList<string> Said);

/// <summary>
/// Watches statements from within their own open transaction, where locks, new files and scans can all be read before anything is
/// committed. What the transaction itself made is left out: no other session can wait for it.
/// </summary>
internal sealed class TransactionProbe
{
    private readonly ServerConnection worker;
    private readonly ServerNotes notes;
    private readonly TimeProvider clock;
    private readonly HashSet<uint> old;
    private RelationSnapshot last;

    private TransactionProbe(ServerConnection worker, ServerNotes notes, TimeProvider clock, RelationSnapshot first)
    {
        this.worker = worker;
        this.notes = notes;
        this.clock = clock;
        last = first;
        old = [.. first.Relations.Keys];
    }

    /// <summary>Right behind BEGIN.</summary>
    public static async Task<TransactionProbe> BeginAsync(
        ServerConnection worker, ServerNotes notes, TimeProvider clock, CancellationToken ct) =>
        new(worker, notes, clock, await RelationSnapshot.OwnAsync(worker, ct));

    public async Task<Observation> RunAsync(SqlCommand statement, CancellationToken ct)
    {
        notes.Clear();
        var start = clock.GetTimestamp();
        var rows = await worker.SendAllAsync([statement], ct);
        var duration = clock.GetElapsedTime(start);
        var said = notes.Take();
        var now = await RelationSnapshot.OwnAsync(worker, ct);
        var relations = Describe(last, now, old);
        last = now;
        return new Observation(duration, rows, ObservedFrom.Inside, relations, said);
    }

    /// <param name="old">Relations from before the step; null takes all that were there before the statement.</param>
    public static List<TracedRelation> Describe(RelationSnapshot before, RelationSnapshot after, IReadOnlySet<uint>? old)
    {
        var relations = new List<TracedRelation>();
        foreach (var (oid, was) in before.Relations)
        {
            if (old?.Contains(oid) == false)
            {
                continue;
            }

            var held = before.Locks.GetValueOrDefault(oid);
            var now = after.Locks.GetValueOrDefault(oid);
            var stands = after.Relations.GetValueOrDefault(oid);
            var table = was.Owner == 0 ? null : before.Relations.GetValueOrDefault(was.Owner)?.Name;
            relations.Add(new TracedRelation(
                was.Name, was.Kind, now > held
                    ? now
                    : LockMode.None, held, stands?.Reads > was.Reads, stands is not null && stands.File != was.File, table));
        }

        return relations;
    }
}

/// <summary>What the server says about its work at the level of debug1, as far as it is about rows and indexes.</summary>
internal sealed class ServerNotes
{
    private static readonly string[] Openings =
        ["rewriting table", "verifying table", "validating foreign key", "building index", "existing constraints on"];

    private readonly Lock gate = new();
    private readonly List<string> lines = [];

    public void Add(string severity, string text)
    {
        lock (gate)
        {
            if (severity.StartsWith("DEBUG", StringComparison.Ordinal)
                && Openings.Any(opening => text.StartsWith(opening, StringComparison.Ordinal)))
            {
                lines.Add(text);
            }
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            lines.Clear();
        }
    }

    public IReadOnlyList<string> Take()
    {
        lock (gate)
        {
            List<string> taken = [.. lines];
            lines.Clear();
            return taken;
        }
    }
}
