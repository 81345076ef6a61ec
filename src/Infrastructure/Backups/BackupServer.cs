using Agora.Infrastructure.Database;
using Agora.Migrations.Connections;
using Npgsql;

namespace Agora.Infrastructure.Backups;

/// <summary>The running server that is copied: on this machine, because its data folder is read.</summary>
internal sealed class BackupServer : IAsyncDisposable
{
    private const int SettingsTimeoutSeconds = 30;

    private readonly string? admin;

    private BackupServer(NpgsqlConnectionStringBuilder login, string? admin)
    {
        Login = login;
        this.admin = admin;
        Source = new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder(login.ConnectionString)
        {
            ApplicationName = "agora backup",
            MaxPoolSize = 4,
            CommandTimeout = SettingsTimeoutSeconds,
            IncludeErrorDetail = false,
            GssEncryptionMode = GssEncryptionMode.Disable,
        }.ConnectionString)
        { Name = "agora-backup" }.Build();
    }

    public NpgsqlConnectionStringBuilder Login { get; }

    public NpgsqlDataSource Source { get; }

    /// <summary>The one that takes changes, where the login names several: which one may have changed since the process began.</summary>
    /// <exception cref="BackupException">The login is not known, or none takes changes.</exception>
    public static async Task<BackupServer> OpenAsync(DatabaseServer database, CancellationToken ct)
    {
        var login = database.Access.Backup ?? throw BackupException.Refuse(
            "DATABASE_BACKUP_URL is not set. Set it to the login of ops_backup, which agora db init gives.");
        BackupException? away = null;
        foreach (var (host, port) in SeveralHosts.HostsOf(login))
        {
            var server = new BackupServer(
                new NpgsqlConnectionStringBuilder(login.ConnectionString) { Host = host, Port = port },
                database.Cluster is { } cluster ? cluster.AdminConnectionString("postgres", port) : null);
            try
            {
                if (await server.AskAsync("SELECT pg_is_in_recovery()::text", ct) == "false")
                {
                    return server;
                }
            }
            catch (BackupException exception)
            {
                away = exception;
            }

            await server.DisposeAsync();
        }

        throw away ?? BackupException.Refuse("The server of DATABASE_BACKUP_URL is a standby. Back the primary up, on its machine.");
    }

    public ValueTask DisposeAsync() => Source.DisposeAsync();

    /// <summary>Makes the server archive its write-ahead log by this command.</summary>
    /// <exception cref="BackupException">It is not ours to set, or it needs a restart. The message says what to do.</exception>
    public async Task ArchiveByAsync(string command, IProgress<string> progress, CancellationToken ct)
    {
        if (await AskAsync("SHOW archive_mode", ct) == "off")
        {
            await ResetAsync("archive_mode", ct);
            throw BackupException.Refuse(admin is null
                ? $"The server does not archive its write-ahead log. Add to its postgresql.conf:\n  archive_mode = on\n  archive_command = "
                    + $"{Quoted(command)}\n  archive_timeout = 60\nThen restart it, and run the command again."
                : "The server does not archive its write-ahead log before its next start. Restart Agora, and run the command again.");
        }

        if (await AskAsync("SHOW archive_command", ct) == command)
        {
            return;
        }

        if (admin is null)
        {
            throw BackupException.Refuse(
                "The server archives its write-ahead log otherwise. Set in its postgresql.conf:\n  archive_command = "
                + $"{Quoted(command)}\n  archive_timeout = 60\nThen reload it (pg_ctl reload), and run the command again.");
        }

        progress.Report("Setting the server up to archive its write-ahead log");
        await RunAsAdminAsync($"ALTER SYSTEM SET archive_command = {Quoted(command)}", ct);
        await RunAsAdminAsync("ALTER SYSTEM SET archive_timeout = '60s'", ct);
        await RunAsAdminAsync("SELECT pg_reload_conf()", ct);
    }

    // A restored server has it switched off, so that it does not archive among the files of the one that it was copied from.
    private Task ResetAsync(string setting, CancellationToken ct) =>
        admin is null ? Task.CompletedTask : RunAsAdminAsync($"ALTER SYSTEM RESET {setting}", ct);

    private async Task RunAsAdminAsync(string sql, CancellationToken ct)
    {
        await using var source = new NpgsqlDataSourceBuilder(admin!) { Name = "agora-admin" }.Build();
        await using var statement = source.CreateCommand(sql);
        await statement.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Ends the current file of the write-ahead log, and waits until it is in the archive.</summary>
    /// <exception cref="BackupException">It was not archived within a minute.</exception>
    public async Task ArchiveNowAsync(TimeProvider clock, CancellationToken ct)
    {
        var file = await AskAsync("SELECT pg_walfile_name(pg_switch_wal() - 1)", ct);
        var started = clock.GetTimestamp();
        while (string.CompareOrdinal(
            await AskAsync("SELECT coalesce(max(a.last_archived_wal), '') FROM pg_stat_archiver AS a", ct), file) < 0)
        {
            if (clock.GetElapsedTime(started) > TimeSpan.FromMinutes(1))
            {
                const string sql = """
                    SELECT coalesce(max(a.last_failed_wal || ' failed at ' || a.last_failed_time), 'it is behind')
                    FROM pg_stat_archiver AS a
                    """;
                var reason = await AskAsync(sql, ct);
                throw new BackupException(
                    $"The file {file} of the write-ahead log was not archived within a minute: {reason}. The log of the server says why.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), clock, ct);
        }
    }

    public async Task<string> AskAsync(string sql, CancellationToken ct)
    {
        try
        {
            await using var command = Source.CreateCommand(sql);
            return (string)(await command.ExecuteScalarAsync(ct) ?? "");
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            throw new BackupException($"The database server does not answer as {Login.Username}: {exception.Message}");
        }
    }

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
