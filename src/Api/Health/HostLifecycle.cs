using Agora.Api.Http;
using Agora.Infrastructure.Database;

namespace Agora.Api.Health;

/// <summary>
/// Before the server listens: what must hold, or no start. After: startup says so. At the end: readiness turns 503 first, and
/// only after a delay does the server stop listening and finish what is in flight.
/// </summary>
internal sealed partial class HostLifecycle(
    StartupAssertions assertions,
    HealthState state,
    ServerOptions server,
    IHostEnvironment environment,
    TimeProvider clock,
    ILogger<HostLifecycle> log) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => assertions.VerifyAsync(
        (wait, reason) => DatabaseAway(log, wait.TotalSeconds, reason.Message), cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        state.Started();
        if (server.AllowedHosts.Count == 0 && environment.IsProduction())
        {
            AnyHost(log);
        }

        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        state.Stopping();
        if (server.ShutdownDelaySeconds > 0)
        {
            await Task.Delay(TimeSpan.FromSeconds(server.ShutdownDelaySeconds), clock, cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(EventId = 230, Level = LogLevel.Warning, Message = "The database does not answer; asking again in {Seconds} s: {Reason}")]
    private static partial void DatabaseAway(ILogger log, double seconds, string reason);

    [LoggerMessage(EventId = 231, Level = LogLevel.Warning, Message = "Server:AllowedHosts is empty: requests are answered whatever host they name")]
    private static partial void AnyHost(ILogger log);
}
