using Agora.Domain.Common;
using Agora.Domain.Webhooks;
using FluentValidation;

namespace Agora.Application.Webhooks;

internal static class WebhookValidation
{
    public const int DescriptionMax = 280;

    public static IRuleBuilderOptions<T, IReadOnlyList<string>> AreEventTypes<T>(this IRuleBuilder<T, IReadOnlyList<string>> rule) =>
        rule.Must(EventTypes.AreValid).WithMessage(
            $"Must be 1 to {EventTypes.Max} different types: `*`, all of a kind such as `post.*`, or one such as `post.published`.");

    /// <summary>What else an address must be, the webhook decides.</summary>
    public static IRuleBuilderOptions<T, string> IsVisibleAddress<T>(this IRuleBuilder<T, string> rule) =>
        rule.Must(Characters.AreVisible).WithMessage("Must be an https address.");

    public static IRuleBuilderOptions<T, string?> IsWebhookDescription<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(text => text is null || (Characters.AreVisible(text) && Characters.Count(text) <= DescriptionMax))
            .WithMessage($"Must be 1 to {DescriptionMax} characters, at least one of them visible.");
}
