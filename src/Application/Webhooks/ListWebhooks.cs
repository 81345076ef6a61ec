using Agora.Application.Common;
using Agora.Application.Posts;
using Agora.Domain.Common;
using FluentValidation;

namespace Agora.Application.Webhooks;

/// <summary>The caller's webhooks, latest first.</summary>
public sealed record ListWebhooks(int Limit, string? Cursor) : IQuery<Page<WebhookView>>;

public sealed class ListWebhooksValidator : AbstractValidator<ListWebhooks>
{
    public ListWebhooksValidator() => RuleFor(q => q.Limit).IsLimit();
}

public sealed class ListWebhooksHandler(IWebhookRepository webhooks, CursorCodec cursors, ActorContext context)
    : IQueryHandler<ListWebhooks, Page<WebhookView>>
{
    public Task<Result<Page<WebhookView>>> Handle(ListWebhooks query, CancellationToken ct)
    {
        var owner = context.SignedInId;
        return cursors.PageAsync(
            $"webhooks/{owner}",
            query.Cursor,
            query.Limit,
            (after, limit) => webhooks.ListAsync(owner, after, limit, ct),
            last => new KeysetPosition(last.CreatedAt, last.Id));
    }
}
