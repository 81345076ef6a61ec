using System.Globalization;
using Agora.Application.Common;
using Agora.Application.Mail;
using Agora.Infrastructure.Database;
using MediatR;

namespace Agora.Api.Health;

/// <summary>
/// Whether this instance sends mail, and how much is queued. It never fails readiness: requests are served without mail. The count is
/// asked for once in five seconds at most.
/// </summary>
internal sealed class MailHealth(MailDelivery delivery, IServiceScopeFactory scopes, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private Task<MailBacklog>? latest;
    private long latestAt;

    public async Task<HealthCheck> CheckAsync()
    {
        var started = clock.GetTimestamp();
        var backlog = await BacklogAsync();
        return new HealthCheck(
            "mail", delivery.IsConfigured ? "ok" : "not configured", clock.GetElapsedTime(started).TotalMilliseconds, Reason(backlog));
    }

    private static string? Reason(MailBacklog backlog) => backlog.Oldest is { } oldest
        ? string.Create(
            CultureInfo.InvariantCulture, $"{backlog.Count} waiting, the oldest since {oldest.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}")
        : null;

    private Task<MailBacklog> BacklogAsync()
    {
        lock (gate)
        {
            if (latest is null || (latest.IsCompleted && clock.GetElapsedTime(latestAt) >= Fresh))
            {
                latestAt = clock.GetTimestamp();
                latest = CountAsync();
            }

            return latest;
        }
    }

    private async Task<MailBacklog> CountAsync()
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<AdmissionScope>().Priority = WorkPriority.SignIn;
        try
        {
            return (await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new GetMailBacklog())).Value;
        }
        catch (DependencyException)
        {
            // The check of the database says so.
            return new MailBacklog(0, Oldest: null);
        }
    }
}
