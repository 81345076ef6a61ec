using Agora.Domain.Common;
using FluentValidation;

namespace Agora.Application.Common;

/// <summary>Length rules that agree with the database; FluentValidation's own count UTF-16 units and echo what was sent.</summary>
public static class CharacterRules
{
    public static IRuleBuilderOptions<T, string?> AtMost<T>(this IRuleBuilder<T, string?> rule, int characters) =>
        rule.Must(text => text is null || Characters.Count(text) <= characters)
            .WithMessage($"Must be at most {characters} characters.");
}
