using Agora.Migrations.Files;
using Agora.Migrations.History;
using Agora.Migrations.Sql;
using Npgsql;

namespace Agora.Migrations.Running;

/// <summary>What the server is, and whether it is safe to migrate there.</summary>
internal sealed record ServerState(
    string Version, int VersionNumber, string Role, bool MaySetDeadlockTimeout, HistoryShape History, bool HasSideSchema,
    IReadOnlySet<string> Extensions)
{
    /// <summary>The runner relies on client_connection_check_interval (14) and has_parameter_privilege (15).</summary>
    public const int OldestServer = 15;

    public bool HasTransactionTimeout => VersionNumber >= 170000;

    /// <summary>One round trip. Sets the role and refuses a server on which the runner's promises would not hold.</summary>
    public static async Task<ServerState> CheckAsync(ServerConnection connection, MigratorOptions options, CancellationToken ct)
    {
        const string sql = $"""
            SELECT pg_backend_pid(),
                   pg_is_in_recovery(),
                   current_setting('transaction_read_only') = 'on',
                   current_setting('server_version_num')::int,
                   current_setting('server_version'),
                   getdatabaseencoding()::text,
                   current_setting('standard_conforming_strings') = 'on',
                   current_user::text,
                   to_regclass($2) IS NOT NULL,
                   has_parameter_privilege('deadlock_timeout', 'SET'),
                   ARRAY(SELECT extname::text FROM pg_extension),
                   {HistoryShape.Columns}
            """;
        Require(
            connection.ServerVersion.Major >= OldestServer,
            $"PostgreSQL {OldestServer} or newer is needed; this is {connection.ServerVersion}.");
        var history = new ObjectName(options.HistorySchema, options.HistoryTable).Quoted;
        var side = new ObjectName(options.SideSchema, "migration").Quoted;
        try
        {
            return await connection.ReadAllAsync(
                [SetRole(options), new SqlCommand(sql, history, side)],
                (reader, token) => AssessAsync(reader, connection, options, token),
                ct);
        }
        catch (PostgresException refused) when (refused.SqlState is PostgresErrorCodes.InvalidParameterValue
            or PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new MigrationException(Failure(connection, options, refused), refused);
        }
    }

    // The batch sets the role and then reads as it: which of the two was refused, the command of the failure tells.
    private static MigrationFailure Failure(ServerConnection connection, MigratorOptions options, PostgresException refused)
    {
        if (options.Role is { } role && refused.BatchCommand?.CommandText == SetRole(options).Sql)
        {
            return new MigrationFailure(
                MigratorExit.UnsafeEnvironment, $"The login cannot act as role '{role}': {refused.MessageText}.")
            {
                SqlState = refused.SqlState,
            };
        }

        var reader = options.Role is { } acting ? $"Role '{acting}'" : $"The login '{connection.Connection.UserName}'";
        return new MigrationFailure(MigratorExit.UnsafeEnvironment, $"{reader} may not read the history: {refused.MessageText}.")
        {
            SqlState = refused.SqlState,
            Hint = $"Name the role that owns it as 'role' in {PolicyFile.Name}, or log in as one that may read it.",
        };
    }

    /// <summary>Also undoes what a file may have set, when the role is none.</summary>
    public static SqlCommand SetRole(MigratorOptions options) =>
        new(options.Role is null ? "RESET ROLE" : $"SET ROLE {ObjectName.Quote(options.Role)}");

    private static async Task<ServerState> AssessAsync(
        NpgsqlDataReader reader, ServerConnection connection, MigratorOptions options, CancellationToken ct)
    {
        await reader.ReadAsync(ct);
        Require(!reader.GetBoolean(1), "This server is a standby; migrations run on the primary.");
        Require(!reader.GetBoolean(2), "This session is read-only (default_transaction_read_only).");
        Require(reader.GetString(5) == "UTF8", $"The database is {reader.GetString(5)}; migration files are UTF-8.");
        Require(reader.GetBoolean(6), "standard_conforming_strings is off, which changes where a string ends.");
        Require(
            options.Pooler != PoolerMode.Refuse || reader.GetInt32(0) == connection.ProcessId,
            "There is a connection pooler between the runner and the server: session locks would not protect anything. Connect directly.");
        return new ServerState(
            reader.GetString(4), reader.GetInt32(3), reader.GetString(7), reader.GetBoolean(9), HistoryShape.Read(reader, 11),
            reader.GetBoolean(8), reader.GetFieldValue<string[]>(10).ToHashSet(StringComparer.Ordinal));
    }

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new MigrationException(MigratorExit.UnsafeEnvironment, otherwise);
        }
    }
}
