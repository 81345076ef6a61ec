using Agora.Domain.Common;

namespace Agora.Domain.Users;

/// <summary>The name by which an account is found: no two names look alike.</summary>
public sealed record Username
{
    private Username(string text) => Text = text;

    public string Text { get; }

    /// <summary>A name as an admin or an operator gives it, or as the database holds it.</summary>
    /// <exception cref="ArgumentException">The text breaks the rules, which the validator of the use case tells before.</exception>
    public static Username Of(string text) => UserRules.IsUsername(text)
        ? new Username(text)
        : throw new ArgumentException("The text is no username.", nameof(text));

    /// <summary>A name that people choose for themselves: it must not pass for the community or its staff.</summary>
    /// <exception cref="ArgumentException">The text breaks the rules, which the validator of the use case tells before.</exception>
    public static Result<Username> Choose(string text) => ReservedNames.Contains(text) ? UserErrors.UsernameReserved : Of(text);

    public override string ToString() => Text;
}
