using System.Security.Cryptography;
using Agora.Migrations.Connections;
using Npgsql;

namespace Agora.Infrastructure.Database.Bootstrap;

/// <summary>Passwords of the roles that log in; ASCII.</summary>
/// <param name="Api">Of <c>app_api</c>. Agora itself logs in with this and the next.</param>
/// <param name="Migrator">Of <c>app_migrator</c>.</param>
/// <param name="Operators">Of the roles that people and their tools log in with; null leaves those as they are.</param>
public sealed record RolePasswords(string Api, string Migrator, OperatorPasswords? Operators = null)
{
    /// <summary>192 random bits each, in characters that need no quoting in a URL.</summary>
    public static RolePasswords Generate() =>
        new(Random(), Random(), new OperatorPasswords(Random(), Random(), Random()) { Readonly = Random() });

    public IEnumerable<(string Role, string Password)> ByRole()
    {
        yield return ("app_api", Api);
        yield return ("app_migrator", Migrator);
        if (Operators is null)
        {
            yield break;
        }

        yield return ("ops_watch", Operators.Watch);
        yield return ("ops_maintain", Operators.Maintain);
        yield return ("ops_backup", Operators.Backup);
        if (Operators.Readonly is { } readOnly)
        {
            yield return ("app_readonly", readOnly);
        }
    }

    private static string Random() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
}

/// <param name="Watch">Of <c>ops_watch</c>.</param>
/// <param name="Maintain">Of <c>ops_maintain</c>.</param>
/// <param name="Backup">Of <c>ops_backup</c>.</param>
public sealed record OperatorPasswords(string Watch, string Maintain, string Backup)
{
    /// <summary>Of <c>app_readonly</c>, with which only people log in; null leaves it as it is.</summary>
    public string? Readonly { get; init; }
}

/// <param name="MissingExtensions">Optional extensions that this server does not offer; the features on top stay off.</param>
public sealed record BootstrapReport(bool CreatedDatabase, IReadOnlyList<string> MissingExtensions);

/// <summary>
/// Prepares a server once, as superuser: the roles, then the database with its owner, extensions and privileges. Every step
/// may run again. Migrations do the rest, without superuser rights.
/// </summary>
public static class DatabaseBootstrap
{
    private const int ServerVersionFloor = 170005;

    // Needed by the schema; the server package brings all of them.
    private static readonly string[] RequiredExtensions = ["pg_trgm", "btree_gist", "pg_stat_statements", "pgstattuple"];

    private static readonly string[] OptionalExtensions = ["vector", "postgis"];

    /// <summary>Roles with new passwords, and the database: everything that a server needs before its first migration.</summary>
    /// <param name="adminName">The setting that <paramref name="admin"/> came from, for the message.</param>
    /// <returns>The report, and the login of each role by its name.</returns>
    public static async Task<(BootstrapReport Report, IReadOnlyDictionary<string, DatabaseLogin> Logins)> PrepareAsync(
        string admin, string adminName, string database, CancellationToken ct)
    {
        var login = PostgresUrl.Parse(admin, adminName);
        var passwords = RolePasswords.Generate();
        await EnsureRolesAsync(login.ConnectionString, passwords, ct);
        var report = await EnsureDatabaseAsync(login.ConnectionString, database, ct);
        var server = DatabaseLogin.From(login);
        var logins = passwords.ByRole().ToDictionary(
            r => r.Role, r => server with { User = r.Role, Password = r.Password, Database = database }, StringComparer.Ordinal);
        return (report, logins);
    }

    /// <param name="admin">Login of a superuser to any database of the server.</param>
    /// <param name="passwords">Null leaves the passwords of roles that are there as they are.</param>
    /// <exception cref="InvalidConfigurationException">The server is too old or the login may not create roles.</exception>
    public static async Task EnsureRolesAsync(string admin, RolePasswords? passwords, CancellationToken ct)
    {
        await using var source = NpgsqlDataSource.Create(admin);
        await using var connection = await source.OpenConnectionAsync(ct);
        await RequireSuperuserAsync(connection, ct);

        // Two bootstraps at once would both find a role missing; the lock ends with the transaction.
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await RunAsync(connection, "SELECT pg_advisory_xact_lock(1885826355)", ct);
        await RunAsync(connection, RolesSql, ct);
        foreach (var (role, password) in passwords?.ByRole() ?? [])
        {
            await RunAsync(connection, $"ALTER ROLE {role} PASSWORD '{ScramVerifier.For(password)}'", ct);
        }

        await transaction.CommitAsync(CancellationToken.None);
    }

