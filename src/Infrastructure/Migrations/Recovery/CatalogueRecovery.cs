using Agora.Migrations.Events;
using Agora.Migrations.Locks;
using Agora.Migrations.Running;
using Agora.Migrations.Sql;

namespace Agora.Migrations.Recovery;

/// <summary>Reads from the catalogue what became of an interrupted statement, and removes what it left half-made.</summary>
internal sealed class CatalogueRecovery(RunSession run)
{
    private readonly IndexRecovery indexes = new(run);

    /// <summary>Called only while the worker lock is held, so no statement of an earlier run is still at work.</summary>
    public async Task<Verdict> JudgeAsync(SqlStatement statement, StatementFacts facts, CancellationToken ct) => facts.Kind switch
    {
        StatementKind.CreateIndexConcurrently => await indexes.JudgeCreateAsync(statement, facts, ct),
        StatementKind.DropIndexConcurrently => await indexes.ExistsAsync(facts.Targets[0], ct) ? Verdict.Run : Verdict.AlreadyDone,
        StatementKind.ReindexConcurrently => await CleanAndRunAsync(facts, ct),
        StatementKind.DetachConcurrently => await JudgeDetachAsync(facts, ct),
        StatementKind.Repeatable or StatementKind.ValidateConstraint or StatementKind.AddEnumValue => Verdict.Run,
        StatementKind.Other => Verdict.NobodyKnows("the catalogue does not tell for this kind of statement."),
        _ => throw new ArgumentOutOfRangeException(nameof(facts), facts.Kind, null),
    };

    /// <summary>After a statement failed: removes its leftovers at once, because an INVALID index costs writes and may reject them.</summary>
    /// <returns>A sentence for the error message.</returns>
    public async Task<string> CleanAsync(SqlStatement statement, StatementFacts facts, CancellationToken ct)
    {
        if (!run.Worker.IsOpen)
        {
            return "The connection is gone; the next run looks at what is left.";
        }

        switch (facts.Kind)
        {
            case StatementKind.CreateIndexConcurrently:
                var verdict = await indexes.JudgeCreateAsync(statement, facts, ct);
                return verdict.Decision == Decision.Run ? "No half-made index is left." : verdict.Reason;
            case StatementKind.ReindexConcurrently:
                await indexes.DropLeftoversAsync(facts.Targets, ct);
                return "No half-made index is left.";
            case StatementKind.DetachConcurrently:
                return "The partition may be half detached; the next run finishes it.";
            default:
                return "";
        }
    }

    private async Task<Verdict> CleanAndRunAsync(StatementFacts facts, CancellationToken ct)
    {
        await indexes.DropLeftoversAsync(facts.Targets, ct);
        return Verdict.Run;
    }

    private async Task<Verdict> JudgeDetachAsync(StatementFacts facts, CancellationToken ct)
    {
        const string sql = """
            SELECT inhdetachpending
            FROM pg_inherits
            WHERE inhrelid = to_regclass($1)
              AND inhparent = to_regclass($2)
            """;
        var (parent, partition) = (facts.Targets[0], facts.Targets[1]);
        var rows = await run.Worker.ReadAsync(new SqlCommand(sql, partition.Quoted, parent.Quoted), row => row.GetBoolean(0), ct);
        if (rows is [true])
        {
            var ladder = LockLadder.Of(LockClass.Strong, new(), run.Policy);
            await new LockLoop(run, ladder, "", 0).RunAsync(attempt => FinalizeAsync(parent, partition, attempt, ct), ct);
            run.Log.Add(new Repaired(partition.ToString(), "detach pending", "finalized; it keeps a CHECK constraint with its old bounds"));
            return Verdict.AlreadyDone;
        }

        return rows.Count == 0 ? Verdict.AlreadyDone : Verdict.Run;
    }

    private async Task<Npgsql.PostgresException?> FinalizeAsync(
        ObjectName parent, ObjectName partition, LockAttempt attempt, CancellationToken ct)
    {
        await using var watching = new Watching(run, attempt, progress: false);
        try
        {
            await run.Worker.SendAllAsync(
                [new("SELECT set_config('lock_timeout', $1, false)", Files.Durations.Setting(attempt.Rung))], ct);
            await run.Worker.SendAsync($"ALTER TABLE {parent.Quoted} DETACH PARTITION {partition.Quoted} FINALIZE", ct);
            return null;
        }
        catch (Npgsql.PostgresException error) when (Failures.IsLockFailure(error))
        {
            return error;
        }
    }
}
