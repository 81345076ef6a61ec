using System.Globalization;
using System.Text;

namespace Agora.Domain.Common;

/// <summary>What is asked of the characters of every text: how many, whether any is visible, whether they make a name.</summary>
public static class Characters
{
    /// <summary>Lengths as PostgreSQL counts them: <c>char_length</c> counts code points, <c>string.Length</c> UTF-16 units.</summary>
    public static int Count(string text)
    {
        var count = text.Length;
        foreach (var unit in text)
        {
            if (char.IsLowSurrogate(unit))
            {
                count--;
            }
        }

        return count;
    }

    /// <summary>
    /// Whether the text shows anything: a letter, digit, punctuation mark or symbol. White space, format and private characters
    /// show nothing, and neither do marks without a letter to stand on.
    /// </summary>
    public static bool AreVisible(string? text)
    {
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            if (IsVisible(rune))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// What names a person or a link beside other text: visible, on one line, and without what changes the direction of writing,
    /// which would turn the text around it as well.
    /// </summary>
    public static bool AreName(string? text) => AreVisible(text) && !Any(text!, rune =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || rune.Value is 0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069));

    /// <summary>By its category, but for the letters and symbols that Unicode defines as blank.</summary>
    internal static bool IsVisible(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.NonSpacingMark
            or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark)
        && !IsFiller(rune);

    /// <summary>Fillers of Hangul, the empty Braille cell, the object that is not there, the null note head, blank hieroglyphs.</summary>
    private static bool IsFiller(Rune rune) =>
        rune.Value is 0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x2800 or 0xFFFC or 0x1D159 or 0x13441 or 0x13442;

    private static bool Any(string text, Func<Rune, bool> predicate)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (predicate(rune))
            {
                return true;
            }
        }

        return false;
    }
}
