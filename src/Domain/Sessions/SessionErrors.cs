using Agora.Domain.Common;

namespace Agora.Domain.Sessions;

public static class SessionErrors
{
    /// <summary>The one response to every refused sign-in: it does not reveal which part was wrong.</summary>
    public static readonly Error InvalidCredentials =
        Error.Unauthenticated("auth.invalid_credentials", "The name or the password is wrong.");

    public static readonly Error SignInRequired = Error.Unauthenticated("auth.required", "Sign in first.");

    [EnforcedBy("app.require_current_rights")]
    public static readonly Error TokenInvalid =
        Error.Unauthenticated("auth.token_invalid", "The access token is not valid. Refresh it, or sign in again.");

    public static readonly Error Forbidden = Error.Forbidden("auth.forbidden", "Your account may not do this.");

    [EnforcedBy("app.refresh_tokens.used_at")]
    public static readonly Error RefreshInvalid =
        Error.Unauthenticated("auth.refresh_invalid", "The refresh token is not valid. Sign in again.");

    [EnforcedBy("app.one_time_tokens.used_at")]
    public static readonly Error OneTimeTokenInvalid =
        Error.Invalid("auth.one_time_token_invalid", "The link was used already, is too old, or was never sent. Ask for a new one.");

    [EnforcedBy("app.users.password_hash")]
    public static readonly Error PasswordWrong =
        Error.InvalidField("currentPassword", "auth.password_wrong", "This is not your current password.");

    public static readonly Error PasswordRequired =
        Error.InvalidField("currentPassword", "auth.password_required", "Send your current password with this change.");

    public static readonly Error SignInAgain = Error.Forbidden(
        "auth.sign_in_again",
        $"Sign in again first: this needs a session opened within the last {Session.MinutesToClose} minutes.");

    [EnforcedBy("app.user_sessions.revoked_at")]
    public static readonly Error NotFound = Error.NotFound("session.not_found", "There is no such session.");

    public static readonly Error Busy = Error.Unavailable(
        "auth.busy", "Too many people are signing in at this moment. Try again shortly.", TimeSpan.FromSeconds(2));

    public static Error Throttled(TimeSpan wait) => Error.TooMany(
        "auth.throttled", "Too many failed attempts from here. Wait, or sign in from where you usually do.", wait);
}
