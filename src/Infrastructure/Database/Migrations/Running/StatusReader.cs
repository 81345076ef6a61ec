using Agora.Infrastructure.Database.Migrations.Planning;
using Npgsql;

namespace Agora.Infrastructure.Database.Migrations.Running;

/// <summary>Something half-made that lies in the database, whoever left it.</summary>
/// <param name="Kind"><c>invalid index</c>, <c>not valid constraint</c>, <c>detach pending</c> or <c>unfinished backfill</c>.</param>
internal sealed record LooseEnd(string Kind, string Object, string Detail);

/// <param name="AppliedOn">UTC.</param>
internal sealed record StatusLine(
    long Version, string Name, MigrationState State, DateTime? AppliedOn, long? DurationMs, string? Role, string? Source, int StepsDone, int Steps);

/// <param name="PendingRepeatables">Files whose tokens differ from what was applied last.</param>
internal sealed record StatusReport(
    MigratorExit Exit, IReadOnlyList<StatusLine> Versions, IReadOnlyList<string> PendingRepeatables, IReadOnlyList<LooseEnd> LooseEnds,
    MigrationFailure? Failure)
{
    public bool HasPending => PendingRepeatables.Count > 0
        || Versions.Any(line => line.State is MigrationState.Pending or MigrationState.Partial or MigrationState.RemovedElsewhere);

    public bool HasDrift =>
        Versions.Any(line => line.State is MigrationState.Edited or MigrationState.MissingFile or MigrationState.OutOfOrder);
}

internal sealed class StatusReader(RunSession run)
{
    public async Task<StatusReport> ReadAsync(CancellationToken ct)
    {
        var plan = run.Plan;
        var lines = plan.Items.Select(item => new StatusLine(
            item.Version, item.Name, item.State, item.Row?.FinishedAt ?? item.History?.AppliedOn, item.Row?.DurationMs, item.Row?.DbRole,
            item.Row?.Source, item.StepsDone, item.Steps));
        return new StatusReport(
            MigratorExit.Ok, [.. lines], [.. plan.PendingRepeatables.Select(file => file.Name)], await LooseEndsAsync(ct), null);
    }

    private async Task<List<LooseEnd>> LooseEndsAsync(CancellationToken ct)
    {
        const string sql = """
            SELECT 'invalid index',
                   format('%I.%I', n.nspname, c.relname),
                   format('on %s, %s', i.indrelid::regclass, CASE WHEN i.indisready THEN 'written to' ELSE 'not written to' END)
            FROM pg_index AS i
            JOIN pg_class AS c ON c.oid = i.indexrelid
            JOIN pg_namespace AS n ON n.oid = c.relnamespace
            WHERE NOT i.indisvalid
              AND c.relkind = 'i'
            UNION ALL
            SELECT 'not valid constraint', k.conname, format('on %s', k.conrelid::regclass)
            FROM pg_constraint AS k
            WHERE NOT k.convalidated
            UNION ALL
            SELECT 'detach pending', h.inhrelid::regclass::text, format('of %s', h.inhparent::regclass)
            FROM pg_inherits AS h
            WHERE h.inhdetachpending
            ORDER BY 1, 2
            """;
        var found = await run.Control.ReadAsync(new SqlCommand(sql), Read, ct);
        if (run.History.HasSideTables)
        {
            found.AddRange(await run.Control.ReadAsync(
                new SqlCommand($"""
                    SELECT 'unfinished backfill', version::text, format('step %s, %s rows done', step, rows_done)
                    FROM {run.Names.Backfill}
                    WHERE state <> 'done'
                    ORDER BY version, step
                    """),
                Read, ct));
        }

        return found;
    }

    private static LooseEnd Read(NpgsqlDataReader row) => new(row.GetString(0), row.GetString(1), row.GetString(2));
}
