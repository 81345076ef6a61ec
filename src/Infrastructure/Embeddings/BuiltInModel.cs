using System.Globalization;
using System.Text;
using Agora.Domain.Common;
using Agora.Domain.Embeddings;

namespace Agora.Infrastructure.Embeddings;

/// <summary>
/// Vectors of hashed words and parts of words (the hashing trick, with signs, of Weinberger et al. 2009; n-grams within words as in
/// fastText, Bojanowski et al. 2017). Deterministic, without a service or a file. It is lexical: texts are near that share words, stems
/// or misspelled words, not synonyms.
/// </summary>
internal static class BuiltInModel
{
    /// <summary>A change of the algorithm is another name, so that stored vectors are made anew.</summary>
    public const string Name = "builtin/ngrams-1";

    private const int ShortestPart = 3, LongestPart = 5;

    /// <summary>What the parts of a word weigh together, where the word itself weighs 1.</summary>
    private const double PartsWeight = 1.2;

    /// <summary>What a word of the title counts in addition.</summary>
    private const double TitleCount = 1;

    // Words that say little of what a text is about, in the languages that posts are most written in.
    private static readonly HashSet<string> Common = new(
        """
        a about all also am an and any are as at be been but by can could did do does for from get had has have he her here him his how i if
        in into is it its just like me more most my no not now of on one only or other our out over she so some such than that the their
        them then there these they this those to up us use used using very was we were what when where which who will with would you your
        aber als am an auch auf aus bei bin das dass dem den der des die doch du ein eine einem einen einer er es fur hat ich ihr im in ist
        ja kann man mit nach nicht noch nur oder sich sie sind so und uns von vor war was wenn wer wie wir wird zu zum zur
        au aux avec ce ces dans de des du elle en est et eux il ils je la le les leur lui mais mes ne nos nous on ou par pas pour qu que qui
        sa se ses son sur te tu un une vous
        como con de del el en es esta este la las lo los mas mi muy no o para pero por que se si sin su sus un una y
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
        StringComparer.Ordinal);

    /// <summary>Null for a text without a letter or a digit.</summary>
    public static float[]? Embed(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // The first line is a title, or the whole text.
        var title = text.IndexOf('\n', StringComparison.Ordinal) is > 0 and var end ? end : text.Length;
        var counts = new Dictionary<string, double>(StringComparer.Ordinal);
        Count(text, 1, counts);
        Count(text[..title], TitleCount, counts);

        var vector = new float[UnitVector.Dimensions];
        var onlyCommon = counts.Keys.All(Common.Contains);
        foreach (var (word, count) in counts)
        {
            // A search for common words alone still finds them.
            if (!Common.Contains(word) || onlyCommon)
            {
                Add(vector, word, 1 + Math.Log(count));
            }
        }

        return UnitVector.Of(vector);
    }

    private static void Count(string text, double each, Dictionary<string, double> counts)
    {
        foreach (var word in Words(text))
        {
            counts[word] = counts.GetValueOrDefault(word) + each;
        }
    }

    private static void Add(float[] vector, string word, double weight)
    {
        AddFeature(vector, word, weight);
        var bordered = $"<{word}>";
        var parts = 0;
        for (var length = ShortestPart; length <= LongestPart; length++)
        {
            parts += Math.Max(0, bordered.Length - length + 1);
        }

        if (word.Length < ShortestPart)
        {
            return;
        }

        var each = weight * PartsWeight / Math.Sqrt(parts);
        for (var length = ShortestPart; length <= LongestPart; length++)
        {
            for (var start = 0; start + length <= bordered.Length; start++)
            {
                AddFeature(vector, bordered.AsSpan(start, length), each);
            }
        }
    }

    private static void AddFeature(float[] vector, ReadOnlySpan<char> feature, double weight)
    {
        var hash = Hash(feature);
        var sign = (hash >> 63) == 0 ? 1 : -1;
        vector[(int)((hash & long.MaxValue) % (ulong)vector.Length)] += (float)(sign * weight);
    }

    /// <summary>FNV-1a of the UTF-16 units, mixed by the finalizer of MurmurHash3, the same in every process.</summary>
    private static ulong Hash(ReadOnlySpan<char> text)
    {
        var hash = 14695981039346656037UL;
        foreach (var unit in text)
        {
            hash = (hash ^ (byte)unit) * 1099511628211UL;
            hash = (hash ^ (byte)(unit >> 8)) * 1099511628211UL;
        }

        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdUL;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53UL;
        return hash ^ (hash >> 33);
    }

    /// <summary>Runs of letters and digits in lower case without accents; runs of CJK as overlapping pairs.</summary>
    private static IEnumerable<string> Words(string text)
    {
        var word = new StringBuilder();
        Rune? before = null;
        foreach (var rune in Folded(text))
        {
            if (IsCjk(rune))
            {
                if (word.Length > 0)
                {
                    yield return word.ToString();
                    word.Clear();
                }

                yield return before is { } first ? $"{first}{rune}" : rune.ToString();
                before = rune;
                continue;
            }

            before = null;
            if (Rune.IsLetterOrDigit(rune))
            {
                word.Append(rune.ToString());
            }
            else if (word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }
        }

        if (word.Length > 0)
        {
            yield return word.ToString();
        }
    }

    private static IEnumerable<Rune> Folded(string text)
    {
        foreach (var rune in UnicodeComposition.Decompose(text).ToLowerInvariant().EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is not UnicodeCategory.NonSpacingMark)
            {
                yield return rune;
            }
        }
    }

    private static bool IsCjk(Rune rune) => rune.Value is (>= 0x3041 and <= 0x30FF) or (>= 0x3400 and <= 0x4DBF)
        or (>= 0x4E00 and <= 0x9FFF) or (>= 0xAC00 and <= 0xD7A3) or (>= 0x1100 and <= 0x11FF) or (>= 0x20000 and <= 0x3134F);
}
