using Agora.Application.Common;
using Agora.Application.Media;
using Agora.Domain.Users;

namespace Agora.Application.Users;

/// <summary>An account as the caller may see it.</summary>
/// <param name="Email">Only for its owner and admins.</param>
/// <param name="EmailVerifiedAt">Only for its owner and admins.</param>
/// <param name="PendingEmail">The address that the account gets once it is confirmed. Only for its owner and admins.</param>
/// <param name="IsActive">Only for its owner and admins.</param>
/// <param name="LastLoginAt">Only for its owner and admins.</param>
public sealed record UserView(
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
    DateTimeOffset UpdatedAt);

/// <param name="AvatarUrl">A picture elsewhere.</param>
/// <param name="Avatar">A picture that was uploaded here.</param>
public sealed record ProfileView(
    Guid UserId,
    string? Bio,
    string? AvatarUrl,
    AttachedMedia? Avatar,
    IReadOnlyDictionary<string, string> SocialLinks,
    int Version,
    DateTimeOffset UpdatedAt);

public sealed record RankedUser(UserView User, float Rank);

/// <summary>Where a page of a list begins: behind a time and an id, or a name.</summary>
/// <param name="Skip">Rows to pass over, for callers that page by number. Deep pages cost what they skip.</param>
public sealed record MemberPosition(KeysetPosition Time, string Name, int Skip);

/// <summary>Where a page of a search begins.</summary>
/// <param name="Skip">Rows to pass over, for callers that page by number. Deep pages cost what they skip.</param>
public sealed record UserPosition(float? Rank, Guid? Id, int Skip);
