using System.Text.Json;
using System.Text.Json.Serialization;
using Agora.Application.Media;

namespace Agora.Infrastructure.Media;

/// <summary>Reads files that a statement about something else brings along as JSON, with the names of their columns.</summary>
internal static class ShownMediaText
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static IReadOnlyList<ShownMedia> ReadAll(string json) => JsonSerializer.Deserialize<ShownMedia[]>(json, Options)!;

    public static ShownMedia? Read(string? json) => json is null ? null : JsonSerializer.Deserialize<ShownMedia>(json, Options);
}
