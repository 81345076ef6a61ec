using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Embeddings;

/// <summary>How far the embedding of posts is. For admins.</summary>
public sealed record GetEmbeddingStatus : IQuery<EmbeddingStatus>;

public sealed class GetEmbeddingStatusHandler(IPostEmbeddings embeddings) : IQueryHandler<GetEmbeddingStatus, EmbeddingStatus>
{
    public async Task<Result<EmbeddingStatus>> Handle(GetEmbeddingStatus query, CancellationToken ct) =>
        (await embeddings.CurrentAsync(ct)).Missing is { } missing ? missing : await embeddings.StatusAsync(ct);
}
