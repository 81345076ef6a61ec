using Agora.Domain.Common;

namespace Agora.Domain.Moderation;

/// <summary>
/// The judgement of one post or comment. What must be true of every case:
/// its author takes no part in it but by one appeal;
/// who decided does not hear the appeal;
/// what is rejected is hidden, and stays hidden until another decision shows it.
/// </summary>
/// <remarks>
/// Flags open a case and edits reopen it, by <c>app.flag_content</c> and <c>app.moderated_content_edited</c>: neither a reporter nor an
/// author may see or change one. What follows from a decision (the content is hidden or shown, a strike is given or taken back, the log
/// has an entry) happens in the statement that stores it, by <c>app.moderation_cases_apply</c>.
/// </remarks>
public sealed class ModerationCase
{
    private ModerationCase(
        Guid id,
        Guid authorId,
        CaseStatus status,
        FlagCategory category,
        bool isHidden,
        Guid? assigneeId,
        Guid? decidedBy,
        DateTimeOffset? decidedAt,
        DateTimeOffset? appealedAt,
        int version)
    {
        if (status is CaseStatus.Approved or CaseStatus.Rejected && decidedAt is null)
        {
            throw new ArgumentException("A decision was taken at some time.", nameof(decidedAt));
        }

        if (status == CaseStatus.Appealed && appealedAt is null)
        {
            throw new ArgumentException("An appeal was made at some time.", nameof(appealedAt));
        }

        Id = id;
        AuthorId = authorId;
        Status = status;
        Category = category;
        IsHidden = isHidden;
        AssigneeId = assigneeId;
        DecidedBy = decidedBy;
        DecidedAt = decidedAt;
        AppealedAt = appealedAt;
        Version = version;
    }

    public Guid Id { get; }

    /// <summary>Who wrote what the case is about.</summary>
    public Guid AuthorId { get; }

    public CaseStatus Status { get; private set; }

    /// <summary>Of the first flag since the last decision, or what the moderator found.</summary>
    public FlagCategory Category { get; private set; }

    /// <summary>Whether only author and staff may read the content.</summary>
    public bool IsHidden { get; private set; }

    /// <summary>The moderator who works on the case; null for none.</summary>
    public Guid? AssigneeId { get; private set; }

    /// <summary>Why it was decided, for the author. Null until this object decides.</summary>
    public string? Reason { get; private set; }

    /// <summary>Null before the first decision, and when that moderator was erased.</summary>
    public Guid? DecidedBy { get; private set; }

    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>What the author says against the decision. Null until this object is appealed.</summary>
    public string? AppealText { get; private set; }

    public DateTimeOffset? AppealedAt { get; private set; }

    /// <summary>Of the row that it was loaded from. It changes with everything that a decision is based on, the content included.</summary>
    public int Version { get; }

    /// <summary>A case as the database holds it.</summary>
    public static ModerationCase Load(
        Guid id,
        Guid authorId,
        CaseStatus status,
        FlagCategory category,
        bool isHidden,
        Guid? assigneeId,
        Guid? decidedBy,
        DateTimeOffset? decidedAt,
        DateTimeOffset? appealedAt,
        int version) =>
        new(id, authorId, status, category, isHidden, assigneeId, decidedBy, decidedAt, appealedAt, version);

    /// <summary>Staff neither read nor judge a case about what they wrote themselves.</summary>
    /// <returns>Null when the reader is another person.</returns>
    public static Error? RefuseAuthor(Guid authorId, Guid? readerId) => authorId == readerId ? ModerationErrors.OwnContent : null;

    /// <summary>Finds nothing wrong: the content is shown.</summary>
    /// <param name="read">The version that the moderator judged.</param>
    public Result<ModerationCase> Approve(Moderator by, int read, string reason, DateTimeOffset now) =>
        Decide(CaseStatus.Approved, by, read, reason, now);

