using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Webhooks;

namespace Agora.Application.Webhooks;

/// <summary>A webhook of the caller.</summary>
public sealed record GetWebhook(Guid WebhookId) : IQuery<WebhookView>;

public sealed class GetWebhookHandler(IWebhookRepository webhooks) : IQueryHandler<GetWebhook, WebhookView>
{
    public async Task<Result<WebhookView>> Handle(GetWebhook query, CancellationToken ct) =>
        await webhooks.FindAsync(query.WebhookId, ct) is { } webhook ? webhook : WebhookErrors.NotFound;
}
