using System.Globalization;
using System.Text.RegularExpressions;
using Agora.Domain.Common;

namespace Agora.Domain.Posts;

/// <summary>Which words of a search may be misspelled, and what may have been meant.</summary>
public static partial class SearchSpelling
{
    /// <summary>Words of a search that are looked up.</summary>
    public const int WordsMax = 8;

    /// <summary>Shorter words have too many neighbours.</summary>
    private const int LengthMin = 3, LengthMax = 40;

    /// <summary>The words of letters, each once; not those that must not occur, nor the beginnings of words.</summary>
    public static IReadOnlyList<string> Words(string term) =>
    [
        .. Word().Matches(term).Select(match => match.Value).Where(IsWord).Distinct(StringComparer.Ordinal).Take(WordsMax),
    ];

    /// <summary>The term with some of its words replaced.</summary>
    /// <param name="replace">Null leaves a word as it is.</param>
    public static string Replace(string term, Func<string, string?> replace)
    {
        ArgumentNullException.ThrowIfNull(replace);
        return Word().Replace(term, match => IsWord(match.Value) ? replace(match.Value) ?? match.Value : match.Value);
    }

    /// <summary>The words that take the fewest changes first, the more frequent of them; those that take too many are left out.</summary>
    /// <param name="words">With the number of posts that have them.</param>
    public static IEnumerable<string> Nearest(string word, IReadOnlyList<(string Word, int Posts)> words)
    {
        ArgumentNullException.ThrowIfNull(word);
        var most = Math.Max(1, word.Length / 3);
        return words
            .Select(other => (other.Word, other.Posts, Changes: EditDistance.Between(word, other.Word)))
            .Where(other => other.Changes > 0 && other.Changes <= most)
            .OrderBy(other => other.Changes)
            .ThenByDescending(other => other.Posts)
            .ThenBy(other => other.Word, StringComparer.Ordinal)
            .Select(other => other.Word);
    }

    // A name, an address, a version, a word that must not occur and the beginning of a word are none.
    private static bool IsWord(string word) =>
        word.Length is >= LengthMin and <= LengthMax
        && word.All(c => char.IsLetter(c)
            || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark);

    // An excluded phrase is one piece, which is no word.
    [GeneratedRegex(@"-+""[^""]*""?|[^\s""]+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Word();
}
