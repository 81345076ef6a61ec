using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Agora.Infrastructure.Texts;

namespace Agora.Infrastructure.Posts;

/// <summary>
/// The places of a text that match a search, as HTML. The database marks the words with two private characters in a spelling of its
/// own, which fits the source letter for letter (<c>app.search_text</c>). The marks are laid over the source, which is then read as
/// Markdown; they become elements after everything else was escaped.
/// </summary>
internal static class Snippet
{
    private const char Start = '\uE000', Stop = '\uE001', Separator = '\u001F';

    /// <summary>Characters of a place, and of what stands before the first word that matches in it.</summary>
    private const int Length = 180, Lead = 50;

    /// <summary>Matches that are looked at.</summary>
    private const int MatchesMax = 200;

    private static readonly Markdown Reader = new Markdown();

    public static string Of(string source, string marked)
    {
        var (text, matches) = Unmarked(Reader.ToText(Marked(source, marked)));
        if (matches.Count == 0)
        {
            return Escaped(text[..Window(text, (0, 0)).Stop]);
        }

        var first = Best(text, matches, taken: null);
        var second = Best(text, matches, first);
        IEnumerable<Range> places = second is { } other ? new[] { first!.Value, other }.OrderBy(p => p.Start) : [first!.Value];
        return string.Join(" … ", places.Select(place => Html(text, matches, place)));
    }

    /// <summary>The source with the marks of its other spelling. That one doubles what has no spaces, and may lack accents.</summary>
    private static string Marked(string source, string marked)
    {
        var text = new StringBuilder(source.Length + 32);
        var (at, inside, open) = (0, false, false);
        foreach (var rune in source.EnumerateRunes())
        {
            at = Pass(marked, at, ref inside, out _);
            if (at < marked.Length && !(IsAccent(rune) && Rune.GetRuneAt(marked, at) != rune))
            {
                var letter = Rune.GetRuneAt(marked, at);
                var matches = inside;
                at += letter.Utf16SequenceLength;

                var behind = inside;
                var next = Pass(marked, at, ref behind, out var separated);
                if (separated && next < marked.Length && Rune.GetRuneAt(marked, next) == letter)
                {
                    (at, inside) = (next + letter.Utf16SequenceLength, behind);
                    matches |= inside;
                }

                if (matches != open)
                {
                    text.Append(matches ? Start : Stop);
                    open = matches;
                }
            }

            text.Append(rune.ToString());
        }

        return open ? text.Append(Stop).ToString() : text.ToString();
    }

    /// <summary>Passes over marks and separators.</summary>
    private static int Pass(string marked, int at, ref bool inside, out bool separated)
    {
        separated = false;
        for (; at < marked.Length && marked[at] is Start or Stop or Separator; at++)
        {
            inside = marked[at] switch { Start => true, Stop => false, _ => inside };
            separated |= marked[at] == Separator;
        }

        return at;
    }

    private static bool IsAccent(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark;

    private static (string Text, List<Range> Matches) Unmarked(string marked)
    {
        var text = new StringBuilder(marked.Length);
        var matches = new List<Range>();
        int? start = null;
        foreach (var unit in marked)
        {
            switch (unit)
            {
                case Start:
                    start = text.Length;
                    break;
                case Stop:
                    // One of a pair may stand in an address, which is not shown.
                    if (start is { } begun && begun < text.Length && matches.Count < MatchesMax)
                    {
                        matches.Add(new Range(begun, text.Length));
                    }

                    start = null;
                    break;
                default:
                    text.Append(unit);
                    break;
            }
        }

        return (text.ToString(), matches);
    }

    /// <summary>The place with the most matches, apart from the one that is taken.</summary>
    private static Range? Best(string text, List<Range> matches, Range? taken) => matches
        .Select(match => Window(text, match))
        .Where(place => taken is not { } other || place.Start >= other.Stop || place.Stop <= other.Start)
        .Select(place => ((Range Place, int Matches)?)(place, matches.Count(m => m.Start >= place.Start && m.Stop <= place.Stop)))
        .MaxBy(place => place!.Value.Matches)?.Place;

    /// <summary>Around a match, from the beginning of a word to the end of one where there are spaces.</summary>
    private static Range Window(string text, Range match)
    {
        var start = Math.Max(0, match.Start - Lead);
        if (start > 0)
        {
            var space = text.IndexOf(' ', start, match.Start - start);
            start = space < 0 ? start : space + 1;
        }

        var stop = Math.Min(text.Length, Math.Max(start + Length, match.Stop));
        if (stop < text.Length)
        {
            var space = text.LastIndexOf(' ', stop, stop - Math.Max(match.Stop, start));
            stop = space < 0 ? stop : space;
        }

        start += start < text.Length && char.IsLowSurrogate(text[start]) ? 1 : 0;
        stop += stop < text.Length && char.IsLowSurrogate(text[stop]) ? 1 : 0;
        return new Range(start, stop);
    }

    private static string Html(string text, List<Range> matches, Range place)
    {
        var html = new StringBuilder();
        var at = place.Start;
        foreach (var match in matches.Where(m => m.Start >= place.Start && m.Stop <= place.Stop))
        {
            html.Append(Escaped(text[at..match.Start]))
                .Append("<mark>").Append(Escaped(text[match.Start..match.Stop])).Append("</mark>");
            at = match.Stop;
        }

        return html.Append(Escaped(text[at..place.Stop])).ToString();
    }

    /// <summary>Only what HTML reads as its own: every other character stands for itself.</summary>
    private static string Escaped(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("\"", "&quot;", StringComparison.Ordinal)
        .Replace("'", "&#39;", StringComparison.Ordinal);

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Range(int Start, int Stop)
    {
        public static implicit operator Range((int Start, int Stop) place) => new(place.Start, place.Stop);
    }
}
