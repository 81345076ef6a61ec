using Agora.Application.Posts;

namespace Agora.Application.Notifications;

public enum NotificationKind
{
    /// <summary>A comment on a post of the user.</summary>
    Comment,

    /// <summary>A reply to a comment of the user.</summary>
    Reply,

    /// <summary>A post or comment names the user.</summary>
    Mention,

    Follow,

    /// <summary>Likes of a post or comment of the user, together until they are read.</summary>
    Like,

    /// <summary>A moderator decided about a post or comment of the user.</summary>
    Decision,
}

/// <summary>What happened that concerns the user: ids, and no text of others.</summary>
/// <param name="Actor">Who did it; null for likes and decisions.</param>
/// <param name="PostId">The post, or the post of the comment; null for a follow, and for a decision about a comment.</param>
/// <param name="CommentId">What was written, or is liked or decided about; null when that is the post, and for a follow.</param>
/// <param name="CaseId">The case that was decided; null for everything else.</param>
/// <param name="Likes">Likes since the former notification about the same was read; 0 for everything else.</param>
/// <param name="ReadAt">Null while unread.</param>
public sealed record NotificationView(
    Guid Id,
    NotificationKind Kind,
    PostAuthor? Actor,
    Guid? PostId,
    Guid? CommentId,
    Guid? CaseId,
    int Likes,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ReadAt);

/// <param name="Unread">Unread notifications; 100 says that there are as many or more.</param>
public sealed record NotificationSummary(int Unread)
{
    /// <summary>More are not counted.</summary>
    public const int CountMax = 100;
}
