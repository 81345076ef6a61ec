using System.Text.Json;

namespace Agora.Application.Common;

/// <summary>Whether PostgreSQL can store a JSON value: JSON itself allows more characters and numbers.</summary>
internal static class StorableJson
{
    /// <param name="depth">Levels that may nest below the value.</param>
    public static bool IsStorable(JsonElement value, int depth) => depth >= 0 && value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().All(m => IsStorable(() => m.Name) && IsStorable(m.Value, depth - 1)),
        JsonValueKind.Array => value.EnumerateArray().All(item => IsStorable(item, depth - 1)),
        JsonValueKind.String => IsStorable(() => value.GetString()!),
        JsonValueKind.Number => value.TryGetDouble(out var number) && double.IsFinite(number),
        JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null => true,
        JsonValueKind.Undefined => false,
    };

    private static bool IsStorable(Func<string> text)
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
