using Agora.Domain.Common;

namespace Agora.Domain.Moderation;

/// <summary>What is wrong with something.</summary>
public enum FlagCategory
{
    Spam,
    Abuse,
    Illegal,

    /// <summary>It tells what is private about somebody.</summary>
    Privacy,
    Misinformation,
    OffTopic,
    Other,
}

/// <summary>What a decision is about.</summary>
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

/// <summary>The limits of moderation. The database checks the same ones; lengths are Unicode code points in both.</summary>
public static class ModerationRules
{
    public const int NoteMax = 1000, ReasonMax = 2000, AppealMax = 2000, HideAfterFlagsMax = 1000;

    /// <summary>Rows of a page at most.</summary>
    public const int PageMax = 100;

    public static bool IsText(string? text, int most) => Characters.AreVisible(text) && Characters.Count(text!) <= most;
}
