using System.Text.Json;
using System.Text.Json.Serialization;
using Agora.Application.Moderation;

namespace Agora.Infrastructure.Posts;

/// <summary>Reads what app.review_of answered.</summary>
internal static class ReviewText
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static ContentReview? Read(string? json) => json is null ? null : JsonSerializer.Deserialize<ContentReview>(json, Options);
}
