using Agora.Domain.Moderation;
using FluentValidation;

namespace Agora.Application.Moderation;

internal static class ModerationValidation
{
    public static IRuleBuilderOptions<T, string?> IsWords<T>(this IRuleBuilder<T, string?> rule, int most) =>
        rule.Must(text => ModerationRules.IsText(text, most)).WithMessage($"Must be 1 to {most} characters, at least one of them visible.");

    public static IRuleBuilderOptions<T, int> IsModerationLimit<T>(this IRuleBuilder<T, int> rule) =>
        rule.InclusiveBetween(1, ModerationRules.PageMax);
}
