using System.Globalization;
using Npgsql;

namespace Agora.Infrastructure.Database.Embedded;

/// <summary>Starts, watches and stops the server of one cluster folder.</summary>
internal sealed class ServerProcess(ClusterFolder folder, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan FastStop = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ImmediateStop = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan KillAfter = TimeSpan.FromSeconds(3);

    // Written before the shell becomes the server, so that the pid is known even if the server ends at once.
    private const string Launch = """echo "$$" > "$0" && log="$1" && shift && exec "$@" >> "$log" 2>&1 < /dev/null""";

    /// <summary>The running server, also one that another process started.</summary>
    public PostmasterFile? FindRunning() =>
        PostmasterFile.Parse(ReadOrNull(folder.PostmasterFile)) is { } found && PostmasterFile.IsServerOn(folder.Data, found.ProcessId)
            ? found
            : null;

    /// <summary>
    /// Starts the server in a session of its own: Ctrl-C in the terminal reaches us and not it, so requests end before their database
    /// does. <see cref="HostExitMonitor"/> stops it when the host dies.
    /// </summary>
    /// <returns>The pid of the server, which may be gone already.</returns>
    public async Task<int> LaunchAsync(PostgresInstallation installation, int port, CancellationToken ct)
    {
        await DisownStaleFileAsync(ct);
        File.Delete(folder.ProcessId);
        string[] command =
        [
            "setsid", "--fork", .. ServiceAccount.Wrap(
                folder.Account,
                "/bin/sh", "-c", Launch, folder.ProcessId, folder.Log,
                installation.Tool("postgres"), "-D", folder.Data, "-p", port.ToString(CultureInfo.InvariantCulture)),
        ];
        var result = await ChildProcess.RunAsync(command, Variables(installation), null, ct);
        return int.TryParse(ReadOrNull(folder.ProcessId), CultureInfo.InvariantCulture, out var processId)
            ? processId
            : throw new EmbeddedPostgresException(
                EmbeddedPostgresFailure.StartFailed, $"The server could not be started: {result.Complaint}");
    }

    /// <summary>Waits until the server takes connections, however long it recovers within the limit.</summary>
    /// <returns>False when it ended, or did not answer in time.</returns>
    /// <exception cref="EmbeddedPostgresException">It refuses our password.</exception>
    public async Task<bool> WaitUntilReadyAsync(int processId, string connectionString, TimeSpan limit, CancellationToken ct)
    {
        var start = clock.GetTimestamp();
        while (PostmasterFile.IsAlive(processId) && clock.GetElapsedTime(start) < limit)
        {
            if (await AnswersAsync(connectionString, ct))
            {
                return true;
            }

            await Task.Delay(Pause, clock, ct);
        }

        return false;
    }

    /// <summary>Ends connections and writes a checkpoint; after a minute, or for disposable data, ends it without.</summary>
    public async Task StopAsync(bool immediately, CancellationToken ct)
    {
        if (FindRunning() is not { } server)
        {
            return;
        }

        if (immediately || !await SignalAndWaitAsync(server.ProcessId, "INT", FastStop, ct))
        {
            await SignalAndWaitAsync(server.ProcessId, "QUIT", ImmediateStop, ct);
        }
    }

    /// <summary>Ends the server at once, also one that is frozen.</summary>
    public async Task KillAsync(CancellationToken ct)
    {
        if (FindRunning() is { } server && !await SignalAndWaitAsync(server.ProcessId, "QUIT", KillAfter, ct))
        {
            await SignalAndWaitAsync(server.ProcessId, "KILL", ImmediateStop, ct);
        }
    }

    /// <summary>Ends a server that we launched and that is of no use.</summary>
    public Task AbandonAsync(int processId, CancellationToken ct) => SignalAndWaitAsync(processId, "QUIT", ImmediateStop, ct);

    /// <summary>The end of the log, from the given length on.</summary>
    public string TailOfLog(long from)
    {
        if (!File.Exists(folder.Log))
        {
            return "";
        }

        using var log = new FileStream(folder.Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        log.Seek(Math.Min(from, log.Length), SeekOrigin.Begin);
        using var reader = new StreamReader(log);
        return string.Join('\n', reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(20));
    }

    public static Dictionary<string, string> Variables(PostgresInstallation installation) =>
        installation.LocaleDirectory is { } locales
            ? new Dictionary<string, string>(StringComparer.Ordinal) { ["LOCPATH"] = locales }
            : [];

    private static async Task<bool> AnswersAsync(string connectionString, CancellationToken ct)
    {
        try
        {
            await using var source = new NpgsqlDataSourceBuilder(connectionString) { Name = "agora-admin" }.Build();
            await using var connection = await source.OpenConnectionAsync(ct);
            return true;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InvalidPassword)
        {
            throw new EmbeddedPostgresException(
                EmbeddedPostgresFailure.StartFailed,
                "The server is up and refuses the superuser password of its folder. If the password was changed, write the new one to "
                + "superuser.password; \"agora db reset\" starts over with an empty database.",
                exception);
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            return false;
        }
    }

    private async Task<bool> SignalAndWaitAsync(int processId, string signal, TimeSpan limit, CancellationToken ct)
    {
        await ChildProcess.RunAsync(
            ["/bin/sh", "-c", "kill -s \"$0\" \"$1\"", signal, processId.ToString(CultureInfo.InvariantCulture)], ct);
        var start = clock.GetTimestamp();
        while (PostmasterFile.IsAlive(processId))
        {
            if (clock.GetElapsedTime(start) > limit)
            {
                return false;
            }

            await Task.Delay(Pause, clock, ct);
        }

        return true;
    }

    /// <summary>
    /// Lets PostgreSQL see that no server runs here where a dead one left its file: its process may be another one by now, or not be
    /// reaped.
    /// </summary>
    public async Task DisownStaleFileAsync(CancellationToken ct)
    {
        if (ReadOrNull(folder.PostmasterFile) is { } text
            && PostmasterFile.Parse(text) is { } stale
            && !PostmasterFile.MayBeServerOn(folder.Data, stale.ProcessId))
        {
            await folder.WriteAsync(folder.PostmasterFile, PostmasterFile.MarkStale(text), FileModes.Secret, ct);
        }

        // The lock of a socket is of the same form; the folder of sockets is this server's alone.
        var locks = folder.Sockets is { } sockets && Directory.Exists(sockets) ? Directory.GetFiles(sockets, ".s.PGSQL.*.lock") : [];
        foreach (var file in locks)
        {
            if (PostmasterFile.Parse(ReadOrNull(file)) is { } holder && !PostmasterFile.MayBeServerOn(folder.Data, holder.ProcessId))
            {
                File.Delete(file);
            }
        }
    }

    private static string? ReadOrNull(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
