namespace Agora.Domain.Tasks;

/// <summary>
/// The place of a task among those of its owner, as text that sorts by its bytes. Six digits in base 62 count the places at the ends of the
/// list; further digits are a fraction for places between two others, and never end in 0, so that each place has one text.
/// </summary>
/// <remarks>
/// A text has at most <see cref="LengthMax"/> characters. A gap that is halved again and again uses one more digit about every six
/// times. More than 200 moves to one place come before <see cref="Between"/> has no answer; then the list is renumbered
/// (<see cref="Renumber"/>).
/// </remarks>
public static class TaskPosition
{
    public const int LengthMax = 48;

    private const int WholeDigits = 6;

    // Between two that were added one after the other there are places without a fraction.
    private const long Step = 62 * 62;

    private const long Places = 62L * 62 * 62 * 62 * 62 * 62;

    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>A place behind <paramref name="lower"/> and before <paramref name="upper"/>; null where none is left.</summary>
    /// <param name="lower">Null for the beginning of the list.</param>
    /// <param name="upper">Null for its end.</param>
    public static string? Between(string? lower, string? upper)
    {
        if (lower is not null && upper is not null && string.CompareOrdinal(lower, upper) >= 0)
        {
            throw new ArgumentException("The lower place must come first.", nameof(lower));
        }

        return (lower, upper) switch
        {
            (null, null) => Whole(Places / 2),
            (null, { } first) => WholeOf(first) >= Step ? Whole(WholeOf(first) - Step) : null,
            ({ } last, null) => WholeOf(last) + Step < Places ? Whole(WholeOf(last) + Step) : null,
            ({ } before, { } behind) => Within(before, behind),
        };
    }

    /// <summary>Places for so many tasks, in their order, with as much room as between tasks that were added at the end.</summary>
    public static IEnumerable<string> Renumber(int count)
    {
        var first = (Places / 2) - (count / 2L * Step);
        return Enumerable.Range(0, count).Select(i => Whole(first + (i * Step)));
    }

    private static string? Within(string before, string behind)
    {
        var (low, high) = (WholeOf(before), WholeOf(behind));
        if (high - low >= 2)
        {
            return Whole(low + ((high - low) / 2));
        }

        if (high > low && behind.Length > WholeDigits)
        {
            return Whole(high);
        }

        var between = before[..WholeDigits] + Fraction(before[WholeDigits..], high > low ? null : behind[WholeDigits..]);
        return between.Length <= LengthMax ? between : null;
    }

    /// <summary>The fraction with the fewest digits in the middle of two.</summary>
    /// <param name="upper">Null for 1.</param>
    private static string Fraction(string lower, string? upper)
    {
        if (upper is not null)
        {
            var same = 0;
            while (same < upper.Length && (same < lower.Length ? lower[same] : '0') == upper[same])
            {
                same++;
            }

            if (same > 0)
            {
                return upper[..same] + Fraction(lower.Length > same ? lower[same..] : "", upper[same..]);
            }
        }

        var low = lower.Length > 0 ? Digits.IndexOf(lower[0], StringComparison.Ordinal) : 0;
        var high = upper is null ? Digits.Length : Digits.IndexOf(upper[0], StringComparison.Ordinal);
        if (high - low > 1)
        {
            return Digits[(low + high) / 2].ToString();
        }

        return upper is { Length: > 1 }
            ? upper[..1]
            : Digits[low] + Fraction(lower.Length > 1 ? lower[1..] : "", null);
    }

    private static long WholeOf(string position) =>
        position[..WholeDigits].Aggregate(0L, (sum, digit) => (sum * Digits.Length) + Digits.IndexOf(digit, StringComparison.Ordinal));

    private static string Whole(long place) => string.Create(WholeDigits, place, static (text, rest) =>
    {
        for (var i = text.Length - 1; i >= 0; i--, rest /= Digits.Length)
        {
            text[i] = Digits[(int)(rest % Digits.Length)];
        }
    });
}
