using Agora.Application.Common;
using Agora.Application.Imports;
using Agora.Application.Sessions;
using Agora.Domain.Common;
using Agora.Domain.Users;

namespace Agora.Application.Users.Import;

/// <summary>Accounts, found by their e-mail address.</summary>
public sealed class UserImportNoun(IPasswordHasher passwords) : IImportNoun<RawUser, ImportedUser>
{
    /// <summary>Longer than any that sign-in knows.</summary>
    private const int HashMax = 500;

    public Result<ImportedUser> Check(long line, RawUser raw, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(raw);
        var problems = new LineProblems();
        var email = EmailAddress.Canonical(raw.Email?.Trim());
        problems.Require(email is not null, raw.Email is null ? "email: is missing" : "email: is no e-mail address");
        var username = raw.Username?.Trim();
        problems.Require(
            UserRules.IsUsername(username),
            username is null
                ? "username: is missing"
                : "username: must be 3 to 50 letters, digits or . _ -, beginning with a letter or digit");
        var fullName = string.IsNullOrWhiteSpace(raw.FullName) ? null : raw.FullName.Trim();
        problems.Require(
            fullName is null || UserRules.IsFullName(fullName),
            $"fullName: must be one line of at most {UserRules.FullNameMax} characters, at least one of them visible, without marks of "
            + "direction");
        var role = Role(raw.Role);
        problems.Require(role is not null, "role: must be user, moderator or admin");
        problems.Require(
            raw.PasswordHash is null || (raw.PasswordHash.Length <= HashMax && passwords.Knows(raw.PasswordHash)),
            "passwordHash: must be of Argon2id, bcrypt, PBKDF2 or ASP.NET Identity, at a cost that sign-in computes");
        return problems.Count == 0
            ? new ImportedUser(line, Guid.CreateVersion7(now), email!, username!, fullName, role!.Value, raw.PasswordHash)
            : problems.Error;
    }

    public string KeyOf(ImportedUser row) => row.Email.ToLowerInvariant();

    public long LineOf(ImportedUser row) => row.Line;

    public long CharactersOf(ImportedUser row) => row.Email.Length + row.Username.Length + (row.FullName?.Length ?? 0)
        + (row.PasswordHash?.Length ?? 0);

    public ICommand<ImportBatchOutcome> Store(IReadOnlyList<ImportedUser> rows, ImportOptions options) =>
        new ImportUserBatch(rows, options.Mode, options.Invites);

    public IQuery<ImportBatchOutcome> Preview(IReadOnlyList<ImportedUser> rows, ImportOptions options) =>
        new PreviewUserBatch(rows, options.Mode);

    private static UserRole? Role(string? text) => text switch
    {
        null or "user" => UserRole.User,
        "moderator" => UserRole.Moderator,
        "admin" => UserRole.Admin,
        _ => null,
    };
}
