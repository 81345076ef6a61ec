using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Agora.Domain.Common;

namespace Agora.Api.Http.Json;

/// <summary>
/// Reads arbitrary JSON and refuses it when a part at any depth cannot be stored, before other code sees text that it cannot read.
/// </summary>
internal sealed class ElementConverter : JsonConverter<JsonElement>
{
    public override JsonElement Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        JsonElement value;
        try
        {
            value = JsonMetadataServices.JsonElementConverter.Read(ref reader, typeToConvert, options);
        }
        catch (InvalidOperationException)
        {
            // Comparing the names of members found one that is no text.
            throw new RefusedValueException(StorableJson.TextReason);
        }

        return StorableJson.Find(value) is { } unstorable
            ? throw new RefusedValueException(unstorable.Reason) { Below = unstorable.Path }
            : value;
    }

    public override void Write(Utf8JsonWriter writer, JsonElement value, JsonSerializerOptions options) => value.WriteTo(writer);
}