    /// <param name="database">Lower-case letters, digits and underscores.</param>
    public static async Task<BootstrapReport> EnsureDatabaseAsync(string admin, string database, CancellationToken ct)
    {
        if (database.Length is 0 or > 63 || database.Any(c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '_'))
        {
            throw new InvalidConfigurationException("A database name is made of lower-case letters, digits and underscores.");
        }

        var created = await CreateDatabaseAsync(admin, database, ct);
        var login = new NpgsqlConnectionStringBuilder(admin) { Database = database, Pooling = false };
        await using var source = NpgsqlDataSource.Create(login);
        await using var connection = await source.OpenConnectionAsync(ct);
        await RunAsync(connection, PrivilegesSql.Replace("{database}", database, StringComparison.Ordinal), ct);

        foreach (var extension in RequiredExtensions)
        {
            await RunAsync(connection, $"CREATE EXTENSION IF NOT EXISTS {extension} SCHEMA public", ct);
        }

        var missing = new List<string>();
        foreach (var extension in OptionalExtensions)
        {
            await using var available = new NpgsqlCommand("SELECT count(*) FROM pg_available_extensions WHERE name = $1", connection)
            {
                Parameters = { new() { Value = extension } },
            };
            if (await available.ExecuteScalarAsync(ct) is > 0L)
            {
                await RunAsync(connection, $"CREATE EXTENSION IF NOT EXISTS {extension} SCHEMA public", ct);
            }
            else
            {
                missing.Add(extension);
            }
        }

        await RunAsync(connection, ExtensionPrivilegesSql, ct);
        return new BootstrapReport(created, missing);
    }

    private static async Task<bool> CreateDatabaseAsync(string admin, string database, CancellationToken ct)
    {
        await using var source = NpgsqlDataSource.Create(admin);
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var exists = new NpgsqlCommand("SELECT count(*) FROM pg_database WHERE datname = $1", connection)
        {
            Parameters = { new() { Value = database } },
        };
        if (await exists.ExecuteScalarAsync(ct) is > 0L)
        {
            return false;
        }

        try
        {
            await RunAsync(
                connection,
                $"CREATE DATABASE {database} OWNER app_owner TEMPLATE template0 ENCODING 'UTF8' "
                + "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C.UTF-8'",
                ct);
            return true;
        }
        catch (PostgresException race) when (race.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            return false;
        }
    }

    private static async Task RequireSuperuserAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "SELECT current_setting('server_version_num')::int, rolsuper FROM pg_roles WHERE rolname = current_user", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        if (reader.GetInt32(0) < ServerVersionFloor)
        {
            throw new InvalidConfigurationException(
                $"PostgreSQL 17.5 or newer is needed; this server is {connection.PostgreSqlVersion}.");
        }

