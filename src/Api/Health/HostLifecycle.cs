using Agora.Api.Http;
using Agora.Application.Mail;
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
    MailDelivery mail,
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

        if (environment.IsProduction() && !mail.IsConfigured)
        {
            NoMail(log);
        }
        else if (environment.IsProduction() && mail.LinksLeadHere)
        {
            LocalLinks(log);
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

    [LoggerMessage(EventId = 234, Level = LogLevel.Warning, Message =
        "No mail is sent: neither Mail:SmtpHost nor Mail:PickupFolder is set. Confirmations and new passwords wait in the database")]
    private static partial void NoMail(ILogger log);

    [LoggerMessage(EventId = 235, Level = LogLevel.Warning, Message =
        "Mail:LinkBase names this machine: nobody elsewhere can follow the links of mails")]
    private static partial void LocalLinks(ILogger log);

    [LoggerMessage(EventId = 231, Level = LogLevel.Warning, Message = "Server:AllowedHosts is empty: requests are answered whatever host they name")]
    private static partial void AnyHost(ILogger log);
}
