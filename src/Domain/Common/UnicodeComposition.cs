using System.Globalization;
using System.Text;

namespace Agora.Domain.Common;

/// <summary>
/// Unicode form C: a letter with a mark is one text, whether it was typed as one character or as two. The class library composes nothing
/// here, because the process runs without the tables of the operating system.
/// </summary>
public static class UnicodeComposition
{
    private const int HangulBase = 0xAC00, LeadBase = 0x1100, VowelBase = 0x1161, TailBase = 0x11A7,
        Leads = 19, Vowels = 21, Tails = 28, Syllables = Leads * Vowels * Tails;

    private static readonly Dictionary<int, int[]> Parts = [];
    private static readonly Dictionary<(int First, int Second), int> Composed = [];
    private static readonly Dictionary<int, int> Classes = [];

    static UnicodeComposition()
    {
        using var reader = new StreamReader(typeof(UnicodeComposition).Assembly.GetManifestResourceStream("composition.txt")!);
        while (reader.ReadLine() is { } line)
        {
            foreach (var entry in line.StartsWith('#') ? [] : line.Split(' '))
            {
                Add(entry);
            }
        }
    }

    public static string Compose(string text)
    {
        // Nothing below the combining marks decomposes into anything else than itself composed.
        return text.All(c => c < 0x300) ? text : Text(Composite(Decomposed(text)));
    }

    /// <summary>Unicode form D: letters and marks apart.</summary>
    public static string Decompose(string text) => text.All(c => c < 0xC0) ? text : Text(Decomposed(text));

    private static List<int> Decomposed(string text)
    {
        var points = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            Decompose(rune.Value, points);
        }

        // Marks of different classes stand in the order of these; List.Sort would not keep the order within one.
        for (var i = 1; i < points.Count; i++)
        {
            for (var j = i; j > 0 && ClassOf(points[j]) is > 0 and var own && ClassOf(points[j - 1]) > own; j--)
            {
                (points[j], points[j - 1]) = (points[j - 1], points[j]);
            }
        }

        return points;
    }

    private static void Decompose(int point, List<int> into)
    {
        if (point - HangulBase is >= 0 and < Syllables and var syllable)
        {
            into.Add(LeadBase + (syllable / (Vowels * Tails)));
            into.Add(VowelBase + (syllable % (Vowels * Tails) / Tails));
            if (syllable % Tails > 0)
            {
                into.Add(TailBase + (syllable % Tails));
            }
        }
        else if (Parts.TryGetValue(point, out var parts))
        {
            foreach (var part in parts)
            {
                Decompose(part, into);
            }
        }
        else
        {
            into.Add(point);
        }
    }

    private static List<int> Composite(List<int> points)
    {
        var result = new List<int>(points.Count);
        var (starter, lastClass) = (-1, 0);
        foreach (var point in points)
        {
            var own = ClassOf(point);
            var isBlocked = result.Count - 1 > starter && lastClass >= own;
            if (starter >= 0 && !isBlocked && Pair(result[starter], point) is { } pair)
            {
                result[starter] = pair;
                continue;
            }

            result.Add(point);
            lastClass = own;
            if (own == 0)
            {
                starter = result.Count - 1;
            }
        }

        return result;
    }

    private static int? Pair(int first, int second)
    {
        if (first - LeadBase is >= 0 and < Leads and var lead && second - VowelBase is >= 0 and < Vowels and var vowel)
        {
            return HangulBase + (((lead * Vowels) + vowel) * Tails);
        }

        if (first - HangulBase is >= 0 and < Syllables and var syllable
            && syllable % Tails == 0
            && second - TailBase is > 0 and < Tails and var tail)
        {
            return HangulBase + syllable + tail;
        }

        return Composed.TryGetValue((first, second), out var composed) ? composed : null;
    }

    private static int ClassOf(int point) => Classes.GetValueOrDefault(point);

    private static string Text(List<int> points)
    {
        var text = new StringBuilder(points.Count);
        foreach (var point in points)
        {
            text.Append(new Rune(point).ToString());
        }

        return text.ToString();
    }

    private static void Add(string entry)
    {
        if (entry.Split(':') is [var range, var combiningClass])
        {
            var ends = range.Split('-');
            for (var point = Hex(ends[0]); point <= Hex(ends[1]); point++)
            {
                Classes[point] = int.Parse(combiningClass, CultureInfo.InvariantCulture);
            }

            return;
        }

        var sides = entry.Split('=', '!');
        var (whole, parts) = (Hex(sides[0]), sides[1].Split('+').Select(Hex).ToArray());
        Parts[whole] = parts;
        if (parts.Length == 2 && !entry.Contains('!', StringComparison.Ordinal))
        {
            Composed[(parts[0], parts[1])] = whole;
        }
    }

    private static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
