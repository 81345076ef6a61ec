using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Agora.Application.Common;

namespace Agora.Api.Http.Json;

/// <summary>Reads RFC 3339 with its offset and nothing else; writes UTC with microseconds, which PostgreSQL keeps, and Z.</summary>
internal sealed class InstantConverter : JsonConverter<DateTimeOffset>
{
    public const string Refusal = "Must be a time with offset as in RFC 3339, such as 2026-01-31T12:00:00Z.";

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Rfc3339.TryParse(reader.GetString(), out var instant)
            ? instant
            : throw new RefusedValueException(Refusal);

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<char> text = stackalloc char[27];
        value.UtcDateTime.TryFormat(text, out var length, "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..length]);
    }
}
