using System.Globalization;
using System.Text.Json;
using Agora.Application.Common;
using Agora.Application.Monitoring;
using Agora.Domain.Common;
using Agora.Domain.Monitoring;
using Agora.Infrastructure.Database;
using Npgsql;

namespace Agora.Infrastructure.Monitoring;

internal sealed class StatementPlans(DbSession db, IUnitOfWork unitOfWork, WatchConnection watch) : IStatementPlans
{
    private const int KeptPerStatement = 20;

    public async Task<Result<CountedStatement?>> FindAsync(long statementId, CancellationToken ct)
    {
        const string sql = """
            SELECT CASE WHEN s.query ~* '^\s*(alter|create)\s.*(password|connection)' THEN '' ELSE s.query END,
                   s.userid = (SELECT r.oid FROM pg_roles AS r WHERE r.rolname = 'app_api')
            FROM pg_stat_statements AS s
            WHERE s.queryid = $1 AND s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
            ORDER BY 2 DESC, s.toplevel DESC
            LIMIT 1
            """;

        if (!watch.Source.IsSuccess)
        {
            return watch.Source.Error;
        }

        try
        {
            await using var command = watch.Source.Value.CreateCommand(sql);
            command.Parameters.AddWithValue(statementId);
            await using var reader = await command.ExecuteReaderAsync(ct);
            return await reader.ReadAsync(ct) ? new CountedStatement(reader.GetString(0), reader.GetBoolean(1)) : null;
        }
        catch (Exception exception) when (ProbeFailures.Classify(exception, readsStatements: true, ct) is { } error)
        {
            return error;
        }
    }

    public async Task<Result<JsonElement>> ExplainAsync(
        CountedStatement statement, bool analyze, IReadOnlyList<string?> parameters, CancellationToken ct)
    {
        if (analyze && !statement.IsOfRuntime)
        {
            // Others may do what no rollback takes back, such as ending sessions.
            return Refused("It runs only for statements of app_api: ask for its plan without analyze.");
        }

        const string guard = "SET TRANSACTION READ ONLY; SET LOCAL statement_timeout = '5s'";
        const string sql = "SELECT app.explain_statement(@Statement, @Analyze, @Parameters)::text AS \"Plan\"";

        try
        {
            var explained = await unitOfWork.ExecuteAsync(
                async token =>
                {
                    await db.ExecuteAsync(guard, null, token);
                    return await db.ScalarAsync<Explained>(
                        sql, new { Statement = statement.Text, Analyze = analyze, Parameters = parameters.ToArray() }, token);
                },
                // Rolled back in any case.
                static _ => false,
                ct);
            // Utility statements have no plan.
            return JsonDocument.Parse(explained.Plan).RootElement[0].Clone() is { ValueKind: JsonValueKind.Object } plan
                ? plan
                : Refused("It has no plan.");
        }
        catch (Exception exception) when (Refusal(exception) is { } reason)
        {
            return Refused(reason);
        }
    }

    public async Task AddAsync(StatementPlan plan, CancellationToken ct)
    {
        const string sql = """
            INSERT INTO app.statement_plans (id, statement_id, taken_at, analyzed, shape, cost, milliseconds)
            VALUES (@Id, @StatementId, @TakenAt, @Analyzed, @Shape, @Cost, @Milliseconds);

            DELETE FROM app.statement_plans
            WHERE id IN (SELECT p.id FROM app.statement_plans AS p WHERE p.statement_id = @StatementId
                         ORDER BY p.taken_at DESC OFFSET @Kept)
            """;

        var row = new
        {
            Id = Guid.CreateVersion7(plan.TakenAt),
            StatementId = long.Parse(plan.StatementId, CultureInfo.InvariantCulture),
            plan.TakenAt,
            plan.Analyzed,
            plan.Shape,
            plan.Cost,
            plan.Milliseconds,
            Kept = KeptPerStatement,
        };
        await db.ExecuteAsync(sql, row, ct);
    }

    public Task<IReadOnlyList<EarlierPlan>> ListAsync(long statementId, CancellationToken ct)
    {
        const string sql = """
            SELECT p.taken_at AS "TakenAt", p.analyzed AS "Analyzed", p.shape AS "Shape", p.cost AS "Cost",
                   p.milliseconds AS "Milliseconds"
            FROM app.statement_plans AS p
            WHERE p.statement_id = @StatementId
            ORDER BY p.taken_at DESC
            """;

        return db.QueryAsync<EarlierPlan>(sql, new { StatementId = statementId }, ct);
    }

    private static Error Refused(string reason) =>
        MonitoringErrors.ExplainRefused with { Message = $"{MonitoringErrors.ExplainRefused.Message} {reason}" };

    private static string? Refusal(Exception exception) => exception switch
    {
        DependencyException { InnerException: PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } } =>
            "It changes data: ask for its plan without analyze.",
        DependencyException away when away.Error == DatabaseFailures.StatementTimeout =>
            "It ran for longer than five seconds: ask for its plan without analyze.",
        PostgresException refused => $"The server says: {refused.MessageText}.",
        _ => null,
    };

    private sealed record Explained(string Plan);
}
