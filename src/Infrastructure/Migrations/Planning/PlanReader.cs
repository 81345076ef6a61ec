using System.Globalization;
using Agora.Migrations.Events;
using Agora.Migrations.Files;
using Agora.Migrations.Lint;
using Agora.Migrations.Lint.Rules;
using Agora.Migrations.Locks;
using Agora.Migrations.Running;
using Agora.Migrations.Schemas;
using Agora.Migrations.Sql;
using Agora.Migrations.Statements;
using Npgsql;

namespace Agora.Migrations.Planning;

/// <param name="Rows">By the statistics; -1 before the first ANALYZE, null when the relation does not exist yet.</param>
public sealed record PlannedLock(string Relation, string Mode, bool Scans, bool Rewrites, long? Rows, long? Bytes);

/// <param name="Refused">What the server's grammar says against it, or null.</param>
public sealed record PlannedStatement(int Line, string Sql, LockClass Class, IReadOnlyList<PlannedLock> Locks, string? Refused);

public sealed record PlannedStep(int Number, bool Transaction, bool Backfill, IReadOnlyList<PlannedStatement> Statements);

public sealed record PlannedMigration(
    long Version, string Name, string File, MigrationPhase Phase, MigrationState State, IReadOnlyList<PlannedStep> Steps);

/// <param name="Obstacles">Why <c>up</c> would refuse to start.</param>
/// <param name="Blockers">Transactions older than a second that hold a lock on a relation of the plan at this moment.</param>
public sealed record PlanReport(
    MigratorExit Exit, IReadOnlyList<PlannedMigration> Migrations, IReadOnlyList<string> Repeatables, IReadOnlyList<string> Obstacles,
    IReadOnlyList<Blocker> Blockers, MigrationFailure? Failure);

/// <summary>
/// The dry run: reads only, creates nothing, and needs no more than SELECT on the history. Grammar is checked by the server itself, by
/// the protocol's Parse message, which runs nothing.
/// </summary>
internal sealed class PlanReader(RunSession run)
{
    private readonly SchemaModel schema = new([run.Policy.DefaultSchema]);
    private readonly ServerGrammar grammar = new(run.Control);
    private readonly Dictionary<string, (long? Rows, long? Bytes)> sizes = new(StringComparer.Ordinal);

    public async Task<PlanReport> ReadAsync(CancellationToken ct)
    {
        await run.Control.SendAllAsync(
            [
                new("SET default_transaction_read_only = on"),
                new("SELECT set_config('search_path', $1, false), set_config('statement_timeout', '5s', false), set_config('lock_timeout', "
                    + "'1s', false)", run.Policy.SearchPath),
            ],
            ct);
        var plan = run.Plan;
        var replay = new SchemaReplay(schema);
        var planned = new List<PlannedMigration>();
        foreach (var item in plan.Items.Where(item => item.File is not null))
        {
            if (item.NeedsUp)
            {
                planned.Add(await PlanAsync(item, replay, ct));
            }
            else
            {
                Replay(item.File!.Up, replay);
            }
        }

        return new PlanReport(
            MigratorExit.Ok,
            planned,
            [.. plan.PendingRepeatables.Select(file => file.Name)],
            Obstacles(plan),
            await BlockersAsync(ct),
            null);
    }

    private async Task<PlannedMigration> PlanAsync(PlanItem item, SchemaReplay replay, CancellationToken ct)
    {
        var body = item.File!.Up.Body;
        var steps = new List<PlannedStep>();
        foreach (var step in body.Steps)
        {
            schema.BeginStep([]);
            var statements = new List<PlannedStatement>();
            foreach (var statement in step.Statements)
            {
                statements.Add(await PlanAsync(item.File.Up, statement, step, replay, ct));
            }

            steps.Add(new PlannedStep(step.Number, step.Settings.Transaction, step.Settings.Backfill is not null, statements));
        }

        return new PlannedMigration(item.Version, item.Name, item.File.Up.Path, body.Settings.Phase, item.State, steps);
    }

