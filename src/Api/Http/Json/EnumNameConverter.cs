using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Agora.Api.Http.Json;

/// <summary>
/// Enum members are camelCase names, or the name of <see cref="JsonStringEnumMemberNameAttribute"/>, case-sensitive; numbers are refused.
/// </summary>
internal sealed class EnumNameConverter : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Names<>).MakeGenericType(typeToConvert))!;

    /// <summary>The names that clients may send, in the order of declaration.</summary>
    public static IReadOnlyList<string> NamesOf(Type enumType) =>
        [.. Enum.GetNames(enumType).Select(declared => Name(enumType, declared))];

    public static string DeclaredName(Type enumType, string name) =>
        Array.Find(Enum.GetNames(enumType), declared => Name(enumType, declared) == name) ?? name;

    private static string Name(Type enumType, string declared) =>
        enumType.GetField(declared)!.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name
            ?? JsonNamingPolicy.CamelCase.ConvertName(declared);

    private sealed class Names<T> : JsonConverter<T>
        where T : struct, Enum
    {
        private readonly FrozenDictionary<string, T> byName =
            Enum.GetValues<T>().ToFrozenDictionary(v => Name(typeof(T), v.ToString()), StringComparer.Ordinal);

        private readonly FrozenDictionary<T, JsonEncodedText> byValue =
            Enum.GetValues<T>().ToFrozenDictionary(v => v, v => JsonEncodedText.Encode(Name(typeof(T), v.ToString())));

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && byName.TryGetValue(reader.GetString()!, out var value)
                ? value
                : throw new RefusedValueException($"Must be one of: {string.Join(", ", NamesOf(typeof(T)))}.");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(byValue[value]);
    }
}
