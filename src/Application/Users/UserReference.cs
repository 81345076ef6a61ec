using Agora.Domain.Users;
using FluentValidation;

namespace Agora.Application.Users;

/// <summary>
/// An account named by its id or its username in one parameter. A value in the form of a UUID is always an id, so that no username can
/// stand for the id of another account.
/// </summary>
public static class UserReference
{
    public const string Help = "its id or its username. A value in the form of a UUID is an id";

    /// <summary>The account that is named; an id that no account has when the username is unknown.</summary>
    public static async Task<Guid> ResolveAsync(this IUserRepository users, string reference, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(users);
        return IsId(reference, out var id) ? id : await users.FindIdAsync(reference, ct) ?? Guid.Empty;
    }

    internal static IRuleBuilderOptions<T, string?> IsUserReference<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(reference => reference is null || IsId(reference, out _) || UserRules.IsUsername(reference))
            .WithMessage("Must be the id or the username of an account.");

    private static bool IsId(string reference, out Guid id) => Guid.TryParseExact(reference, "D", out id);
}
