using System.Diagnostics;

namespace Agora.Infrastructure.Database.Embedded;

/// <summary>
/// Stops the server of a host that dies. A small shell process in a session of its own reads a pipe whose other end only the host
/// holds; the kernel closes that end however the host ends, SIGKILL included. The shell then takes the gate, and stops the server
/// unless another host has taken it over meanwhile.
/// </summary>
internal sealed class HostExitMonitor : IDisposable
{
    // $1 is the gate, $2 the lock of hosts; the rest is the command that stops the server, which may be down already. A dying process
    // closes its files one after the other, so its lock may outlast its pipe; the lock of a host that took over stays. The locks are opened
    // for reading, because a folder that was deleted meanwhile must not come back.
    private const string Script = """
        exec > /dev/null 2>&1
        cat
        exec < /dev/null 8< "$1" 9< "$2" || exit 1
        shift 2
        tries=0
        while [ "$tries" -lt 50 ]; do
            flock 8
            flock --nonblock 9 && exec "$@"
            flock --unlock 8
            tries=$((tries + 1))
            sleep 0.1
        done
        """;

    private readonly Process launcher;

    private HostExitMonitor(Process launcher) => this.launcher = launcher;

    public static async Task<HostExitMonitor> StartAsync(PostgresInstallation installation, ClusterFolder folder, CancellationToken ct)
    {
        string[] stop = ServiceAccount.Wrap(
            folder.Account, installation.Tool("pg_ctl"), "stop", "--pgdata", folder.Data, "--mode", "fast", "--timeout", "60");
        string[] command =
            ["setsid", "--fork", "/bin/sh", "-c", Script, "agora-host-watch", folder.GateLock, folder.HostLock, .. stop];
        var process = Process.Start(ChildProcess.Prepare(command, ServerProcess.Variables(installation)))!;
        try
        {
            await process.WaitForExitAsync(ct);
            return new HostExitMonitor(process);
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    /// <summary>Ends the watch: a server that still runs then is stopped.</summary>
    public void Dispose()
    {
        launcher.StandardInput.Dispose();
        launcher.Dispose();
    }
}
