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
        SaveUserOutcome.EmailTaken => UserErrors.EmailTaken,
        SaveUserOutcome.UsernameTaken => UserErrors.UsernameTaken,
        SaveUserOutcome.Missing => missing,
    };
}
