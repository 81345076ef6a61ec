using System.Text;

namespace Agora.Domain.Embeddings;

/// <summary>Cuts a text into the parts that are embedded one by one.</summary>
public static class TextChunks
{
    /// <summary>Characters of a part at most: some 300 tokens of English, which every usual model reads whole.</summary>
    public const int Length = 1500;

    /// <summary>What lies behind the last part is not embedded.</summary>
    public const int Most = 32;

    /// <summary>Characters that a part repeats of the one before, at most, so that no sentence is lost at a border.</summary>
    private const int Overlap = 200;

    /// <summary>
    /// The parts of a titled text; the first begins with the title. Ends of paragraphs, sentences and words are preferred.
    /// </summary>
    public static IReadOnlyList<string> Of(string title, string body)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(body);
        var text = $"{title.Trim()}\n\n{body.Trim()}".Trim();
        var parts = new List<string>();
        var start = 0;
        while (start < text.Length && parts.Count < Most)
        {
            var end = text.Length - start <= Length ? text.Length : Cut(text, start + (Length / 2), start + Length);
            parts.Add(text[start..end].Trim());
            if (end == text.Length)
            {
                break;
            }

            start = Cut(text, end - Overlap, end);
        }

        // A model refuses what says nothing, such as a line of dashes; a text of nothing else is for it to refuse.
        return parts.Exists(HasWords) ? parts.FindAll(HasWords) : parts[..Math.Min(parts.Count, 1)];
    }

    private static bool HasWords(string part) => part.EnumerateRunes().Any(Rune.IsLetterOrDigit);

    /// <summary>The best place to cut between two; the last one where there is no better.</summary>
    private static int Cut(string text, int from, int to)
    {
        var span = text.AsSpan(from, to - from);
        foreach (var border in (ReadOnlySpan<string>)["\n\n", "\n", ". ", "。", " "])
        {
            if (span.LastIndexOf(border, StringComparison.Ordinal) is >= 0 and var found)
            {
                return from + found + border.Length;
            }
        }

        // Not within a surrogate pair.
        return char.IsLowSurrogate(text[to]) ? to - 1 : to;
    }
}
