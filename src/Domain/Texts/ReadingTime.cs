using System.Globalization;
using System.Text;

namespace Agora.Domain.Texts;

/// <summary>
/// How long a text takes to read: 238 words a minute (Brysbaert 2019, silent reading of English non-fiction), and 255 characters a
/// minute where words are not parted by spaces (Trauzettel-Klosinski and Dietz 2012, Chinese and Japanese).
/// </summary>
public static class ReadingTime
{
    private const double WordsAMinute = 238, CharactersAMinute = 255;

    /// <returns>Whole minutes, at least one.</returns>
    public static int Minutes(string text)
    {
        var (words, characters, inWord) = (0, 0, false);
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsUnspaced(rune.Value))
            {
                characters++;
                inWord = false;
            }
            else
            {
                var isLetter = Rune.IsLetterOrDigit(rune) || (inWord && IsInsideWord(rune));
                words += isLetter && !inWord ? 1 : 0;
                inWord = isLetter;
            }
        }

        return Math.Max(1, (int)Math.Ceiling((words / WordsAMinute) + (characters / CharactersAMinute)));
    }

    private static bool IsInsideWord(Rune rune) =>
        rune.Value is '\'' or '\u2019' or '-'
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    // Kana, CJK ideographs with their extensions, and Thai, Lao and Khmer.
    private static bool IsUnspaced(int rune) =>
        rune is (>= 0x3040 and <= 0x30FF) or (>= 0x3400 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF)
            or (>= 0x0E00 and <= 0x0EFF) or (>= 0x1780 and <= 0x17FF);
}
