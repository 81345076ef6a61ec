using Agora.Application.Maintenance;
using Agora.Domain.Common;
using Agora.Domain.Maintenance;
using Npgsql;

namespace Agora.Infrastructure.Maintenance;

internal sealed class ServerMaintenance(MaintainConnection maintain) : IServerMaintenance
{
    private static readonly string[] Tables = ["r", "p", "m"], Indexes = ["i", "I"];

    public Task<Result<ServerSession>> FindSessionAsync(int pid, CancellationToken ct)
    {
        // Without the right to read statistics the time is null.
        const string sql = """
            SELECT a.usename, coalesce(a.application_name, ''), a.backend_start, a.backend_type = 'client backend',
                   coalesce(r.rolsuper, false), a.datname IS NOT DISTINCT FROM current_database(), a.pid = pg_backend_pid()
            FROM pg_stat_activity AS a
            LEFT JOIN pg_roles AS r ON r.oid = a.usesysid
            WHERE a.pid = $1
            """;

        return AskAsync<ServerSession>(
            async connection =>
            {
                await using var command = Command(connection, sql, pid);
                await using var reader = await command.ExecuteReaderAsync(ct);
                if (!await reader.ReadAsync(ct))
                {
                    return MaintenanceErrors.SessionNotFound;
                }

                if (reader.IsDBNull(2))
                {
                    return MaintenanceErrors.NotAllowed;
                }

                return new ServerSession(
                    pid,
                    reader.IsDBNull(0) ? null : reader.GetString(0),
                    reader.GetString(1),
                    reader.GetFieldValue<DateTimeOffset>(2),
                    reader.GetBoolean(3),
                    reader.GetBoolean(4),
                    reader.GetBoolean(5),
                    reader.GetBoolean(6));
            },
            MaintenanceErrors.SessionNotFound,
            ct);
    }

    public async Task<Result<Done>> CancelAsync(ServerSession session, CancellationToken ct) =>
        (await SignalAsync(
            "SELECT pg_cancel_backend(a.pid) FROM pg_stat_activity AS a WHERE a.pid = $1 AND a.backend_start = $2", session, ct))
        .Then<Done>(_ => default(Done));

    public Task<Result<bool>> TerminateAsync(ServerSession session, CancellationToken ct) =>
        SignalAsync(
            "SELECT pg_terminate_backend(a.pid, 3000) FROM pg_stat_activity AS a WHERE a.pid = $1 AND a.backend_start = $2", session, ct);

    public Task<Result<ServerRelation>> FindTableAsync(string name, CancellationToken ct) =>
        FindAsync(name, Tables, MaintenanceErrors.TableNotFound, ct);

    public Task<Result<ServerRelation>> FindIndexAsync(string name, CancellationToken ct) =>
        FindAsync(name, Indexes, MaintenanceErrors.IndexNotFound, ct);

    public Task<Result<Done>> VacuumAsync(ServerRelation table, CancellationToken ct) =>
        RunAsync($"VACUUM (ANALYZE) {table.Name}", table, ct);

    public Task<Result<Done>> TruncateAsync(ServerRelation table, CancellationToken ct) =>
        RunAsync($"VACUUM (ANALYZE, INDEX_CLEANUP ON, TRUNCATE ON) {table.Name}", table, ct);

    public Task<Result<Done>> AnalyzeAsync(ServerRelation table, CancellationToken ct) => RunAsync($"ANALYZE {table.Name}", table, ct);

    public async Task<Result<Done>> ReindexAsync(ServerRelation relation, CancellationToken ct)
    {
        var isDone = false;
        try
        {
            var done = await RunAsync($"REINDEX {(relation.IsIndex ? "INDEX" : "TABLE")} CONCURRENTLY {relation.Name}", relation, ct);
            isDone = done.IsSuccess;
            return done;
        }
        finally
        {
            if (!isDone)
            {
                await DropLeftoversAsync(relation);
            }
        }
    }

