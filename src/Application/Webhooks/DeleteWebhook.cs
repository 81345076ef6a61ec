using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Webhooks;

namespace Agora.Application.Webhooks;

/// <summary>Ends a subscription of the caller; what waits is not delivered.</summary>
/// <param name="Version">The version that the caller read, or null for any.</param>
public sealed record DeleteWebhook(Guid WebhookId, int? Version) : ICommand<Done>;

public sealed class DeleteWebhookHandler(IWebhookRepository webhooks) : ICommandHandler<DeleteWebhook, Done>
{
    public async Task<Result<Done>> Handle(DeleteWebhook command, CancellationToken ct)
    {
        if (await webhooks.FindAsync(command.WebhookId, ct) is null)
        {
            return WebhookErrors.NotFound;
        }

        return await webhooks.TryDeleteAsync(command.WebhookId, command.Version, ct) ? default(Done)
            : command.Version is null ? WebhookErrors.NotFound
            : WebhookErrors.Stale;
    }
}
