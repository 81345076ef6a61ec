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
    public async Task<RecoveryResult> AssessAsync(SqlStatement statement, StatementFacts facts, CancellationToken ct) => facts.Kind switch
    {
        StatementKind.CreateIndexConcurrently => await indexes.AssessCreateAsync(statement, facts, ct),
        StatementKind.DropIndexConcurrently =>
            await indexes.ExistsAsync(facts.Targets[0], ct) ? RecoveryResult.Run : RecoveryResult.AlreadyDone,
        StatementKind.ReindexConcurrently => await CleanAndRunAsync(facts, ct),
        StatementKind.DetachConcurrently => await AssessDetachAsync(facts, ct),
        StatementKind.Repeatable or StatementKind.ValidateConstraint or StatementKind.AddEnumValue => RecoveryResult.Run,
        StatementKind.Other => RecoveryResult.Unknown("the catalogue does not tell for this kind of statement."),
        _ => throw new ArgumentOutOfRangeException(nameof(facts), facts.Kind, null),
    };

    /// <summary>After a failed statement: removes its leftovers at once; an INVALID index slows writes and may reject them.</summary>
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
                var recovered = await indexes.AssessCreateAsync(statement, facts, ct);
                return recovered.Action == RecoveryAction.Run ? "No half-made index is left." : recovered.Reason;
            case StatementKind.ReindexConcurrently:
                await indexes.DropLeftoversAsync(facts.Targets, ct);
                return "No half-made index is left.";
            case StatementKind.DetachConcurrently:
                return "The partition may be half detached; the next run finishes it.";
            default:
                return "";
        }
    }

    private async Task<RecoveryResult> CleanAndRunAsync(StatementFacts facts, CancellationToken ct)
    {
        await indexes.DropLeftoversAsync(facts.Targets, ct);
        return RecoveryResult.Run;
    }

    private async Task<RecoveryResult> AssessDetachAsync(StatementFacts facts, CancellationToken ct)
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
            var backoff = LockBackoff.Of(LockClass.Strong, new(), run.Policy);
            await new LockRetry(run, backoff, "", 0).RunAsync(attempt => FinalizeAsync(parent, partition, attempt, ct), ct);
            run.Log.Add(new Repaired(partition.ToString(), "detach pending", "finalized; it keeps a CHECK constraint with its old bounds"));
            return RecoveryResult.AlreadyDone;
        }

        return rows.Count == 0 ? RecoveryResult.AlreadyDone : RecoveryResult.Run;
    }

    private async Task<Npgsql.PostgresException?> FinalizeAsync(
        ObjectName parent, ObjectName partition, LockAttempt attempt, CancellationToken ct)
    {
        await using var monitor = new StatementMonitor(run, attempt, progress: false);
        try
        {
            await run.Worker.SendAllAsync(
                [new("SELECT set_config('lock_timeout', $1, false)", Files.Durations.Setting(attempt.LockTimeout))], ct);
            await run.Worker.SendAsync($"ALTER TABLE {parent.Quoted} DETACH PARTITION {partition.Quoted} FINALIZE", ct);
            return null;
        }
        catch (Npgsql.PostgresException error) when (Failures.IsLockFailure(error))
        {
            return error;
        }
    }
}
