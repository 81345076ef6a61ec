using System.Text.Json.Serialization;
using Agora.Api.Http;
using Agora.Application.Embeddings;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Agora.Api.Embeddings;

internal static class EmbeddingEndpoints
{
    public static void MapEmbeddings(this IEndpointRouteBuilder api) => api.MapGroup("/embeddings").WithTags("Embeddings").AdminsOnly()
        .MapGet("/", Get).WithName("GetEmbeddingStatus");

    [EndpointSummary("Get the state of the embeddings")]
    [EndpointDescription(
        "For admins. The model whose vectors searches read, the one that replaces it when all posts are embedded, and how many posts wait. "
        + "503 `embedding.not_installed` where the database has no pgvector.")]
    private static async Task<Results<Ok<EmbeddingStatus>, ProblemHttpResult>> Get(IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new GetEmbeddingStatus(), ct)).ToOk();
}

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(EmbeddingStatus))]
internal sealed partial class EmbeddingJson : JsonSerializerContext;
