using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Embeddings;

namespace Agora.Application.Embeddings;

/// <summary>Whether posts can be searched by meaning. For the readiness probe.</summary>
public sealed record GetCurrentModel : IQuery<CurrentModel>, IRunsAsSystem;

public sealed class GetCurrentModelHandler(IPostEmbeddings embeddings) : IQueryHandler<GetCurrentModel, CurrentModel>
{
    public async Task<Result<CurrentModel>> Handle(GetCurrentModel query, CancellationToken ct) => await embeddings.CurrentAsync(ct);
}
