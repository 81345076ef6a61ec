using Agora.Infrastructure.Database.Bootstrap;
using Agora.Infrastructure.Database.Embedded;
using Agora.Infrastructure.Database.Embedded.Replication;
using Agora.Infrastructure.Secrets;
using Agora.Migrations.Connections;
using Npgsql;

namespace Agora.Infrastructure.Database;

/// <summary>
/// The database that the settings ask for, ready to be used: a configured one, or the embedded server, which is found or fetched,
/// started and prepared. Only Development takes the embedded one without being asked. Disposing stops what this process started.
/// </summary>
public sealed class DatabaseServer : IAsyncDisposable
{
    /// <summary>Asks for the embedded server by name, where it is not the default.</summary>
    public const string EmbeddedName = "embedded";

    private const string DatabaseName = "agora";

    private readonly ClusterGroup? group;

    private DatabaseServer(DatabaseAccess access, PostgresInstallation? installation, ClusterGroup? group)
    {
        Access = access;
        Installation = installation;
        this.group = group;
    }

    public DatabaseAccess Access { get; }

    /// <summary>The programs of the embedded server; null with an external database.</summary>
    public PostgresInstallation? Installation { get; }

    /// <summary>The server that takes changes; null with an external database.</summary>
    public EmbeddedCluster? Cluster => group?.Primary;

    /// <summary>Where the secrets of the embedded server lie, whichever of its servers takes changes; null with an external one.</summary>
    public string? Folder => group?.Folder;

