using Agora.Domain.Common;

namespace Agora.Domain.Users;

public static class UserErrors
{
    [EnforcedBy("app.members", "users_select")]
    public static readonly Error NotFound = Error.NotFound("user.not_found", "There is no such user.");

    [EnforcedBy("users_email_key")]
    public static readonly Error EmailTaken = Error.Conflict("user.email_taken", "An account with this e-mail address exists.");

    [EnforcedBy("users_username_key")]
    public static readonly Error UsernameTaken = Error.Conflict("user.username_taken", "This username is taken.");

    public static readonly Error UsernameReserved =
        Error.InvalidField("username", "user.username_reserved", "This username is reserved.");

    [EnforcedBy("app.users.version")]
    public static readonly Error Stale = Error.Stale("user.changed_meanwhile", "The account was changed since you read it. Read it again.");

    public static readonly Error AdminsOnly = Error.Forbidden("user.admins_only", "Only an admin may do this.");

    public static readonly Error LastAdmin = Error.Conflict("user.last_admin", "This is the last active admin.");

    [EnforcedBy("app.user_profiles.version")]
    public static readonly Error ProfileStale =
        Error.Stale("profile.changed_meanwhile", "The profile was changed since you read it. Read it again.");
}
