namespace Agora.Domain.Users;

/// <summary>What an account may do.</summary>
public enum UserRole
{
    User,
    Moderator,
    Admin,
}
