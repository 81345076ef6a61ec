using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Webhooks;
using FluentValidation;

namespace Agora.Application.Webhooks;

/// <summary>Subscribes the caller to events from now on. The secret is shown in this response only.</summary>
public sealed record CreateWebhook(WebhookChoice Choice) : ICommand<CreatedWebhook>;

public sealed class CreateWebhookValidator : AbstractValidator<CreateWebhook>
{
    public CreateWebhookValidator()
    {
        RuleFor(c => c.Choice.Url).IsVisibleAddress().OverridePropertyName("url");
        RuleFor(c => c.Choice.EventTypes).AreEventTypes().OverridePropertyName("eventTypes");
        RuleFor(c => c.Choice.Description).IsWebhookDescription().OverridePropertyName("description");
    }
}

public sealed class CreateWebhookHandler(
    IWebhookRepository webhooks, IWebhookSecrets secrets, WebhookSettings settings, ActorContext context, TimeProvider clock)
    : ICommandHandler<CreateWebhook, CreatedWebhook>
{
    public async Task<Result<CreatedWebhook>> Handle(CreateWebhook command, CancellationToken ct) =>
        await Webhook.Subscribe(context.SignedInId, command.Choice, settings.Addresses, clock.GetUtcNow())
            .ThenAsync<CreatedWebhook>(async webhook =>
            {
                var secret = secrets.New();
                return await webhooks.TryAddAsync(webhook, secrets.Seal(webhook.Id, secret), settings.PerOwnerMax, ct) is { } added
                    ? new CreatedWebhook(added, WebhookSignature.Text(secret))
                    : WebhookErrors.LimitReached(settings.PerOwnerMax);
            });
}