    /// <summary>Takes the content out: it is hidden, and its author has a strike.</summary>
    /// <param name="read">The version that the moderator judged.</param>
    /// <param name="category">What is wrong; null when the flags are right about it.</param>
    public Result<ModerationCase> Reject(Moderator by, int read, string reason, FlagCategory? category, DateTimeOffset now)
    {
        var decided = Decide(CaseStatus.Rejected, by, read, reason, now);
        if (decided.IsSuccess)
        {
            Category = category ?? Category;
        }

        return decided;
    }

    /// <summary>Asks for another moderator's decision. The content stays hidden until then.</summary>
    /// <param name="read">The version that the author read; null for the current one.</param>
    public Result<ModerationCase> Appeal(Guid by, int? read, string text, DateTimeOffset now)
    {
        // A case is known to its author and to staff: to all others it does not exist.
        if (by != AuthorId)
        {
            return ModerationErrors.CaseNotFound;
        }

        if (IsStale(read))
        {
            return ModerationErrors.CaseStale;
        }

        if (AppealedAt is not null)
        {
            return ModerationErrors.AppealedBefore;
        }

        if (Status != CaseStatus.Rejected)
        {
            return ModerationErrors.NotRejected;
        }

        Status = CaseStatus.Appealed;
        AppealText = text;
        AppealedAt = now;
        return this;
    }

    /// <summary>The moderator takes the case, so that no other works on it.</summary>
    /// <param name="read">The version that the moderator read; null for the current one.</param>
    public Result<ModerationCase> Assign(Moderator to, int? read)
    {
        if (RefuseAssignment(to, read) is { } refused)
        {
            return refused;
        }

        // Claiming an appeal that one may not decide would keep it from those who may.
        if (IsAppealAgainst(to))
        {
            return ModerationErrors.SameModerator;
        }

        AssigneeId = to.Id;
        return this;
    }

    /// <summary>The case is free for every moderator again.</summary>
    /// <param name="read">The version that the moderator read; null for the current one.</param>
    public Result<ModerationCase> Release(Moderator by, int? read)
    {
        if (RefuseAssignment(by, read) is { } refused)
        {
            return refused;
        }

        AssigneeId = null;
        return this;
    }

    private Result<ModerationCase> Decide(CaseStatus to, Moderator by, int read, string reason, DateTimeOffset now)
    {
        if (RefuseDecision(to, by, read) is { } refused)
        {
            return refused;
        }

        Status = to;
        IsHidden = to == CaseStatus.Rejected;
        AssigneeId = null;
        Reason = reason;
        DecidedBy = by.Id;
        DecidedAt = now;
        return this;
    }

    // A decision may be reversed by the opposite one; an appeal only by another moderator.
    private Error? RefuseDecision(CaseStatus to, Moderator by, int read)
    {
        if (RefuseAuthor(AuthorId, by.Id) is { } own)
        {
            return own;
        }

        if (IsAppealAgainst(by))
        {
            return ModerationErrors.SameModerator;
        }

        if (IsTakenFrom(by))
        {
            return ModerationErrors.Claimed;
        }

        if (IsStale(read))
        {
            return ModerationErrors.CaseStale;
        }

        return Status == to ? ModerationErrors.Decided : null;
    }

    private Error? RefuseAssignment(Moderator by, int? read)
    {
        if (RefuseAuthor(AuthorId, by.Id) is { } own)
        {
            return own;
        }

        if (IsStale(read))
        {
            return ModerationErrors.CaseStale;
        }

        if (Status is CaseStatus.Approved or CaseStatus.Rejected)
        {
            return ModerationErrors.Decided;
        }

        return IsTakenFrom(by) ? ModerationErrors.Claimed : null;
    }

    private bool IsAppealAgainst(Moderator who) => Status == CaseStatus.Appealed && DecidedBy == who.Id;

    private bool IsStale(int? read) => read is { } version && version != Version;

    // An admin takes a case over from the moderator who has it.
    private bool IsTakenFrom(Moderator by) => AssigneeId is { } assignee && assignee != by.Id && !by.IsAdmin;
}
