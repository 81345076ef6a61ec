using Agora.Domain.Users;

namespace Agora.Application.Users.Import;

/// <summary>A line that keeps every rule.</summary>
/// <param name="Line">Where it stands in its file.</param>
/// <param name="Id">Of a new account.</param>
/// <param name="PasswordHash">Null for an account that sets its password later.</param>
public sealed record ImportedUser(
    long Line, Guid Id, string Email, string Username, string? FullName, UserRole Role, string? PasswordHash);
