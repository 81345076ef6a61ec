using System.Globalization;
using System.Text.Json;

namespace Agora.Domain.Common;

/// <summary>What in a JSON value PostgreSQL cannot store: JSON itself allows more characters and numbers.</summary>
/// <param name="Path">Where it is, such as <c>$.a[0]</c>; the object, when the name of one of its members is refused.</param>
public sealed record UnstorableJson(string Path, string Reason);

public static class StorableJson
{
    public const string TextReason = "Must not hold NUL or half of a surrogate pair.",
        NumberReason = "Must be a number between -1.7e308 and 1.7e308 with at most 16383 decimal places.";

    /// <summary>Of the type numeric, as which jsonb stores a number.</summary>
    private const int DecimalsMax = 16_383;

    /// <summary>The first part that cannot be stored; null when all can.</summary>
    /// <param name="depth">Levels that may nest below the value.</param>
    public static UnstorableJson? Find(JsonElement value, int depth = int.MaxValue) => Find(value, "$", depth, depth);

    private static UnstorableJson? Find(JsonElement value, string path, int depth, int deepest)
    {
        if (depth < 0)
        {
            return new UnstorableJson(path, $"Must be at most {deepest} levels deep.");
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    if (!IsText(() => member.Name))
                    {
                        return new UnstorableJson(path, TextReason);
                    }

                    if (Find(member.Value, $"{path}.{member.Name}", depth - 1, deepest) is { } below)
                    {
                        return below;
                    }
                }

                return null;
            case JsonValueKind.Array:
                return value.EnumerateArray().Select((item, i) => Find(item, $"{path}[{i}]", depth - 1, deepest)).FirstOrDefault(
                    below => below is not null);
            case JsonValueKind.String:
                return IsText(() => value.GetString()!) ? null : new UnstorableJson(path, TextReason);
            case JsonValueKind.Number:
                return value.TryGetDouble(out var number) && double.IsFinite(number) && Decimals(value.GetRawText()) <= DecimalsMax
                    ? null
                    : new UnstorableJson(path, NumberReason);
            default:
                return null;
        }
    }

    /// <summary>Digits behind the point, with the exponent resolved. Leading zeros count, so that 1e-20 has 20.</summary>
    private static long Decimals(string number)
    {
        var end = number.AsSpan().IndexOfAny('e', 'E');
        var mantissa = end < 0 ? number : number[..end];
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var decimals = point < 0 ? 0 : mantissa.Length - point - 1;
        return end < 0 ? decimals
            : int.TryParse(number.AsSpan(end + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent)
                ? decimals - (long)exponent
                : long.MaxValue;
    }

    private static bool IsText(Func<string> text)
    {
        try
        {
            return !text().Contains('\0', StringComparison.Ordinal);
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, which JSON can escape and no text can hold.
            return false;
        }
    }
}
