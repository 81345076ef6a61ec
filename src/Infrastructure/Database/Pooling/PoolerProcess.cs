using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Agora.Infrastructure.Database.Embedded;
using Agora.Infrastructure.Database.Embedded.Provisioning;

namespace Agora.Infrastructure.Database.Pooling;

/// <summary>
/// A running PgBouncer, whose output is passed on. It ends with this process, however that ends: a small shell process reads a pipe
/// whose other end only we hold, and the kernel closes that end.
/// </summary>
public sealed class PoolerProcess : IAsyncDisposable
{
    // $1 says how; the rest is the command, which keeps the process id of this shell. SIGINT lets transactions end, SIGQUIT does not
    // wait for them. SIGTERM would wait until the last client has gone, which keeps its connections for as long as it runs.
    private const string Script = """
        exec 3<&0 < /dev/null
        {
            exec > /dev/null 2>&1
            cat <&3
            kill -s INT "$$"
            tries=0
            while kill -0 "$$" && [ "$tries" -lt 100 ]; do
                tries=$((tries + 1))
                sleep 0.1
            done
            kill -s QUIT "$$"
        } &
        exec 3<&- "$@"
        """;

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(10), Pause = TimeSpan.FromMilliseconds(20);

    private readonly Process process;

    private PoolerProcess(Process process) => this.process = process;

    /// <summary>Completes when PgBouncer ends by itself.</summary>
    public Task EndedAsync(CancellationToken ct) => process.WaitForExitAsync(ct);

    public int ExitCode => process.ExitCode;

    internal int ProcessId => process.Id;

    /// <summary>Finds or fetches PgBouncer, writes its files into the folder, and starts it.</summary>
    /// <exception cref="InvalidConfigurationException">The folder cannot be written, or PgBouncer could not use the login.</exception>
    /// <exception cref="EmbeddedPostgresException">
    /// The port is taken, there is no PgBouncer and none could be fetched, or it does not start.
    /// </exception>
    public static async Task<PoolerProcess> StartAsync(
        string folder,
        PoolerSettings settings,
        EmbeddedPostgresOptions options,
        IProgress<string> progress,
        TimeProvider clock,
        CancellationToken ct)
    {
        RequireFree(settings.Port);
        var program = await ToolProvisioner.FindOrProvisionAsync(ServerTool.PgBouncer, options, progress, clock, ct);
        return await StartAsync(program, await PoolerFiles.WriteAsync(folder, settings, ct), settings.Port, clock, ct);
    }

    /// <param name="configuration">Path of <c>pgbouncer.ini</c>.</param>
    private static async Task<PoolerProcess> StartAsync(
        string program, string configuration, int port, TimeProvider clock, CancellationToken ct)
    {
        // In a session of its own: Ctrl-C in the terminal reaches us alone. A second signal would end PgBouncer at once.
        string[] command =
        [
            "setsid", "--wait", "/bin/sh", "-c", Script, "agora-pooler",
            .. ServiceAccount.Wrap(ServiceAccount.ForThisProcess(), program, configuration),
        ];
        var started = new PoolerProcess(Process.Start(ChildProcess.Prepare(command, environment: null))!);
        try
        {
            await started.AnswersAsync(port, clock, ct);
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets running transactions end, for ten seconds at most.</summary>
    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private async Task AnswersAsync(int port, TimeProvider clock, CancellationToken ct)
    {
        var started = clock.GetTimestamp();
        while (!process.HasExited && clock.GetElapsedTime(started) < StartTimeout)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port, ct);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(Pause, clock, ct);
            }
        }

        throw new EmbeddedPostgresException(
            EmbeddedPostgresFailure.StartFailed,
            process.HasExited
                ? string.Create(CultureInfo.InvariantCulture, $"PgBouncer ended at once with {process.ExitCode}; its lines above say why.")
                : "PgBouncer was started and does not listen; its lines above say why.");
    }

    private static void RequireFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
        }
        catch (SocketException exception)
        {
            throw new EmbeddedPostgresException(
                EmbeddedPostgresFailure.PortTaken,
                $"PgBouncer cannot listen on port {port}: {PortOwner.Explain(port)}. Or choose another port with --port.",
                exception);
        }
    }
}
