using Agora.Application.Common;

namespace Agora.Infrastructure.Database;

/// <summary>What work is for. When connections are scarce, the first kind goes before the second, and so on.</summary>
public enum WorkKind
{
    SignIn,

    /// <summary>Reads and writes that an index serves.</summary>
    Ordinary,

    /// <summary>Searches and summaries. They have half of the places at most, so that others find some.</summary>
    Heavy,

    /// <summary>No request waits for it, so it may wait longer.</summary>
    Background,
}

/// <summary>
/// Bounds how many use the database at once, and how long others wait for it. Under overload the newest request is served first (LIFO):
/// it has not waited yet, and those that waited longest are refused in time, instead of all being served late
/// (build/decisions/0034-overload.md).
/// </summary>
public sealed class ConnectionGate(int places, TimeSpan patience, TimeSpan backgroundPatience, TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly LinkedList<Waiter>[] waiting = [.. Enum.GetValues<WorkKind>().Select(_ => new LinkedList<Waiter>())];
    private int free = places;
    private int freeForHeavy = Math.Max(1, places / 2);

    /// <summary>A place, to be disposed; null when none came free in time.</summary>
    public async ValueTask<IDisposable?> EnterAsync(WorkKind kind)
    {
        Waiter waiter;
        lock (gate)
        {
            if (HasPlace(kind))
            {
                return Take(kind);
            }

            waiter = new Waiter(kind);
            waiting[(int)kind].AddFirst(waiter.Node);
        }

        await using var timer = clock.CreateTimer(
            _ => Refuse(waiter), null, kind == WorkKind.Background ? backgroundPatience : patience, Timeout.InfiniteTimeSpan);
        return await waiter.Task;
    }

    private bool HasPlace(WorkKind kind) => free > 0 && (kind != WorkKind.Heavy || freeForHeavy > 0);

    private Place Take(WorkKind kind)
    {
        free--;
        freeForHeavy -= kind == WorkKind.Heavy ? 1 : 0;
        return new Place(this, kind);
    }

    private void Leave(WorkKind kind)
    {
        lock (gate)
        {
            free++;
            freeForHeavy += kind == WorkKind.Heavy ? 1 : 0;
            foreach (var line in waiting)
            {
                while (line.First is { } first && HasPlace(first.Value.Kind))
                {
                    line.RemoveFirst();
                    first.Value.SetResult(Take(first.Value.Kind));
                }
            }
        }
    }

    private void Refuse(Waiter waiter)
    {
        lock (gate)
        {
            if (waiter.Node.List is { } line)
            {
                line.Remove(waiter.Node);
                waiter.SetResult(null);
            }
        }
    }

    private sealed class Waiter : TaskCompletionSource<IDisposable?>
    {
        public Waiter(WorkKind kind)
            : base(TaskCreationOptions.RunContinuationsAsynchronously)
        {
            Kind = kind;
            Node = new LinkedListNode<Waiter>(this);
        }

        public WorkKind Kind { get; }

        public LinkedListNode<Waiter> Node { get; }
    }

    private sealed class Place(ConnectionGate gate, WorkKind kind) : IDisposable
    {
        private int left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref left, 1) == 0)
            {
                gate.Leave(kind);
            }
        }
    }
}

/// <summary>
/// What the current scope works on, and whether it has its place at the database already. Without a word it is background.
/// </summary>
public sealed class CurrentWork(ConnectionGate gate)
{
    private IDisposable? held;

    public WorkKind Kind { get; set; } = WorkKind.Background;

    /// <summary>Takes a place for all that follows in the scope. False when none came free in time.</summary>
    public async ValueTask<bool> TryHoldAsync() => (held = await gate.EnterAsync(Kind)) is not null;

    public void Release()
    {
        held?.Dispose();
        held = null;
    }

    /// <summary>A place for one use of a connection; null when the scope holds one.</summary>
    /// <exception cref="DependencyException">None came free in time.</exception>
    public async ValueTask<IDisposable?> EnterAsync() => held is not null
        ? null
        : await gate.EnterAsync(Kind) ?? throw new DependencyException(DatabaseFailures.Busy, inner: null);
}