    private async Task<PlannedStatement> PlanAsync(
        MigrationFile file, SqlStatement statement, MigrationStep step, SchemaReplay replay, CancellationToken ct)
    {
        var parsed = StatementParser.Parse(statement);
        var effects = LockCatalogue.Of(parsed, schema);
        replay.Apply(parsed, new SourcePlace(file.Path, statement.Line));
        var locks = new List<PlannedLock>();
        foreach (var effect in effects.Relations.Where(effect => !effect.IsNew))
        {
            var (rows, bytes) = await SizeAsync(effect.Relation, ct);
            locks.Add(new PlannedLock(effect.Relation.ToString(), effect.Lock.Sql(), effect.Scans, effect.Rewrites, rows, bytes));
        }

        var refused = await grammar.RefusalAsync(statement, ct) is { } refusal
            ? Refusal(statement, refusal.Message, refusal.Position)
            : null;
        return new PlannedStatement(statement.Line, statement.Text, effects.Class, locks, refused);
    }

    private static string Refusal(SqlStatement statement, string message, int position)
    {
        var place = statement.Locate(position);
        return string.Create(CultureInfo.InvariantCulture, $"{FileRules.Syntax.Id} {place.Line}:{place.Column} {message}");
    }

    private static void Replay(MigrationFile file, SchemaReplay replay)
    {
        foreach (var statement in file.Script.Statements)
        {
            replay.Apply(StatementParser.Parse(statement), new SourcePlace(file.Path, statement.Line));
        }
    }

    private List<string> Obstacles(MigrationPlan plan)
    {
        var checks = new PreApplyChecks(run.Policy, run.Directory, run.History, run.Clock.GetUtcNow());
        return
        [
            .. plan.Items.Where(item => item.IsDrift).Select(item => $"{item.Version} {item.Name}: {item.State}"),
            .. plan.Items.Where(item => item.State is MigrationState.Uncertain or MigrationState.PartialDown)
                .Select(item => $"{item.Version} {item.Name}: {item.State}"),
            .. plan.Pending.SelectMany(item => Preflight.Problems(item.File!.Up)).Select(problem => problem.ToString()),
            .. checks.Problems(plan.Pending).Select(problem => problem.ToString()),
        ];
    }

    private async Task<(long? Rows, long? Bytes)> SizeAsync(ObjectName relation, CancellationToken ct)
    {
        // From the catalogue's own counters: pg_relation_size() would wait behind an ACCESS EXCLUSIVE lock.
        const string sql = """
            SELECT reltuples::bigint, relpages::bigint * current_setting('block_size')::bigint
            FROM pg_class
            WHERE oid = to_regclass($1)
            """;
        var name = relation.Quoted;
        if (!sizes.TryGetValue(name, out var size))
        {
            var rows = await run.Control.ReadAsync(new SqlCommand(sql, name), row => (row.GetInt64(0), row.GetInt64(1)), ct);
            size = rows is [var found] ? found : (null, null);
            sizes[name] = size;
        }

        return size;
    }

    private async Task<List<Blocker>> BlockersAsync(CancellationToken ct)
    {
        const string sql = """
            SELECT DISTINCT a.pid, a.usename::text, nullif(a.application_name, ''),
                   extract(epoch FROM clock_timestamp() - a.xact_start)::float8,
                   a.state, left(a.query, 200)
            FROM pg_locks AS l
            JOIN pg_stat_activity AS a ON a.pid = l.pid
            WHERE l.locktype = 'relation'
              AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
              AND l.relation = ANY (SELECT to_regclass(name)::oid FROM unnest($1::text[]) AS name)
              AND a.pid <> pg_backend_pid()
              AND a.xact_start < clock_timestamp() - interval '1 second'
            """;
        return await run.Control.ReadAsync(new SqlCommand(sql, [sizes.Keys.ToArray()]), Read, ct);
    }

    private static Blocker Read(NpgsqlDataReader row) => new(
        row.GetInt32(0), null, Text(row, 1), Text(row, 2), row.IsDBNull(3)
            ? null
            : row.GetDouble(3), Text(row, 4), Text(row, 5), Autovacuum: false);

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
