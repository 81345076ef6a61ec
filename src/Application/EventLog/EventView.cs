namespace Agora.Application.EventLog;

/// <summary>A change, in ids. What they stand for is read where it is.</summary>
/// <param name="Id">The same wherever the event is delivered.</param>
/// <param name="Position">Continue from here with <c>after</c>.</param>
/// <param name="Type">Such as <c>post.published</c>. Ignore types that you do not know: more will come.</param>
/// <param name="SubjectId">
/// Of what the type names first: a post, a comment, an account, a file, a case; of a follow, the followed account.
/// </param>
/// <param name="PostId">The post that it is about or below; null for neither.</param>
/// <param name="CommentId">The comment that it is about; null when it is about none.</param>
/// <param name="OwnerId">
/// The author, the follower, the account, or the author whom a case is about; null when the content is gone.
/// </param>
/// <param name="UserId">Another account that it names, such as the followed one; null for none.</param>
/// <param name="Version">Of the subject after the change; null for what has none.</param>
public sealed record EventView(
    Guid Id,
    string Position,
    string Type,
    DateTimeOffset OccurredAt,
    Guid SubjectId,
    Guid? PostId,
    Guid? CommentId,
    Guid? OwnerId,
    Guid? UserId,
    int? Version);

/// <param name="Position">What the next request passes as <c>after</c>. It moves also when nothing was shown.</param>
/// <param name="HasMore">Whether there may be more right now; otherwise come back later.</param>
public sealed record EventList(IReadOnlyList<EventView> Items, string Position, bool HasMore);
