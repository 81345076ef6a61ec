using Agora.Application.Common;
using Agora.Application.Posts;
using Agora.Domain.Common;
using Agora.Domain.Webhooks;
using FluentValidation;

namespace Agora.Application.Webhooks;

/// <summary>What was delivered to a webhook of the caller or waits, latest first.</summary>
/// <param name="State">Null for every state.</param>
public sealed record ListWebhookDeliveries(Guid WebhookId, DeliveryState? State, int Limit, string? Cursor) : IQuery<Page<DeliveryView>>;

public sealed class ListWebhookDeliveriesValidator : AbstractValidator<ListWebhookDeliveries>
{
    public ListWebhookDeliveriesValidator()
    {
        RuleFor(q => q.Limit).IsLimit();
        RuleFor(q => q.State).IsInEnum();
    }
}

public sealed class ListWebhookDeliveriesHandler(IWebhookRepository webhooks, CursorCodec cursors)
    : IQueryHandler<ListWebhookDeliveries, Page<DeliveryView>>
{
    public Task<Result<Page<DeliveryView>>> Handle(ListWebhookDeliveries query, CancellationToken ct) => cursors.PageOfAsync(
        WebhookErrors.NotFound,
        $"webhooks/{query.WebhookId}/deliveries?state={query.State}",
        query.Cursor,
        query.Limit,
        (after, limit) => webhooks.DeliveriesAsync(query.WebhookId, query.State, after, limit, ct),
        last => new KeysetPosition(last.CreatedAt, last.Id));
}
