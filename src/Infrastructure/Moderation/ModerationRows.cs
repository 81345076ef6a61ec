using Agora.Application.Moderation;
using Agora.Application.Posts;
using Agora.Domain.Moderation;

namespace Agora.Infrastructure.Moderation;

/// <summary>Mirrors the select list of a case.</summary>
internal sealed record CaseRow(
    Guid Id,
    CaseSubject Subject,
    Guid PostId,
    Guid? CommentId,
    Guid AuthorId,
    string? Username,
    string? FullName,
    string? Title,
    string Excerpt,
    CaseStatus Status,
    FlagCategory Category,
    int FlagCount,
    bool Hidden,
    Guid? AssigneeId,
    string? AssigneeUsername,
    string? AssigneeFullName,
    string? Reason,
    Guid? DecidedBy,
    DateTimeOffset? DecidedAt,
    string? Appeal,
    DateTimeOffset? AppealedAt,
    DateTimeOffset OpenedAt,
    DateTimeOffset? EditedAt,
    int Version)
{
    public CaseView ToView() => new(
        Id,
        Subject,
        PostId,
        CommentId,
        new PostAuthor(AuthorId, Username, FullName),
        Title,
        Excerpt,
        Status,
        Category,
        FlagCount,
        Hidden,
        AssigneeId is { } assignee ? new PostAuthor(assignee, AssigneeUsername, AssigneeFullName) : null,
        Reason,
        DecidedBy,
        DecidedAt,
        Appeal,
        AppealedAt,
        OpenedAt,
        EditedAt,
        Version);
}

/// <summary>Mirrors the select list of a case to change.</summary>
internal sealed record StoredCase(
    Guid Id,
    Guid AuthorId,
    CaseStatus Status,
    FlagCategory Category,
    bool IsHidden,
    Guid? AssigneeId,
    Guid? DecidedBy,
    DateTimeOffset? DecidedAt,
    DateTimeOffset? AppealedAt,
    int Version)
{
    public ModerationCase ToCase() =>
        ModerationCase.Load(Id, AuthorId, Status, Category, IsHidden, AssigneeId, DecidedBy, DecidedAt, AppealedAt, Version);
}

/// <summary>The filter of the queue as its statements take it.</summary>
internal sealed record StoredFilter(string Status, string? Subject, string? Category, bool AnyAssignee, Guid? Assignee, Guid Me)
{
    public static StoredFilter Of(CaseFilter filter) => new(
        Stored.Name(filter.Status),
        filter.Subject is { } subject ? Stored.Name(subject) : null,
        filter.Category is { } category ? Stored.Name(category) : null,
        filter.Assignee == AssigneeFilter.Anybody,
        filter.Assignee == AssigneeFilter.Me ? filter.Me : null,
        filter.Me);
}

internal static class Stored
{
    public static string Name(CaseStatus status) => status switch
    {
        CaseStatus.Open => "open",
        CaseStatus.Approved => "approved",
        CaseStatus.Rejected => "rejected",
        CaseStatus.Appealed => "appealed",
    };

    public static string Name(CaseSubject subject) => subject switch
    {
        CaseSubject.Post => "post",
        CaseSubject.Comment => "comment",
    };

    public static string Name(FlagCategory category) => category switch
    {
        FlagCategory.Spam => "spam",
        FlagCategory.Abuse => "abuse",
        FlagCategory.Illegal => "illegal",
        FlagCategory.Privacy => "privacy",
        FlagCategory.Misinformation => "misinformation",
        FlagCategory.OffTopic => "offtopic",
        FlagCategory.Other => "other",
    };
}
