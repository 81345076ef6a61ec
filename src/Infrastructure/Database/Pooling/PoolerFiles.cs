using System.Globalization;
using System.Text;
using Agora.Infrastructure.Database.Embedded;
using Npgsql;

namespace Agora.Infrastructure.Database.Pooling;

/// <summary>
/// The configuration of PgBouncer, <c>pgbouncer.ini</c> and <c>userlist.txt</c>, readable only by the account that runs it, which is
/// another one where we are root; and <c>pooler.env</c>, the settings of the instances that use it, readable only by us
/// (build/decisions/0067-pgbouncer.md).
/// </summary>
public static class PoolerFiles
{
    public const string Configuration = "pgbouncer.ini", Users = "userlist.txt", InstanceSettings = "pooler.env";

    // Where Debian, Red Hat and Alpine keep the certificates of public authorities.
    private static readonly string[] Authorities =
    [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem",
    ];

    /// <summary>Where they are kept when no folder is named.</summary>
    public static string DefaultFolder() => AgoraFolders.ForThisProcess().Pooler();

    /// <returns>The path of <c>pgbouncer.ini</c>.</returns>
    /// <exception cref="InvalidConfigurationException">The folder cannot be written, or PgBouncer could not use the login.</exception>
    public static async Task<string> WriteAsync(string folder, PoolerSettings settings, CancellationToken ct)
    {
        var full = Path.GetFullPath(folder);
        var account = ServiceAccount.ForThisProcess();
        var users = Path.Combine(full, Users);
        var (configuration, passwords) = (Ini(settings, users), UserList(settings));
        try
        {
            FileModes.MakeOpenFolder(full);
            if (account is not null && !ServiceAccount.CanReach(full))
            {
                throw new InvalidConfigurationException(
                    $"The account {account.Name}, which runs PgBouncer because root may not, cannot enter {full}: choose another folder.");
            }

            await WriteAsync(users, passwords, account, ct);
            await WriteAsync(Path.Combine(full, Configuration), configuration, account, ct);
            if (settings.InstanceSettings.Count > 0)
            {
                await WriteAsync(Path.Combine(full, InstanceSettings), Variables(settings.InstanceSettings), account: null, ct);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidConfigurationException($"The folder {full} cannot be written: {exception.Message}");
        }

        return Path.Combine(full, Configuration);
    }

    /// <summary>Writes a file that only one account may ever read: it has its mode before it has its text.</summary>
    /// <param name="account">Its owner; null for ourselves.</param>
    private static async Task WriteAsync(string path, string text, ServiceAccount? account, CancellationToken ct)
    {
        var draft = $"{path}.{Guid.NewGuid():N}";
        try
        {
            var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                how.UnixCreateMode = FileModes.Secret;
            }

            await using (var file = new FileStream(draft, how))
            {
                await file.WriteAsync(Encoding.UTF8.GetBytes(text), ct);
            }

            if (account is not null)
            {
                await account.OwnAsync(draft, ct);
            }

            File.Move(draft, path, overwrite: true);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    // Read by a shell, by systemd and by Agora itself: a URL may hold what a shell gives a meaning.
    private static string Variables(IReadOnlyDictionary<string, string> settings) => string.Concat(
        settings.Select(setting => $"{setting.Key}='{setting.Value.Replace("'", "'\\''", StringComparison.Ordinal)}'\n"));

    private static string UserList(PoolerSettings settings)
    {
        var (user, password) = (settings.Server.Username, settings.Server.Password);
        if (string.IsNullOrEmpty(user) || string.IsNullOrEmpty(password))
        {
            throw new InvalidConfigurationException(
                "PgBouncer logs in to the server with user and password: DATABASE_URL (or DATABASE_DIRECT_URL) must have both.");
        }

        return $"{Quote(user, '"')} {Quote(password, '"')}\n";
    }

    private static string Ini(PoolerSettings settings, string users) => string.Create(CultureInfo.InvariantCulture, $"""
        ; Written by agora db pooler, which replaces it.

        [databases]
        {Database(settings)}

        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = {settings.Port}
        ; No sockets: their folder would have to be guarded as well.
        unix_socket_dir =

        ; A connection of the server belongs to a client for one transaction. Agora keeps nothing in a session: the actor of a request is
        ; set for its transaction (SET LOCAL).
        pool_mode = {settings.Mode}
        default_pool_size = {settings.PoolSize}
        max_client_conn = {settings.MaxClients}
        ; PgBouncer prepares a statement on each connection where it is executed.
        max_prepared_statements = 200
        ; Nothing is left in a session, so there is nothing to reset between two clients.
        server_reset_query =
        ; Sent by drivers when they connect, and of no effect on PostgreSQL 12 and newer.
        ignore_startup_parameters = extra_float_digits

        ; Never plain or trust. Clients prove that they know the password without sending it; PgBouncer logs in to the server likewise.
        auth_type = scram-sha-256
        auth_file = {users}

        ; Agora answers 503 when a connection does not come soon. A server that comes back is found within a second.
        query_wait_timeout = 3
        server_connect_timeout = 3
        server_login_retry = 1
        server_idle_timeout = 300
        server_lifetime = 3600
        {Encryption(settings.Server)}

        ; Connections of clients come and go with deployments; failures are logged all the same.
        log_connections = 0
        log_disconnections = 0
        log_stats = 0

        """);

    private static string Database(PoolerSettings settings)
    {
        var server = settings.Server;
        var (host, name) = (server.Host ?? "127.0.0.1", settings.Login.Database!);
        if (host.Contains(',', StringComparison.Ordinal))
        {
            throw new InvalidConfigurationException(
                $"PgBouncer does not look for the primary among several servers ({host}): name the primary alone.");
        }

        var target = string.Create(CultureInfo.InvariantCulture, $"host={Quote(host, '\'')} port={server.Port}");
        return settings.ServesAllDatabases ? $"* = {target}"
            : name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.') ? $"{name} = {target}"
            : throw new InvalidConfigurationException(
                $"PgBouncer serves databases whose names are letters, digits, dots, dashes and underscores; this one is '{name}'.");
    }

    private static string Encryption(NpgsqlConnectionStringBuilder server)
    {
        var mode = server.SslMode switch
        {
            SslMode.Disable => "disable",
            SslMode.Allow => "allow",
            SslMode.Require => "require",
            SslMode.VerifyCA => "verify-ca",
            SslMode.VerifyFull => "verify-full",
            _ => "prefer",
        };
        if (server.SslMode is not (SslMode.VerifyCA or SslMode.VerifyFull))
        {
            return $"server_tls_sslmode = {mode}";
        }

        var authorities = server.RootCertificate ?? Authorities.FirstOrDefault(File.Exists)
            ?? throw new InvalidConfigurationException(
                "PgBouncer needs the certificate of the authority that signed the server's: name it in DATABASE_URL (sslrootcert=FILE).");
        return $"server_tls_sslmode = {mode}\nserver_tls_ca_file = {Path.GetFullPath(authorities)}";
    }

    // PgBouncer reads a quote within quotes where it is doubled, and knows no way to write a line break.
    private static string Quote(string text, char quote) => text.AsSpan().ContainsAny('\n', '\r', '\0')
        ? throw new InvalidConfigurationException("PgBouncer reads no line breaks in host, user, password or database.")
        : $"{quote}{text.Replace($"{quote}", $"{quote}{quote}", StringComparison.Ordinal)}{quote}";
}
