using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Webhooks;
using FluentValidation;

namespace Agora.Application.Webhooks;

/// <summary>Changes the members that were sent. Activating a webhook that Agora disabled begins with the events from now on.</summary>
/// <param name="Version">The version that the caller read.</param>
public sealed record UpdateWebhook(Guid WebhookId, int Version) : ICommand<WebhookView>
{
    public Optional<string> Url { get; init; }

    public Optional<IReadOnlyList<string>> EventTypes { get; init; }

    public Optional<Guid?> AuthorId { get; init; }

    public Optional<Guid?> PostId { get; init; }

    public Optional<string?> Description { get; init; }

    public Optional<bool> IsActive { get; init; }
}

public sealed class UpdateWebhookValidator : AbstractValidator<UpdateWebhook>
{
    public UpdateWebhookValidator()
    {
        RuleFor(c => c.Url.Value).IsVisibleAddress().When(c => c.Url.IsSet).OverridePropertyName("url");
        RuleFor(c => c.EventTypes.Value).AreEventTypes().When(c => c.EventTypes.IsSet).OverridePropertyName("eventTypes");
        RuleFor(c => c.Description.Value).IsWebhookDescription().OverridePropertyName("description");
    }
}

public sealed class UpdateWebhookHandler(IWebhookRepository webhooks, WebhookSettings settings)
    : ICommandHandler<UpdateWebhook, WebhookView>
{
    public async Task<Result<WebhookView>> Handle(UpdateWebhook command, CancellationToken ct)
    {
        if (await webhooks.LoadAsync(command.WebhookId, ct) is not { } webhook)
        {
            return WebhookErrors.NotFound;
        }

        var current = webhook.Choice;
        var choice = new WebhookChoice(
            command.Url.Or(current.Url),
            command.EventTypes.Or(current.EventTypes),
            command.AuthorId.Or(current.AuthorId),
            command.PostId.Or(current.PostId),
            command.Description.Or(current.Description),
            command.IsActive.Or(current.IsActive));
        return await webhook.Change(choice, settings.Addresses)
            .ThenAsync<WebhookView>(
                async w => await webhooks.TrySaveAsync(w, command.Version, ct) is { } saved ? saved : WebhookErrors.Stale);
    }
}
