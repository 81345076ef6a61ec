using Agora.Domain.Media;
using FluentValidation;

namespace Agora.Application.Media;

internal static class MediaValidation
{
    public static IRuleBuilderOptions<T, string?> IsAlternativeText<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(MediaRules.IsAlternativeText)
            .WithMessage($"Must be 1 to {MediaRules.AlternativeTextMax} characters that are not all blank, without control characters.");
}