    public Task<Result<Done>> ResetStatisticsAsync(CancellationToken ct) => AskAsync<Done>(
        async connection =>
        {
            const string sql = """
                SELECT public.pg_stat_statements_reset(0, d.oid, 0) FROM pg_database AS d WHERE d.datname = current_database()
                """;
            await using var command = Command(connection, sql);
            await command.ExecuteNonQueryAsync(ct);
            return default(Done);
        },
        MaintenanceErrors.NotAllowed,
        ct);

    /// <summary>The statement that signals compares the start too, so that no other session with the process id is hit.</summary>
    private Task<Result<bool>> SignalAsync(string sql, ServerSession session, CancellationToken ct) => AskAsync<bool>(
        async connection =>
        {
            await using var command = Command(connection, sql, session.Pid, session.StartedAt);
            return await command.ExecuteScalarAsync(ct) is bool sent ? sent : MaintenanceErrors.SessionNotFound;
        },
        MaintenanceErrors.SessionNotFound,
        ct);

    private Task<Result<ServerRelation>> FindAsync(string name, string[] kinds, Error missing, CancellationToken ct)
    {
        const string sql = """
            SELECT c.oid::bigint, format('%I.%I', n.nspname, c.relname)
            FROM pg_class AS c
            JOIN pg_namespace AS n ON n.oid = c.relnamespace
            WHERE c.oid = to_regclass($1)
              AND c.relkind::text = ANY ($2)
              AND n.nspname <> 'information_schema'
              AND n.nspname NOT LIKE 'pg\_%'
            """;

        return AskAsync<ServerRelation>(
            async connection =>
            {
                await using var command = Command(connection, sql, name, kinds);
                await using var reader = await command.ExecuteReaderAsync(ct);
                return await reader.ReadAsync(ct)
                    ? new ServerRelation(reader.GetInt64(0), reader.GetString(1), kinds == Indexes)
                    : missing;
            },
            missing,
            ct);
    }

    /// <summary>Of a rebuild that failed or was cancelled. Those whose table is locked stay until the nightly maintenance.</summary>
    private Task<Result<Done>> DropLeftoversAsync(ServerRelation relation) => AskAsync<Done>(
        async connection =>
        {
            const string sql = """
                SELECT app.drop_invalid_index(i.indexrelid)
                FROM pg_index AS i
                JOIN pg_class AS c ON c.oid = i.indexrelid
                WHERE i.indrelid = coalesce((SELECT o.indrelid FROM pg_index AS o WHERE o.indexrelid = $1::oid), $1::oid)
                  AND NOT i.indisvalid
                  AND c.relname ~ '_cc(new|old)[0-9]*$'
                """;
            await using var command = Command(connection, sql, (uint)relation.Id);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
            return default(Done);
        },
        MaintenanceErrors.IndexNotFound,
        CancellationToken.None);

    /// <summary>Takes as long as it takes, gently. It is a command of its own, outside of a transaction.</summary>
    private Task<Result<Done>> RunAsync(string statement, ServerRelation relation, CancellationToken ct) => AskAsync<Done>(
        async connection =>
        {
            await using var settings = Command(connection, "SET statement_timeout = 0; SET vacuum_cost_delay = '2ms'");
            await settings.ExecuteNonQueryAsync(ct);
            await using var command = Command(connection, statement);
            command.CommandTimeout = 0;
            await command.ExecuteNonQueryAsync(ct);
            return default(Done);
        },
        relation.IsIndex ? MaintenanceErrors.IndexNotFound : MaintenanceErrors.TableNotFound,
        ct);

    private Task<Result<T>> AskAsync<T>(Func<NpgsqlConnection, Task<Result<T>>> ask, Error missing, CancellationToken ct) =>
        MaintenanceFailures.AskAsync(
            maintain,
            async () =>
            {
                await using var connection = await maintain.Source.OpenConnectionAsync(ct);
                return await ask(connection);
            },
            missing,
            ct);

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params object[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }
}
