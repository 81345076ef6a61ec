using Agora.Domain.Common;

namespace Agora.Domain.Moderation;

/// <summary>The limits of moderation. The database checks the same ones; lengths are Unicode code points in both.</summary>
public static class ModerationRules
{
    public const int NoteMax = 1000, ReasonMax = 2000, AppealMax = 2000, HideAfterFlagsMax = 1000;

    /// <summary>Rows of a page at most.</summary>
    public const int PageMax = 100;

    public static bool IsText(string? text, int most) => Characters.AreVisible(text) && Characters.Count(text!) <= most;

    /// <summary>What staff do to the content of others has a reason.</summary>
    /// <returns>Null when this one will do.</returns>
    public static Error? RefuseReason(string? reason) => IsText(reason, ReasonMax) ? null : ModerationErrors.ReasonRequired;
}
