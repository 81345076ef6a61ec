using System.Text.Json.Serialization;

namespace Agora.Infrastructure.Embeddings;

/// <summary>The request and the response of <c>POST /embeddings</c>.</summary>
internal static class OpenAiProtocol
{
    internal sealed record EmbeddingsRequest(string Model, IReadOnlyList<string> Input, string EncodingFormat)
    {
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public int? Dimensions { get; init; }
    }

    internal sealed record EmbeddingsResponse(IReadOnlyList<EmbeddingItem>? Data);

    internal sealed record EmbeddingItem(int Index, float[]? Embedding);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(OpenAiProtocol.EmbeddingsRequest))]
[JsonSerializable(typeof(OpenAiProtocol.EmbeddingsResponse))]
internal sealed partial class OpenAiJson : JsonSerializerContext;
