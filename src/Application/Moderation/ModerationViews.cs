using Agora.Application.Posts;
using Agora.Domain.Moderation;

namespace Agora.Application.Moderation;

/// <summary>A case as moderators see it.</summary>
/// <param name="CommentId">Null when the case is about the post.</param>
/// <param name="Title">Of a post; null for a comment.</param>
/// <param name="Excerpt">The beginning of the text.</param>
/// <param name="Category">Of the first flag since the last decision, or what the moderator found.</param>
/// <param name="FlagCount">Since the last decision.</param>
/// <param name="Hidden">Whether only author and staff may read it.</param>
/// <param name="Assignee">Null while no moderator has taken the case.</param>
/// <param name="OpenedAt">Its place in the queue.</param>
/// <param name="EditedAt">When the content was last edited since the last decision; null when it was not.</param>
/// <param name="Version">Changes with everything that a decision is based on, the content included.</param>
public sealed record CaseView(
    Guid Id,
    CaseSubject Subject,
    Guid PostId,
    Guid? CommentId,
    PostAuthor Author,
    string? Title,
    string Excerpt,
    CaseStatus Status,
    FlagCategory Category,
    int FlagCount,
    bool Hidden,
    PostAuthor? Assignee,
    string? Reason,
    Guid? DecidedBy,
    DateTimeOffset? DecidedAt,
    string? Appeal,
    DateTimeOffset? AppealedAt,
    DateTimeOffset OpenedAt,
    DateTimeOffset? EditedAt,
    int Version);

/// <summary>A case about content of the caller: what was decided and why, but not who flagged it and who decided.</summary>
/// <param name="EditedAt">When it was last edited since the last decision; what was rejected then waits for a decision again.</param>
/// <param name="Version">What If-Match names in quotes, to appeal against what one has read.</param>
public sealed record OwnCase(
    Guid Id,
    CaseSubject Subject,
    Guid PostId,
    Guid? CommentId,
    string? Title,
    string Excerpt,
    CaseStatus Status,
    FlagCategory Category,
    bool Hidden,
    string? Reason,
    DateTimeOffset? DecidedAt,
    string? Appeal,
    DateTimeOffset? AppealedAt,
    DateTimeOffset OpenedAt,
    DateTimeOffset? EditedAt,
    int Version);

/// <summary>The case about hidden content, in the answer to its edit.</summary>
/// <param name="Status">`open` or `appealed`: it stays hidden until a moderator has decided about the new content.</param>
public sealed record ContentReview(Guid CaseId, CaseStatus Status);

/// <param name="AuthorId">Of what the case is about.</param>
public sealed record CaseFlags(Guid AuthorId, IReadOnlyList<FlagView> Flags);

/// <param name="Note">Null when the category says it all.</param>
public sealed record FlagView(Guid Id, Guid ReporterId, FlagCategory Category, string? Note, DateTimeOffset CreatedAt);

/// <param name="RevokedAt">Null while it stands.</param>
public sealed record StrikeView(Guid CaseId, FlagCategory Category, DateTimeOffset GivenAt, DateTimeOffset? RevokedAt);

public enum ModerationAction
{
    /// <summary>Flags reached the threshold.</summary>
    Hidden,
    Approved,
    Rejected,
    Appealed,

    /// <summary>A tag has another name.</summary>
    Renamed,

    /// <summary>A tag became part of another.</summary>
    Merged,

    /// <summary>Staff removed the content of another person.</summary>
    Removed,

    /// <summary>Staff restored what staff had removed.</summary>
    Restored,

    /// <summary>Staff changed the content of another person, or whether it is published.</summary>
    Edited,
}

public enum LoggedSubject
{
    Post,
    Comment,
    Tag,
    Media,
    Profile,
}

/// <summary>In which role something was done.</summary>
public enum ModerationRole
{
    Flags,
    Author,
    Moderator,
    Admin,
    System,
}

/// <summary>An entry of the public log.</summary>
/// <param name="SubjectId">Null for a tag.</param>
/// <param name="IntoTag">The name that a tag has now.</param>
/// <param name="DoneBy">The role; the person is not shown.</param>
/// <param name="Reason">Of what staff removed or restored, for staff and whose content it was; null for everyone else.</param>
public sealed record LogEntry(
    Guid Id,
    ModerationAction Action,
    LoggedSubject Subject,
    Guid? SubjectId,
    FlagCategory? Category,
    string? Tag,
    string? IntoTag,
    ModerationRole DoneBy,
    DateTimeOffset CreatedAt,
    string? Reason);

/// <param name="HideAfterFlags">Flags since the last decision that hide something before a moderator looks; 0 for never.</param>
public sealed record ModerationSettingsView(int HideAfterFlags, int Version, DateTimeOffset UpdatedAt);
