namespace Agora.Application.Users.Import;

/// <summary>An account as its line spells it, before any rule was applied. Null where the line says nothing.</summary>
/// <param name="PasswordHash">In a form that sign-in knows; clear passwords are not taken.</param>
public sealed record RawUser(string? Email, string? Username, string? FullName, string? Role, string? PasswordHash);
