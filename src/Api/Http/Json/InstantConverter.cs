using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Agora.Api.Http.Json;

/// <summary>Reads RFC 3339 with its offset and nothing else; writes UTC with microseconds, which PostgreSQL keeps, and Z.</summary>
internal sealed class InstantConverter : JsonConverter<DateTimeOffset>
{
    public const string Refusal = "Must be a time with offset as in RFC 3339, such as 2026-01-31T12:00:00Z.";

    private static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mm:ss'Z'",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'",
        "yyyy-MM-dd'T'HH:mm:sszzz",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
    ];

    /// <summary>The instant in UTC. Digits beyond the seventh of a fraction are dropped.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset instant)
    {
        instant = default;
        if (text.Length is < 20 or > 35)
        {
            return false;
        }

        // The formats alone would also take an empty fraction ("00.Z") and an offset without a colon.
        var zone = text[^1] == 'Z' ? 1 : 6;
        if (text.Length < 19 + zone || (zone == 6 && (text[^3] != ':' || text[^6] is not ('+' or '-'))))
        {
            return false;
        }

        var fraction = text[19..^zone];
        if (fraction.Length > 0 && (fraction[0] != '.' || fraction.Length is < 2 or > 10 || fraction[1..].ContainsAnyExceptInRange('0', '9')))
        {
            return false;
        }

        var kept = string.Concat(text[..19], fraction[..Math.Min(fraction.Length, 8)], text[^zone..]);
        if (!DateTimeOffset.TryParseExact(kept, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed))
        {
            return false;
        }

        instant = parsed.ToUniversalTime();
        return true;
    }

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && TryParse(reader.GetString(), out var instant)
            ? instant
            : throw new RefusedValueException(Refusal);

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<char> text = stackalloc char[27];
        value.UtcDateTime.TryFormat(text, out var length, "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..length]);
    }
}
