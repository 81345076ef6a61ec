namespace Agora.Domain.Moderation;

/// <summary>How far the judgement of a case has come.</summary>
public enum CaseStatus
{
    /// <summary>Flagged, not decided.</summary>
    Open,

    /// <summary>A moderator found nothing wrong: it is shown.</summary>
    Approved,

    /// <summary>A moderator took it out: it is hidden, and its author has a strike.</summary>
    Rejected,

    /// <summary>The author appealed. The content stays hidden until the appeal is decided.</summary>
    Appealed,
}

/// <summary>What a case is about.</summary>
public enum CaseSubject
{
    Post,
    Comment,
}