    /// <summary>
    /// The settings of an instance that takes the embedded server for one of its own: the logins, and the secret that is kept beside its
    /// data. Empty with an external database, whose settings are known already.
    /// </summary>
    public IReadOnlyDictionary<string, string> InstanceSettings { get; private init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <exception cref="InvalidConfigurationException">A setting is missing or wrong.</exception>
    /// <exception cref="EmbeddedPostgresException">The embedded server cannot be had.</exception>
    public static Task<DatabaseServer> OpenAsync(
        DatabaseOptions options,
        EmbeddedPostgresOptions embedded,
        SecretOptions secrets,
        bool development,
        IProgress<string> progress,
        TimeProvider clock,
        CancellationToken ct) =>
        IsEmbedded(options, development)
            ? OpenEmbeddedAsync(embedded, secrets, progress, clock, ct)
            : Task.FromResult(new DatabaseServer(Configured(options, secrets), installation: null, group: null));

    /// <param name="role">
    /// <c>api</c>, <c>migrator</c>, <c>watch</c>, <c>maintain</c>, or <c>admin</c>: the superuser of the embedded server.
    /// </param>
    /// <exception cref="InvalidConfigurationException">That login is not known to this process.</exception>
    public DatabaseLogin LoginOf(string role) => role switch
    {
        "admin" => Cluster is { } cluster
            ? DatabaseLogin.Parse(cluster.AdminConnectionString(DatabaseName), "the embedded server")
            : throw new InvalidConfigurationException("The superuser of a server of your own is not known here."),
        "migrator" => Optional(Access.Migrator, "DATABASE_MIGRATOR_URL"),
        "watch" => Optional(Access.Watch, "DATABASE_WATCH_URL"),
        "maintain" => Optional(Access.Maintain, "DATABASE_MAINTAIN_URL"),
        _ => DatabaseLogin.From(Access.Runtime),
    };

    public async ValueTask DisposeAsync()
    {
        if (group is not null)
        {
            await group.DisposeAsync();
        }
    }

    /// <exception cref="InvalidConfigurationException">Nothing says which database is meant.</exception>
    public static bool IsEmbedded(DatabaseOptions options, bool development)
    {
        if (!string.IsNullOrWhiteSpace(options.Url))
        {
            return string.Equals(options.Url.Trim(), EmbeddedName, StringComparison.OrdinalIgnoreCase);
        }

        if (!string.IsNullOrWhiteSpace(options.MigratorUrl))
        {
            throw new InvalidConfigurationException("DATABASE_MIGRATOR_URL is set and DATABASE_URL is not. Set both, or neither.");
        }

        return development ? true : throw new InvalidConfigurationException(
            $"DATABASE_URL is not set. Set it to the login of your database, or DATABASE_URL={EmbeddedName} for the server that comes "
            + "along. "
            + "Only ASPNETCORE_ENVIRONMENT=Development takes that one without being asked.");
    }

    private static DatabaseLogin Optional(NpgsqlConnectionStringBuilder? login, string name) =>
        DatabaseLogin.From(login ?? throw new InvalidConfigurationException($"{name} is not set."));

    private static DatabaseAccess Configured(DatabaseOptions options, SecretOptions secrets)
    {
        var runtime = PostgresUrl.Parse(options.Url!, "DATABASE_URL");
        return new DatabaseAccess(
            runtime,
            ParseOptional(options.MigratorUrl, "DATABASE_MIGRATOR_URL"),
            secrets.Read(fallback: null),
            $"database {runtime.Database} on {DatabaseLogin.From(runtime).Address}")
        {
            Direct = ParseOptional(options.DirectUrl, "DATABASE_DIRECT_URL"),
            Watch = ParseOptional(options.WatchUrl, "DATABASE_WATCH_URL"),
            Maintain = ParseOptional(options.MaintainUrl, "DATABASE_MAINTAIN_URL"),
            Backup = ParseOptional(options.BackupUrl, "DATABASE_BACKUP_URL"),
        };
    }

    private static NpgsqlConnectionStringBuilder? ParseOptional(string? url, string name) =>
        string.IsNullOrWhiteSpace(url) ? null : PostgresUrl.Parse(url, name);

    private static async Task<DatabaseServer> OpenEmbeddedAsync(
        EmbeddedPostgresOptions options, SecretOptions secrets, IProgress<string> progress, TimeProvider clock, CancellationToken ct)
    {
        var installation = await PostgresProvisioner.FindOrProvisionAsync(options, progress, clock, ct);
        var servers = await ClusterGroup.StartAsync(installation, options, progress, clock, ct);
        try
        {
            var kept = await EmbeddedSecrets.ReadOrCreateAsync(EmbeddedSecrets.PathIn(servers.Folder), ct);
            var admin = servers.Primary.AdminConnectionString("postgres");
            await DatabaseBootstrap.EnsureRolesAsync(
                admin, new RolePasswords(kept.ApiPassword, kept.MigratorPassword, kept.Operators), ct);
            var report = await DatabaseBootstrap.EnsureDatabaseAsync(admin, DatabaseName, ct);
            foreach (var extension in report.MissingExtensions)
            {
                progress.Report($"This PostgreSQL has no {extension}: what needs it stays off.");
            }

            var standbys = servers.Ports.Count > 1 ? $", {servers.Ports.Count - 1} more beside it" : "";
            var access = new DatabaseAccess(
                Login(servers, "app_api", kept.ApiPassword),
                Login(servers, "app_migrator", kept.MigratorPassword),
                secrets.Read(kept.SecretKey),
                $"embedded PostgreSQL {installation.Version} on port {servers.Primary.Port}, data in {servers.Primary.Folder}{standbys}")
            {
                Watch = Login(servers, "ops_watch", kept.Operators.Watch),
                Maintain = Login(servers, "ops_maintain", kept.Operators.Maintain),
                Backup = Login(servers, "ops_backup", kept.Operators.Backup),
            };
            return new DatabaseServer(access, installation, servers)
            {
                InstanceSettings = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["DATABASE_URL"] = DatabaseLogin.From(access.Runtime).Url,
                    ["DATABASE_MIGRATOR_URL"] = DatabaseLogin.From(access.Migrator!).Url,
                    ["DATABASE_WATCH_URL"] = DatabaseLogin.From(access.Watch).Url,
                    ["DATABASE_MAINTAIN_URL"] = DatabaseLogin.From(access.Maintain).Url,
                    ["SECRET_KEY"] = string.IsNullOrWhiteSpace(secrets.Key) ? kept.SecretKey : secrets.Key,
                },
            };
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }

    // With standbys all servers are named: the connection finds the one that takes changes, whichever that is by then.
    private static NpgsqlConnectionStringBuilder Login(ClusterGroup group, string role, string password) => new()
    {
        Host = group.Ports is [_] ? "127.0.0.1" : string.Join(',', group.Ports.Select(port => $"127.0.0.1:{port}")),
        Port = group.Primary.Port,
        Username = role,
        Password = password,
        Database = DatabaseName,
        SslMode = SslMode.Disable,
    };
}
