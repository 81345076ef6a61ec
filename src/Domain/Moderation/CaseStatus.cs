namespace Agora.Domain.Moderation;

/// <summary>How far the judgement of a case has come.</summary>
public enum CaseStatus
{
    /// <summary>Flagged, and nobody has decided.</summary>
    Open,

    /// <summary>A moderator found nothing wrong: it is shown.</summary>
    Approved,

    /// <summary>A moderator took it out: it is hidden, and its author has a strike.</summary>
    Rejected,

    /// <summary>The author asks for another look. It stays hidden until somebody takes one.</summary>
    Appealed,
}

/// <summary>What a case is about.</summary>
public enum CaseSubject
{
    Post,
    Comment,
}
