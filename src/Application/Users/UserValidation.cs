using Agora.Domain.Common;
using Agora.Domain.Sessions;
using Agora.Domain.Users;
using FluentValidation;

namespace Agora.Application.Users;

/// <summary>The rules of account members, said once for every message that carries them.</summary>
internal static class UserValidation
{
    public static IRuleBuilderOptions<T, string> IsEmail<T>(this IRuleBuilder<T, string> rule) =>
        rule.Must(e => EmailAddress.Canonical(e) is not null).WithMessage(
            $"Must be an e-mail address of at most {UserRules.EmailMax} characters, with ASCII characters only before the @.");

    public static IRuleBuilderOptions<T, string> IsUsername<T>(this IRuleBuilder<T, string> rule) =>
        rule.Must(UserRules.IsUsername).WithMessage(
            $"Must be {UserRules.UsernameMin} to {UserRules.UsernameMax} letters, digits, dots, hyphens or underscores, "
            + "beginning with a letter or digit.");

    public static IRuleBuilderOptions<T, string?> IsFullName<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(name => name is null || UserRules.IsFullName(name)).WithMessage(
            $"Must be one line of 1 to {UserRules.FullNameMax} characters, at least one of them visible, without marks of direction.");

    public static IRuleBuilderOptions<T, string> IsPassword<T>(this IRuleBuilder<T, string> rule) =>
        rule.Must(p => p is { Length: >= UserRules.PasswordMin and <= UserRules.PasswordMax })
            .WithMessage($"Must be {UserRules.PasswordMin} to {UserRules.PasswordMax} characters.")
            .Must(p => p is null || PasswordRules.IsText(p)).WithMessage("Must not hold NUL or half of a surrogate pair.")
            .Must(p => string.IsNullOrEmpty(p) || Characters.AreVisible(p)).WithMessage("Must have a visible character.")
            .Must(p => string.IsNullOrEmpty(p) || !PasswordRules.IsCommon(p))
            .WithMessage("Must not be one of the first passwords that an attacker tries.");
}
