using Agora.Domain.Media;
using FluentValidation;

namespace Agora.Application.Media;

internal static class MediaValidation
{
    public static IRuleBuilderOptions<T, string?> IsAlternativeText<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(MediaRules.IsAlternativeText)
            .WithMessage(
                $"Must be 1 to {MediaRules.AlternativeTextMax} characters, at least one of them visible, without control characters.");

    public static IRuleBuilderOptions<T, string?> IsFileName<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(MediaRules.IsFileName)
            .WithMessage($"Must be 1 to {MediaRules.FileNameMax} characters, with a visible one behind the last slash.");
}
