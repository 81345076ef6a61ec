using System.Globalization;
using System.Text;
using Agora.Domain.Common;

namespace Agora.Domain.Media;

/// <summary>The limits of files that do not depend on settings. The database checks the same ones.</summary>
public static class MediaRules
{
    /// <summary>Unicode code points.</summary>
    public const int AlternativeTextMax = 1500, FileNameMax = 200;

    /// <summary>Files of one post at most.</summary>
    public const int PerPostMax = 10;

    /// <summary>Pixels along one side at most.</summary>
    public const int SideMax = 32_767;

    /// <summary>Not blank, and without what a screen reader would stumble over.</summary>
    public static bool IsAlternativeText(string? text) =>
        text is null
        || (Characters.AreVisible(text)
            && Characters.Count(text) <= AlternativeTextMax
            && !text.Any(c => char.IsControl(c) && c is not ('\n' or '\t')));

    /// <summary>What a name is sent as: it is cleaned before it is stored, and something visible must be left.</summary>
    public static bool IsFileName(string? name) =>
        name is null || (Characters.Count(name) <= FileNameMax && Characters.AreVisible(CleanFileName(name)));

    /// <summary>
    /// The name as people know the file: without folders, without what is invisible or turns the direction of writing, which
    /// would let a name lie about its end. Null when nothing is left.
    /// </summary>
    public static string? CleanFileName(string? name)
    {
        if (name is null)
        {
            return null;
        }

        var last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        var kept = new StringBuilder();
        var count = 0;
        foreach (var rune in last.EnumerateRunes())
        {
            if (count < FileNameMax
                && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
                    or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse))
            {
                kept.Append(rune.ToString());
                count++;
            }
        }

        var clean = kept.ToString().Trim(' ', '.');
        return clean.Length == 0 ? null : clean;
    }
}
