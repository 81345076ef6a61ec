using Agora.Application.Users.Import;
using Agora.Infrastructure.Imports;

namespace Agora.Infrastructure.Users.Import;

/// <summary>How accounts are spelled in files. The id of an export is passed over: the e-mail address says whose account it is.</summary>
public static class UserRowFormat
{
    public static readonly RowFormat<RawUser> Instance = FlatJson.Format(
        ["id", "email", "username", "fullName", "role", "passwordHash"],
        ["email", "username"],
        field => new RawUser(field("email"), field("username"), field("fullName"), field("role"), field("passwordHash")));
}
