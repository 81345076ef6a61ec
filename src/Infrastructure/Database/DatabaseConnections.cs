using Agora.Migrations.Connections;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Agora.Infrastructure.Database;

/// <summary>Makes data sources with the settings that Agora relies on, also where the connection string lacks them.</summary>
internal static class DatabaseConnections
{
    /// <summary>The pool in metrics. A source without a name shows its connection string there.</summary>
    public const string PoolName = "agora", ListenerName = "agora-listener";

    // One that listens, and one that replaces it while it is being closed.
    private const int ListenerPoolSize = 2;

    /// <summary>Just above the statement_timeout of the runtime role, which DatabaseBootstrap sets.</summary>
    public const int CommandTimeoutSeconds = 17;

    // The server ends a statement first, and says so.
    private const int CommandTimeoutMargin = 2;

    /// <summary>The source of the standbys among the hosts of the login.</summary>
    public const string StandbyPoolName = "agora-standby";

    public static NpgsqlDataSource Create(
        DatabaseAccess access, DatabaseOptions options, bool development, ILoggerFactory loggers) =>
        Prepare(access.Runtime, PoolName, Checked(options).PoolSize, access.IsPooled, options, development, loggers).BuildForPrimary();

    /// <summary>For the connection that notifications are heard over, where there is a login past the pooler.</summary>
    public static NpgsqlDataSource CreateListener(
        NpgsqlConnectionStringBuilder login, DatabaseOptions options, bool development, ILoggerFactory loggers) =>
        Prepare(login, ListenerName, ListenerPoolSize, isPooled: false, options, development, loggers).BuildForPrimary();

    /// <summary>Connections to the standbys in turn; one that is away is passed over.</summary>
    public static NpgsqlDataSource CreateForStandbys(
        NpgsqlConnectionStringBuilder login, DatabaseOptions options, bool development, ILoggerFactory loggers)
    {
        var builder = Prepare(
            login, StandbyPoolName, Checked(options).PoolSize, isPooled: false, options, development, loggers);
        builder.ConnectionStringBuilder.LoadBalanceHosts = true;
        return builder.BuildFor(TargetSessionAttributes.Standby);
    }

    /// <summary>Whether the server is on this machine, so that nothing passes a network.</summary>
    public static bool IsLocal(NpgsqlConnectionStringBuilder login) =>
        SeveralHosts.HostsOf(login).All(server => server.Host is "localhost" or "127.0.0.1" or "::1" or ['/', ..]);

    /// <summary>Whether the login also works without TLS.</summary>
    public static bool IsUnencrypted(NpgsqlConnectionStringBuilder login) =>
        login.SslMode is SslMode.Disable or SslMode.Allow or SslMode.Prefer;

    private static NpgsqlDataSourceBuilder Prepare(
        NpgsqlConnectionStringBuilder login,
        string name,
        int size,
        bool isPooled,
        DatabaseOptions options,
        bool development,
        ILoggerFactory loggers)
    {
        Refuse(login);
        RequireEncryption(login, development);
        var settings = new NpgsqlConnectionStringBuilder(login.ConnectionString)
        {
            ApplicationName = string.IsNullOrEmpty(login.ApplicationName) ? "agora" : login.ApplicationName,
            MinPoolSize = Math.Min(size, options.PoolSizeMinimum),
            MaxPoolSize = size,
            Timeout = options.AcquireTimeoutSeconds,
            // Behind a pooler the reset would reach any session. Sent before the first prepared statement, as DISCARD ALL, it would also
            // drop what the pooler has just taken for prepared (build/decisions/0067-pgbouncer.md).
            NoResetOnClose = isPooled,
            ConnectionIdleLifetime = options.IdleConnectionSeconds,
            ConnectionPruningInterval = Math.Min(10, options.IdleConnectionSeconds),
            ConnectionLifetime = options.ConnectionLifetimeSeconds,
            KeepAlive = login.KeepAlive > 0 ? login.KeepAlive : 30,
            // The server ends statements itself (statement_timeout of app_api, 15 s, or that of the settings). Only one that is gone or
            // frozen needs more, and must not hold requests for as long as it stays so.
            CommandTimeout = options.StatementTimeoutSeconds > 0
                ? options.StatementTimeoutSeconds + CommandTimeoutMargin
                : CommandTimeoutSeconds,
            CancellationTimeout = 500,
            MaxAutoPrepare = options.PreparedStatements,
            AutoPrepareMinUsages = 2,
            IncludeErrorDetail = false,
            PersistSecurityInfo = false,
            GssEncryptionMode = GssEncryptionMode.Disable,
        };

        if (Limits(options, isPooled) is { Length: > 0 } limits)
        {
            settings.Options = $"{login.Options} {limits}".TrimStart();
        }

        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = name };
        if (options.Echo && development)
        {
            builder.UseLoggerFactory(loggers);
        }

        return builder;
    }

    /// <summary>The limits of a session where they are not those of the role, as options of its start.</summary>
    private static string Limits(DatabaseOptions options, bool isPooled)
    {
        (string Name, int Seconds)[] limits =
            [("statement_timeout", options.StatementTimeoutSeconds), ("lock_timeout", options.LockTimeoutSeconds)];
        var given = limits.Where(limit => limit.Seconds > 0).ToList();
        return isPooled && given.Count > 0
            ? throw new InvalidConfigurationException(
                "A pooler does not hand Database:StatementTimeoutSeconds and Database:LockTimeoutSeconds on. Leave them out, and set the "
                + $"limits on the role: ALTER ROLE app_api SET {given[0].Name} = '{given[0].Seconds}s'")
            : string.Join(' ', given.Select(limit => $"-c {limit.Name}={limit.Seconds}s"));
    }

    // Row-level security relies on transaction-local settings; these two keywords let one caller's state reach another
    // (build/decisions/0054-resetting-connections.md).
    private static void Refuse(NpgsqlConnectionStringBuilder login)
    {
        if (login.NoResetOnClose)
        {
            throw new InvalidConfigurationException("The database connection string must not set No Reset On Close.");
        }

        if (login.Multiplexing)
        {
            throw new InvalidConfigurationException("The database connection string must not set Multiplexing.");
        }
    }

    private static DatabaseOptions Checked(DatabaseOptions options) => options.PoolSizeMinimum <= options.PoolSize
        ? options
        : throw new InvalidConfigurationException("Database:PoolSizeMinimum must not be more than Database:PoolSize.");

    private static void RequireEncryption(NpgsqlConnectionStringBuilder login, bool development)
    {
        if (!development && !IsLocal(login) && IsUnencrypted(login))
        {
            throw new InvalidConfigurationException(
                "The database is on another machine, so its connection string must say SSL Mode=VerifyFull (or sslmode=verify-full).");
        }
    }
}
