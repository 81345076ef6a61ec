using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Agora.Infrastructure.Database.Embedded;

/// <summary>Initialises a cluster folder and starts its server. The caller holds the folder's gate.</summary>
internal sealed class ClusterStarter(
    PostgresInstallation installation,
    EmbeddedPostgresOptions options,
    ClusterFolder folder,
    IProgress<string> progress,
    TimeProvider clock)
{
    private const int AttemptsForAFreePort = 3;
    private const long LogLimit = 10_000_000;

    private readonly ServerProcess server = new(folder, clock);

    public async Task<(bool WasRunning, int Port)> StartOrFindAsync(CancellationToken ct)
    {
        RequireMajor();
        if (server.FindRunning() is { } running)
        {
            var up = await WaitAsync(running.ProcessId, running.Port, ct);
            return up ? (true, running.Port) : throw StartFailed("is up but does not take connections", 0);
        }

        if (!folder.IsInitialised)
        {
            await InitialiseAsync(ct);
        }

        await folder.WriteAsync(folder.Settings, ClusterSettings.Write(options, folder.Sockets), FileModes.Secret, ct);
        RotateLog();
        for (var attempt = 1; ; attempt++)
        {
            var port = options.Port == 0 ? FreePort() : RequireFree(options.Port);
            var logged = File.Exists(folder.Log) ? new FileInfo(folder.Log).Length : 0;
            var processId = await server.LaunchAsync(installation, port, ct);
            if (await WaitOrAbandonAsync(processId, port, ct))
            {
                progress.Report($"PostgreSQL {installation.Version} is up on port {port}, data in {folder.Root}");
                return (false, port);
            }

            // Between finding a free port and listening on it another process may take it.
            if (options.Port != 0
                || attempt == AttemptsForAFreePort
                || !server.TailOfLog(logged).Contains("Address already in use", StringComparison.Ordinal))
            {
                throw StartFailed("did not come up", logged);
            }
        }
    }

    private async Task InitialiseAsync(CancellationToken ct)
    {
        progress.Report($"Initialising a database cluster in {folder.Root}");
        // An interrupted attempt leaves a draft and no data.
        if (Directory.Exists(folder.DraftData))
        {
            Directory.Delete(folder.DraftData, recursive: true);
        }

        await folder.WriteAsync(folder.Password, RandomNumberGenerator.GetHexString(40, lowercase: true) + "\n", FileModes.Secret, ct);
        string[] command =
        [
            .. ServiceAccount.Wrap(
                folder.Account,
                installation.Tool("initdb"),
                "--pgdata", folder.DraftData,
                "--username", EmbeddedCluster.Superuser,
                "--pwfile", folder.Password,
                "--auth", "scram-sha-256",
                "--encoding", "UTF8",
                // Sorting by code point, the same on every machine. LC_CTYPE must know more than ASCII too: the parser of full-text
                // search and pg_trgm ask it, and not the provider, what a letter is.
                "--locale-provider", "builtin",
                "--builtin-locale", "C.UTF-8",
                "--locale", "C.UTF-8",
                "--lc-messages", "C",
                "--data-checksums",
                "--set", "timezone=GMT",
                "--no-instructions"),
            .. options.Durable ? Array.Empty<string>() : ["--no-sync"],
        ];
        var result = await ChildProcess.RunAsync(command, ServerProcess.Variables(installation), null, ct);
        if (!result.Succeeded)
        {
            throw new EmbeddedPostgresException(
                EmbeddedPostgresFailure.StartFailed, $"initdb failed in {folder.DraftData}: {result.Complaint}");
        }

        await File.AppendAllTextAsync(
            Path.Combine(folder.DraftData, "postgresql.conf"), $"\n{ClusterSettings.IncludeLine}\n", ct);
        Directory.Move(folder.DraftData, folder.Data);
    }

    private void RequireMajor()
    {
        if (folder.IsInitialised
            && File.ReadAllText(Path.Combine(folder.Data, "PG_VERSION")).Trim() is var major
            && major != installation.Version.Major.ToString(CultureInfo.InvariantCulture))
        {
            throw new EmbeddedPostgresException(
                EmbeddedPostgresFailure.WrongVersion,
                $"The data in {folder.Root} belongs to PostgreSQL {major}, "
                + $"and this is {installation.Version} of {installation.BinDirectory}. "
                + $"Set {EmbeddedPostgresOptions.BinVariable} to a PostgreSQL {major}, choose another Database:Embedded:DataDirectory, "
                + "or start over with \"agora db reset\".");
        }
    }

    private async Task<bool> WaitOrAbandonAsync(int processId, int port, CancellationToken ct)
    {
        var ready = false;
        try
        {
            return ready = await WaitAsync(processId, port, ct);
        }
        finally
        {
            if (!ready)
            {
                // A start that failed or was broken off leaves no server behind.
                await server.AbandonAsync(processId, CancellationToken.None);
            }
        }
    }

    private Task<bool> WaitAsync(int processId, int port, CancellationToken ct)
    {
        var login = EmbeddedCluster.ConnectionString("postgres", port, EmbeddedCluster.ReadPassword(folder));
        login.Pooling = false;
        login.Timeout = 5;
        return server.WaitUntilReadyAsync(processId, login.ConnectionString, options.StartTimeout, ct);
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    internal static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int RequireFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return port;
        }
        catch (SocketException exception)
        {
            throw new EmbeddedPostgresException(
                EmbeddedPostgresFailure.PortTaken,
                $"Port {port} on 127.0.0.1 is taken: {PortOwner.Explain(port)}. "
                + "Or set Database:Embedded:Port to a free port, or to 0 to take any.",
                exception);
        }
    }

    private void RotateLog()
    {
        if (File.Exists(folder.Log) && new FileInfo(folder.Log).Length > LogLimit)
        {
            File.Move(folder.Log, folder.Log + ".1", overwrite: true);
        }
    }

    private EmbeddedPostgresException StartFailed(string what, long logged) => new(
        EmbeddedPostgresFailure.StartFailed,
        $"""
        PostgreSQL {installation.Version} in {folder.Root} {what}, or not within {options.StartTimeout.TotalSeconds:0} s. The end of {folder.Log}:
        {server.TailOfLog(logged)}
        """);
}