        if (!reader.GetBoolean(1))
        {
            throw new InvalidConfigurationException(
                "Preparing a server needs a superuser login, because one role bypasses row-level security.");
        }
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    private const string RolesSql = """
        DO $bootstrap$
        DECLARE
            wanted text;
        BEGIN
            FOREACH wanted IN ARRAY ARRAY['app_owner', 'app_reader', 'app_migrator', 'app_api', 'app_readonly', 'ops_watch',
                'ops_maintain', 'ops_backup'] LOOP
                IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
                    EXECUTE format('CREATE ROLE %I', wanted);
                END IF;
            END LOOP;
        END
        $bootstrap$;

        -- Owns every object; no login uses it. Bypasses policies because data migrations and counting triggers see all rows.
        ALTER ROLE app_owner NOLOGIN NOSUPERUSER BYPASSRLS NOCREATEDB NOCREATEROLE;
        -- Owns the safe view and the search functions, and holds SELECT on what they show.
        ALTER ROLE app_reader NOLOGIN NOSUPERUSER BYPASSRLS NOCREATEDB NOCREATEROLE;
        GRANT app_reader TO app_owner WITH INHERIT TRUE, SET TRUE;

        ALTER ROLE app_migrator LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE CONNECTION LIMIT 10;
        GRANT app_owner TO app_migrator WITH INHERIT FALSE, SET TRUE;
        GRANT pg_read_all_stats TO app_migrator;
        GRANT SET ON PARAMETER deadlock_timeout TO app_owner, app_migrator;
        -- app.compact_pages moves rows without changing them, and so without triggers.
        GRANT SET ON PARAMETER session_replication_role TO app_owner;

        -- The runtime: owns nothing, bypasses nothing.
        ALTER ROLE app_api LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOINHERIT CONNECTION LIMIT 100;
        ALTER ROLE app_api SET search_path = app, public, pg_temp;
        ALTER ROLE app_api SET statement_timeout = '15s';
        ALTER ROLE app_api SET lock_timeout = '5s';
        ALTER ROLE app_api SET idle_in_transaction_session_timeout = '60s';
        ALTER ROLE app_api SET timezone = 'UTC';
        ALTER ROLE app_api SET jit = off;
        ALTER ROLE app_api SET lc_messages = 'C';

        ALTER ROLE app_readonly LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOINHERIT CONNECTION LIMIT 20;
        ALTER ROLE app_readonly SET search_path = app, public, pg_temp;
        ALTER ROLE app_readonly SET default_transaction_read_only = on;
        ALTER ROLE app_readonly SET statement_timeout = '60s';

        ALTER ROLE ops_watch LOGIN NOSUPERUSER NOBYPASSRLS CONNECTION LIMIT 20;
        GRANT pg_monitor, pg_use_reserved_connections TO ops_watch;
        ALTER ROLE ops_watch SET statement_timeout = '15s';
        ALTER ROLE ops_watch SET lock_timeout = '500ms';
        ALTER ROLE ops_watch SET idle_in_transaction_session_timeout = '10s';
        ALTER ROLE ops_watch SET default_transaction_read_only = on;

        -- Reads the statistics too, to know whom it ends and what needs maintenance.
        ALTER ROLE ops_maintain LOGIN NOSUPERUSER NOBYPASSRLS CONNECTION LIMIT 10;
        GRANT pg_maintain, pg_signal_backend, pg_checkpoint, pg_read_all_stats, pg_stat_scan_tables, pg_use_reserved_connections
            TO ops_maintain;
        ALTER ROLE ops_maintain SET lock_timeout = '5s';

        -- Copies the database: reads every row of every table, and changes none.
        ALTER ROLE ops_backup LOGIN NOSUPERUSER BYPASSRLS NOCREATEDB NOCREATEROLE CONNECTION LIMIT 10;
        GRANT pg_read_all_data, pg_read_all_settings, pg_read_all_stats, pg_checkpoint, pg_use_reserved_connections TO ops_backup;
        ALTER ROLE ops_backup SET default_transaction_read_only = on;
        ALTER ROLE ops_backup SET timezone = 'UTC';
        """;

    private const string PrivilegesSql = """
        -- A database that another role created becomes ours as well.
        ALTER DATABASE {database} OWNER TO app_owner;
        REVOKE CONNECT, TEMPORARY ON DATABASE {database} FROM PUBLIC;
        GRANT CONNECT ON DATABASE {database} TO app_owner, app_migrator, app_api, app_readonly, ops_watch, ops_maintain, ops_backup;
        -- Bulk imports stage their rows in a temporary table.
        GRANT TEMPORARY ON DATABASE {database} TO app_api;
        REVOKE ALL ON SCHEMA public FROM PUBLIC;
        GRANT USAGE ON SCHEMA public TO app_migrator, app_api, app_readonly, app_reader, ops_watch, ops_maintain, ops_backup;
        -- The migration history lives where FluentMigrator expects it.
        GRANT USAGE, CREATE ON SCHEMA public TO app_owner;
        GRANT EXECUTE ON FUNCTION pg_backup_start(text, boolean), pg_backup_stop(boolean), pg_switch_wal() TO ops_backup;
        -- Migrations are preceded by a point that the database can be restored to.
        GRANT EXECUTE ON FUNCTION pg_create_restore_point(text) TO ops_backup, app_owner, app_migrator;
        """;

    // Its parameters depend on the version of the extension. PostgreSQL lets only superusers call it.
    private const string ExtensionPrivilegesSql = """
        DO $bootstrap$
        DECLARE
            reset regprocedure;
        BEGIN
            FOR reset IN SELECT p.oid FROM pg_proc AS p WHERE p.proname = 'pg_stat_statements_reset'
                AND p.pronamespace = 'public'::regnamespace LOOP
                EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO ops_maintain', reset);
            END LOOP;
        END
        $bootstrap$;
        """;
}
