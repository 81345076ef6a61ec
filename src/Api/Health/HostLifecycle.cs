using Agora.Api.Http;
using Agora.Application.Mail;
using Agora.Infrastructure.Database;

namespace Agora.Api.Health;

/// <summary>Work on the database before requests are served, such as migration; runs once the database responds.</summary>
internal sealed record StartupPreparation(Func<CancellationToken, Task> RunAsync);

/// <summary>
/// Before requests are served: what must hold, or no start. While the database does not answer the host listens and says that it is
/// starting. At the end: readiness turns 503 first, and only after a delay does the server stop listening and finish what is in flight.
/// </summary>
internal sealed partial class HostLifecycle(
    StartupAssertions assertions,
    HealthState state,
    ServerOptions server,
    MailDelivery mail,
    IHostEnvironment environment,
    IHostApplicationLifetime lifetime,
    TimeProvider clock,
    ILogger<HostLifecycle> log,
    StartupPreparation? preparation = null) : IHostedLifecycleService, IDisposable
{
    /// <summary>How long the start waits for the database before it listens.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource away = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task verifying = Task.CompletedTask;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        verifying = assertions.VerifyAsync(preparation?.RunAsync, Away, stopping.Token);
        await Task.WhenAny(verifying, away.Task, Task.Delay(Patience, clock, cancellationToken));
        if (verifying.IsCompleted)
        {
            await verifying;
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (verifying.IsCompletedSuccessfully)
        {
            state.Started();
        }
        else
        {
            _ = FinishAsync();
        }

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
        await stopping.CancelAsync();
        if (server.ShutdownDelaySeconds > 0)
        {
            await Task.Delay(TimeSpan.FromSeconds(server.ShutdownDelaySeconds), clock, cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => stopping.Dispose();

    private void Away(TimeSpan pause, Exception reason)
    {
        // Once with the reason; a line every two seconds would say nothing more.
        if (away.TrySetResult())
        {
            DatabaseAway(log, reason.Message);
        }
    }

    /// <summary>A condition that does not hold ends the host, whenever it is found.</summary>
    private async Task FinishAsync()
    {
        try
        {
            await verifying;
            state.Started();
            DatabaseFound(log);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host is stopping.
        }
        catch (Exception exception)
        {
            state.Failed(exception);
            lifetime.StopApplication();
        }
    }

    [LoggerMessage(EventId = 230, Level = LogLevel.Warning, Message = "The database does not respond; retrying every 2 s: {Reason}")]
    private static partial void DatabaseAway(ILogger log, string reason);

    [LoggerMessage(EventId = 234, Level = LogLevel.Warning, Message =
        "No mail is sent: neither Mail:SmtpHost nor Mail:PickupFolder is set. Confirmations and new passwords wait in the database")]
    private static partial void NoMail(ILogger log);

    [LoggerMessage(EventId = 235, Level = LogLevel.Warning, Message =
        "Mail:LinkBase names this machine: links in mails work on this machine only")]
    private static partial void LocalLinks(ILogger log);

    [LoggerMessage(
        EventId = 231,
        Level = LogLevel.Warning,
        Message = "Server:AllowedHosts is empty: requests for any host are served, and without Server:PublicUrl feeds link to localhost")]
    private static partial void AnyHost(ILogger log);

    [LoggerMessage(EventId = 232, Level = LogLevel.Information, Message = "The database responds; requests are served")]
    private static partial void DatabaseFound(ILogger log);
}
