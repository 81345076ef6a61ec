using System.Text.Json;
using Agora.Application.Users;
using Agora.Domain.Users;
using Agora.Infrastructure.Media;

namespace Agora.Infrastructure.Users;

/// <summary>Mirrors the select list of an account to change.</summary>
internal sealed record StoredUser(
    Guid Id,
    string Username,
    string? FullName,
    string? Email,
    UserRole Role,
    bool IsActive,
    DateTimeOffset? ClosedAt,
    bool IsErased,
    int Version)
{
    public User ToUser() =>
        User.Load(Id, Domain.Users.Username.Of(Username), FullName, Email, Role, IsActive, ClosedAt, IsErased, Version);
}

/// <summary>Mirrors the select list of a profile to change.</summary>
internal sealed record StoredProfile(Guid UserId, string? Bio, string? AvatarUrl, Guid? AvatarId, string SocialLinks, int Version)
{
    public Profile ToProfile() => Profile.Load(
        UserId, Bio, AvatarUrl, AvatarId, JsonSerializer.Deserialize<Dictionary<string, string>>(SocialLinks)!, Version);
}

/// <summary>Mirrors the select list of a search.</summary>
internal sealed record RankedRow(
    float Rank,
    Guid Id,
    string Username,
    string? FullName,
    UserRole Role,
    string? Email,
    DateTimeOffset? EmailVerifiedAt,
    string? PendingEmail,
    bool? IsActive,
    DateTimeOffset? LastLoginAt,
    int Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    public RankedUser ToRankedUser() => new(
        new UserView(
            Id, Username, FullName, Role, Email, EmailVerifiedAt, PendingEmail, IsActive, LastLoginAt, Version, CreatedAt, UpdatedAt),
        Rank);
}

/// <summary>Mirrors the select list of a profile.</summary>
internal sealed record ProfileRow(
    Guid UserId, string? Bio, string? AvatarUrl, string? Avatar, string SocialLinks, int Version, DateTimeOffset UpdatedAt)
{
    public ProfileView ToView() => new(
        UserId,
        Bio,
        AvatarUrl,
        AttachedMediaText.Read(Avatar),
        JsonSerializer.Deserialize<Dictionary<string, string>>(SocialLinks)!,
        Version,
        UpdatedAt);
}

internal static class Stored
{
    public static string Name(UserRole role) => role switch
    {
        UserRole.User => "user",
        UserRole.Moderator => "moderator",
        UserRole.Admin => "admin",
    };

    public static string Name(UserSort sort) => sort switch
    {
        UserSort.Newest => "newest",
        UserSort.Oldest => "oldest",
        UserSort.Username => "username",
    };
}
