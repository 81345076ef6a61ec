using System.Text.Json;
using System.Text.Json.Serialization;
using Agora.Application.Media;

namespace Agora.Infrastructure.Media;

/// <summary>Reads files that a statement about something else brings along as JSON, with the names of their columns.</summary>
internal static class AttachedMediaText
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static IReadOnlyList<AttachedMedia> ReadAll(string json) => JsonSerializer.Deserialize<AttachedMedia[]>(json, Options)!;

    public static AttachedMedia? Read(string? json) => json is null ? null : JsonSerializer.Deserialize<AttachedMedia>(json, Options);
}
