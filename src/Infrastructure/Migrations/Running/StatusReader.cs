using System.Globalization;
using Agora.Migrations.History;
using Agora.Migrations.Planning;
using Agora.Migrations.Sql;
using Npgsql;

namespace Agora.Migrations.Running;

/// <summary>An unfinished object in the database.</summary>
/// <param name="Kind"><c>invalid index</c>, <c>not valid constraint</c>, <c>detach pending</c> or <c>unfinished backfill</c>.</param>
public sealed record UnfinishedObject(string Kind, string Object, string Detail);

/// <param name="AppliedOn">UTC.</param>
public sealed record StatusLine(
    long Version,
    string Name,
    MigrationState State,
    DateTime? AppliedOn,
    long? DurationMs,
    string? Role,
    string? Source,
    int StepsDone,
    int Steps)
{
    /// <summary>Why the last run of the version failed, as far as it could be written down.</summary>
    public string? Reason { get; init; }

    /// <summary>The command that continues from here; null where nothing is left to do.</summary>
    public string? Next { get; init; }
}

/// <param name="PendingRepeatables">Files whose tokens differ from what was applied last.</param>
public sealed record StatusReport(
    MigratorExit Exit,
    IReadOnlyList<StatusLine> Versions,
    IReadOnlyList<string> PendingRepeatables,
    IReadOnlyList<UnfinishedObject> Unfinished,
    MigrationFailure? Failure)
{
    public bool HasPending => PendingRepeatables.Count > 0
        || Versions.Any(line => line.State is MigrationState.Pending or MigrationState.Partial or MigrationState.RemovedElsewhere);

    /// <summary>A version that stands half-way, or whose last run failed in a step.</summary>
    public bool HasFailed => Versions.Any(line => line.Reason is not null || line.State == MigrationState.PartialDown);

    public bool HasUncertain => Versions.Any(line => line.State == MigrationState.Uncertain);

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
            item.Row?.Source, item.StepsDone, item.Steps)
        {
            Reason = Reason(item),
            Next = Next(item),
        });
        return new StatusReport(
            MigratorExit.Ok, [.. lines], [.. plan.PendingRepeatables.Select(file => file.Name)], await UnfinishedAsync(ct), null);
    }

    private string? Reason(PlanItem item) => run.History.FailedStep(item.Version) is { } failed
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"step {failed.Step} {(failed.Direction == Direction.Up ? "" : "down ")}failed "
            + $"at {failed.StartedAt.ToUniversalTime():yyyy-MM-dd HH:mm:ss}Z: "
            + $"{failed.SqlState}{(failed.SqlState is null ? "" : " ")}{failed.Message}")
        : run.History.Journal.FirstOrDefault(row => row.Version == item.Version && row.State == JournalState.Uncertain)?.Message;

    private string? Next(PlanItem item)
    {
        var version = item.Version.ToString(CultureInfo.InvariantCulture);
        var wentDown = run.History.FailedStep(item.Version) is { Direction: Direction.Down };
        return item.State switch
        {
            MigrationState.PartialDown =>
                $"down --steps 1; or skip the step that fails: resolve {version} --applied --reason \"...\", then down",
            MigrationState.Partial => $"up; or skip the step that fails: resolve {version} --applied --reason \"...\", then up",
            MigrationState.Uncertain => $"resolve {version} --applied --reason \"...\" or resolve {version} --retry --reason \"...\"",
            MigrationState.Edited => $"put the old text back, or: resolve {version} --applied --reason \"...\"",
            MigrationState.MissingFile => $"put the file back, or: resolve {version} --applied --reason \"...\"",
            MigrationState.OutOfOrder => "up --allow-out-of-order",
            MigrationState.CommentOnlyEdit => "repair",
            MigrationState.Waiting => string.Concat(
                run.Missing(item).Select(name => $"CREATE EXTENSION {ObjectName.Quote(name)} SCHEMA public; ")) + "then up",
            _ when wentDown => "down",
            _ => null,
        };
    }

    private async Task<List<UnfinishedObject>> UnfinishedAsync(CancellationToken ct)
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

    private static UnfinishedObject Read(NpgsqlDataReader row) => new(row.GetString(0), row.GetString(1), row.GetString(2));
}
