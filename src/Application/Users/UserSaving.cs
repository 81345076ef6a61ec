using Agora.Domain.Common;
using Agora.Domain.Users;

namespace Agora.Application.Users;

/// <summary>Says of an account that could not be stored why: the unique indexes decide who has a name.</summary>
internal static class UserSaving
{
    /// <param name="missing">When no row was the actor's to change.</param>
    /// <returns>Null when the account is stored.</returns>
    public static Error? Refusal(this SaveUserOutcome outcome, Error missing) => outcome switch
    {
        SaveUserOutcome.Saved => null,
        SaveUserOutcome.EmailTaken => RefuseEmail(isTaken: true),
        SaveUserOutcome.UsernameTaken => RefuseUsername(isTaken: true),
        SaveUserOutcome.Missing => missing,
    };

    /// <returns>Null when no other account has the address.</returns>
    public static Error? RefuseEmail(bool isTaken) => isTaken ? UserErrors.EmailTaken : null;

    /// <returns>Null when no other account has the name, and none will by a link that was sent.</returns>
    public static Error? RefuseUsername(bool isTaken) => isTaken ? UserErrors.UsernameTaken : null;
}
