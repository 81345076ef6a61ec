using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Webhooks;

/// <summary>
/// Deletes what is left of deleted webhooks, and deliveries that were kept for their time after they ended, or that waited so long for a
/// webhook that is inactive or of a suspended owner. Answers how many rows; zero when done.
/// </summary>
public sealed record PurgeWebhookDeliveries : ICommand<int>, IRunsAsSystem
{
    /// <summary>Rows in one transaction, so that locks are short.</summary>
    public const int BatchMax = 1000;
}

public sealed class PurgeWebhookDeliveriesHandler(IWebhookDeliveries deliveries, WebhookSettings settings)
    : ICommandHandler<PurgeWebhookDeliveries, int>
{
    public async Task<Result<int>> Handle(PurgeWebhookDeliveries command, CancellationToken ct) =>
        await deliveries.PurgeAsync(TimeSpan.FromDays(settings.KeepDays), PurgeWebhookDeliveries.BatchMax, ct);
}
