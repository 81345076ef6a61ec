using Agora.Application.Users.Import;
using Agora.Infrastructure.Imports;

namespace Agora.Infrastructure.Users.Import;

/// <summary>How accounts are spelled in files.</summary>
public static class UserRowFormat
{
    public static readonly RowFormat<RawUser> Instance = FlatJson.Format(
        ["email", "username", "fullName", "role", "passwordHash"],
        ["email", "username"],
        field => new RawUser(field("email"), field("username"), field("fullName"), field("role"), field("passwordHash")));
}
