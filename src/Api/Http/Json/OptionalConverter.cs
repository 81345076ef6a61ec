using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Agora.Application.Common;

namespace Agora.Api.Http.Json;

/// <summary>
/// Reads members of a merge patch (RFC 7396): a member that is not sent is never read, so it stays unset. Null is refused
/// where the value may not be cleared.
/// </summary>
internal sealed class OptionalConverter : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Optional<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(
            typeof(Of<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;

    private sealed class Of<T> : JsonConverter<Optional<T>>
    {
        public override bool HandleNull => true;

        public override Optional<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.Null)
            {
                return default(T) is null
                    ? new Optional<T>(default!)
                    : throw new RefusedValueException("Must not be null.");
            }

            try
            {
                return new Optional<T>(JsonSerializer.Deserialize(ref reader, (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T)))!);
            }
            catch (JsonException inner) when (inner.Path is not null)
            {
                // The inner path begins at this member; without a path of its own the exception is given the outer one.
                throw new RefusedValueException(JsonErrors.Reason(inner)) { Below = inner.Path };
            }
        }

        public override void Write(Utf8JsonWriter writer, Optional<T> value, JsonSerializerOptions options) =>
            throw new NotSupportedException("Patches are read, never written.");
    }
}
