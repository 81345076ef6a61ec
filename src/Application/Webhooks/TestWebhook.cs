using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Webhooks;

namespace Agora.Application.Webhooks;

/// <summary>Queues a delivery of the type <c>webhook.test</c>.</summary>
public sealed record TestWebhook(Guid WebhookId) : ICommand<Done>;

public sealed class TestWebhookHandler(IWebhookRepository webhooks, WebhookSettings settings) : ICommandHandler<TestWebhook, Done>
{
    public async Task<Result<Done>> Handle(TestWebhook command, CancellationToken ct) =>
        await webhooks.TryTestAsync(command.WebhookId, settings.WaitingMax, ct) switch
        {
            QueueOutcome.Queued => default(Done),
            var outcome => outcome.Refusal(WebhookErrors.NotFound),
        };
}
