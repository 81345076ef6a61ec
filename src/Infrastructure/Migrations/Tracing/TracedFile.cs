using Agora.Migrations.Backfills;
using Agora.Migrations.Files;
using Agora.Migrations.Locks;
using Agora.Migrations.Running;
using Agora.Migrations.Sql;
using Npgsql;

namespace Agora.Migrations.Tracing;

/// <summary>Runs one file step by step as the runner would, and keeps what was seen.</summary>
internal sealed class TracedFile(TraceSession session, Predictor predictor)
{
    /// <summary>How often generated rows may be taken out of the way of one step.</summary>
    private const int MostRepairs = 20;

    private readonly List<TracedStep> steps = [];

    /// <summary>Filled as the file runs, so that a failure leaves what was seen before it.</summary>
    public IReadOnlyList<TracedStep> Steps => steps;

    public async Task RunAsync(MigrationFile file, CancellationToken ct)
    {
        foreach (var step in file.Body.Steps)
        {
            predictor.BeginStep();
            var planned = step.Statements.Select(statement => new Planned(file, step, statement, predictor.Next(statement, file.Path)))
                .ToList();
            var repair = new DataRepair(session);
            var statements = new List<TracedStatement>();
            if (step.Settings.Transaction)
            {
                statements.AddRange(await InTransactionAsync(planned, step, repair, ct));
            }
            else
            {
                foreach (var statement in planned)
                {
                    statements.AddRange(statement.Prediction.Effects.RefusesTransaction
                        ? [await AloneAsync(statement, repair, ct)]
                        : await InTransactionAsync([statement], step, repair, ct));
                }
            }

            steps.Add(
                new TracedStep(step.Number, step.Settings.Transaction, step.Settings.Backfill is not null, statements, repair.Removed));
        }
    }

    private async Task<List<TracedStatement>> InTransactionAsync(
        List<Planned> planned, MigrationStep step, DataRepair repair, CancellationToken ct)
    {
        for (var attempt = 0; ; attempt++)
        {
            await session.ResetAsync(ct);
            var commands = await CommandsAsync(planned, step, ct);
            await session.BeginAsync(step.Settings.Role, ct);
            Planned? at = null;
            try
            {
                var probe = await TransactionProbe.BeginAsync(session.Worker, session.Notes, session.Clock, ct);
                var statements = new List<TracedStatement>();
                foreach (var (statement, command) in planned.Zip(commands))
                {
                    at = statement;
                    statements.Add(statement.Compare(await probe.RunAsync(command, ct)));
                }

                at = null;
                await session.Worker.SendAsync("COMMIT", ct);
                return statements;
            }
            catch (PostgresException error)
            {
                await session.RollBackAsync();
                if (attempt >= MostRepairs || at is null || !session.Worker.IsOpen || !await repair.TryAsync(at.Statement, error, ct))
                {
                    throw Explain(at ?? planned[^1], error);
                }
            }
        }
    }

    private async Task<TracedStatement> AloneAsync(Planned statement, DataRepair repair, CancellationToken ct)
    {
        for (var attempt = 0; ; attempt++)
        {
            await session.ResetAsync(ct);
            var probe = new StandaloneProbe(session.Worker, session.Notes, session.Database.Admin, session.Clock);
            try
            {
                return statement.Compare(await probe.RunAsync(new SqlCommand(statement.Statement.Text), statement.Relations, ct));
            }
            catch (PostgresException error)
            {
                if (attempt >= MostRepairs || !await repair.TryAsync(statement.Statement, error, ct))
                {
                    throw Explain(statement, error);
                }
            }
        }
    }

    /// <summary>The statements as they are sent; a backfill as one batch over all keys.</summary>
    private async Task<List<SqlCommand>> CommandsAsync(List<Planned> planned, MigrationStep step, CancellationToken ct)
    {
        if (step.Settings.Backfill is not { } backfill)
        {
            return planned.ConvertAll(statement => new SqlCommand(statement.Statement.Text));
        }

        const string sql = """
            SELECT pg_catalog.format_type(a.atttypid, a.atttypmod)
            FROM pg_catalog.pg_attribute AS a
            WHERE a.attrelid = pg_catalog.to_regclass($1)
              AND a.attname = $2
            """;
        var types = await session.Worker.ReadAsync(new SqlCommand(sql, backfill.Table, backfill.Key), row => row.GetString(0), ct);
        if (types is not [var type])
        {
            throw new MigrationException(MigratorExit.Usage, $"There is no column {backfill.Key} in a table {backfill.Table}.");
        }

        var (key, table) = (ObjectName.Quote(backfill.Key), backfill.Table);
        var ends = await session.Worker.ReadAsync(
            new SqlCommand($"""
                SELECT (SELECT t.{key}::text FROM {table} AS t ORDER BY t.{key} LIMIT 1),
                       (SELECT t.{key}::text FROM {table} AS t ORDER BY t.{key} DESC LIMIT 1)
                """),
            row => (Least: row.GetValue(0) as string, Upper: row.GetValue(1) as string), ct);
        return planned.ConvertAll(statement => new SqlCommand(
            BackfillStatement.BindFirst(statement.Statement, type)
                ?? BackfillStatement.Bind(statement.Statement, type)!, ends[0].Least, ends[0].Upper));
    }

    private static MigrationException Explain(Planned statement, PostgresException error) =>
        Failures.Statement(statement.File, statement.Statement, error, "The trace ends here.");

    private sealed record Planned(MigrationFile File, MigrationStep Step, SqlStatement Statement, Prediction Prediction)
    {
        /// <summary>What the prediction names, so that obstacles can be put there.</summary>
        public IReadOnlyList<ObjectName> Relations =>
            [.. Prediction.Effects.Relations.Where(effect => effect.Lock > LockMode.None).Select(effect => effect.Relation)];

        public TracedStatement Compare(Observation seen) => new(
            Statement.Index, Statement.Line, Statement.Text, seen.Duration, seen.Rows, seen.ObservedFrom,
            [.. seen.Relations.Where(IsReported)],
            seen.Said, Prediction.Opaque, Comparison.Differences(Prediction, seen.Relations, seen.ObservedFrom));

        /// <summary>Also what the step held already and this statement needs as well.</summary>
        private bool IsReported(TracedRelation relation) =>
            relation.Lock > LockMode.AccessShare || relation.Rewritten || (relation.Scanned && relation.During >= LockMode.RowShare)
            || (relation.During > LockMode.AccessShare
                && Prediction.Effects.Relations.Any(effect => effect.Relation == relation.Name && !effect.IsNew));
    }
}
