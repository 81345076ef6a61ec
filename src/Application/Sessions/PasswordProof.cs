using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Sessions;

namespace Agora.Application.Sessions;

/// <summary>
/// Checks the caller's own password before a change that weakens an account, so that a stolen access token is not enough for it. Wrong
/// guesses are throttled.
/// </summary>
public sealed class PasswordProof(
    ICredentialRepository credentials, IPasswordHasher passwords, LoginThrottle throttle, ActorContext context)
{
    /// <returns>The stored hash of the password.</returns>
    public async Task<Result<string>> CheckAsync(string? password, ClientOrigin origin, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(password))
        {
            return SessionErrors.PasswordRequired;
        }

        var userId = context.SignedInId;
        var begun = throttle.Begin(userId.ToString(), origin, isKnownHere: true);
        if (!begun.IsSuccess)
        {
            return begun.Error;
        }

        using var attempt = begun.Value;
        var account = await credentials.FindAsync(userId, ct);
        var stored = password.Length <= Login.PasswordMax ? account?.PasswordHash : null;
        if (await passwords.CheckAsync(password, stored, ct) == PasswordCheck.Wrong || stored is null)
        {
            attempt.Failed();
            return SessionErrors.PasswordWrong;
        }

        attempt.Succeeded();
        return stored;
    }

    /// <summary>Refuses a change that could not be stored because the password was changed after the check.</summary>
    public static Result<Done> Held(bool isStored) => isStored ? default(Done) : SessionErrors.PasswordWrong;
}
