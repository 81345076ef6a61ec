using System.Text.Json;
using System.Text.Json.Serialization;
using Agora.Domain.Common;

namespace Agora.Api.Http.Json;

/// <summary>Refuses text that PostgreSQL cannot store: NUL, and halves of surrogate pairs.</summary>
internal sealed class TextConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? Text(ref reader) : throw new RefusedValueException("Must be text.");

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Text(ref reader);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value);

    private static string Text(ref Utf8JsonReader reader)
    {
        try
        {
            var text = reader.GetString()!;
            return text.Contains('\0', StringComparison.Ordinal) ? throw new RefusedValueException(StorableJson.TextReason) : text;
        }
        catch (InvalidOperationException)
        {
            // Thrown by the reader for an escaped half of a surrogate pair, or for bytes that are not UTF-8.
            throw new RefusedValueException(StorableJson.TextReason);
        }
    }
}
