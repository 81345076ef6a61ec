using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Webhooks;

namespace Agora.Application.Webhooks;

/// <summary>Makes a new secret. The former one signs too for a time, so that a receiver can change over.</summary>
public sealed record RotateWebhookSecret(Guid WebhookId) : ICommand<RotatedSecret>;

public sealed class RotateWebhookSecretHandler(
    IWebhookRepository webhooks, IWebhookSecrets secrets, WebhookSettings settings, TimeProvider clock)
    : ICommandHandler<RotateWebhookSecret, RotatedSecret>
{
    public async Task<Result<RotatedSecret>> Handle(RotateWebhookSecret command, CancellationToken ct)
    {
        var (now, secret) = (clock.GetUtcNow(), secrets.New());
        var former = TimeSpan.FromHours(settings.FormerSecretHours);
        return await webhooks.TryRotateAsync(command.WebhookId, secrets.Seal(command.WebhookId, secret), now, former, ct)
            ? new RotatedSecret(WebhookSignature.Text(secret), now + former)
            : WebhookErrors.NotFound;
    }
}
