using System.Globalization;
using Agora.Application.Mail;

namespace Agora.Api.Health;

/// <summary>
/// Whether this instance sends mail, and how much is queued. It never fails readiness: requests are served without mail.
/// </summary>
internal sealed class MailHealth
{
    private readonly MailDelivery delivery;
    private readonly TimeProvider clock;
    private readonly Recent<MailBacklog> backlog;

    public MailHealth(MailDelivery delivery, HealthQueries queries, TimeProvider clock)
    {
        this.delivery = delivery;
        this.clock = clock;
        backlog = new Recent<MailBacklog>(
            clock, async () => await queries.SendAsync(new GetMailBacklog()) ?? new MailBacklog(0, Oldest: null));
    }

    public async Task<HealthCheck> CheckAsync()
    {
        var started = clock.GetTimestamp();
        var waiting = await backlog.GetAsync();
        return new HealthCheck(
            "mail", delivery.IsConfigured ? "ok" : "not configured", clock.GetElapsedTime(started).TotalMilliseconds, Reason(waiting));
    }

    private static string? Reason(MailBacklog waiting) => waiting.Oldest is { } oldest
        ? string.Create(
            CultureInfo.InvariantCulture, $"{waiting.Count} waiting, the oldest since {oldest.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}")
        : null;
}
