using System.Text.Json;

namespace Agora.Infrastructure.Imports;

/// <summary>
/// Rows of text members alone: the same in CSV and JSON. Read strictly: no unknown or repeated member, no value of another type. By hand,
/// because the serializer's messages speak of types and not of the line.
/// </summary>
internal static class FlatJson
{
    private static readonly JsonReaderOptions Strict = new() { MaxDepth = 4 };

    public static RowFormat<TRaw> Format<TRaw>(
        IReadOnlyList<string> columns, IReadOnlyList<string> required, Func<Func<string, string?>, TRaw> make) =>
        new(columns, required, make, json =>
        {
            var members = Read(json, columns);
            return make(members.GetValueOrDefault);
        });

    private static Dictionary<string, string?> Read(ReadOnlySpan<byte> line, IReadOnlyList<string> names)
    {
        var json = new Utf8JsonReader(line, Strict);
        try
        {
            json.Read();
            if (json.TokenType != JsonTokenType.StartObject)
            {
                throw new FormatException("the line is not a JSON object");
            }

            var members = new Dictionary<string, string?>(StringComparer.Ordinal);
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var name = json.GetString() ?? "";
                if (!names.Contains(name, StringComparer.Ordinal))
                {
                    throw new FormatException($"unknown member \"{(name.Length > 50 ? name[..50] : name)}\"");
                }

                json.Read();
                if (json.TokenType is not (JsonTokenType.String or JsonTokenType.Null))
                {
                    throw new FormatException($"{name}: must be a text");
                }

                if (!members.TryAdd(name, json.GetString()))
                {
                    throw new FormatException($"{name}: is there twice");
                }
            }

            return json.Read() ? throw new FormatException("something follows the object") : members;
        }
        catch (JsonException broken)
        {
            throw new FormatException($"not JSON: at byte {(broken.BytePositionInLine ?? 0) + 1}", broken);
        }
        catch (InvalidOperationException text)
        {
            // What the reader throws when it cannot make text of a string.
            throw new FormatException("holds bytes that are not UTF-8, or half of a surrogate pair", text);
        }
    }
}
