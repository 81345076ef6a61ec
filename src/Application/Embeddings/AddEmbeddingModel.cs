using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Embeddings;

/// <summary>
/// Stores the model of this process, once at its start. Not again, or processes of two releases would replace each other's model.
/// </summary>
/// <returns>False while the database has no pgvector, or embedding is off.</returns>
public sealed record AddEmbeddingModel : ICommand<bool>, IRunsAsSystem;

public sealed class AddEmbeddingModelHandler(IPostEmbeddings embeddings, IEmbedder embedder) : ICommandHandler<AddEmbeddingModel, bool>
{
    public async Task<Result<bool>> Handle(AddEmbeddingModel command, CancellationToken ct)
    {
        if (embedder.Model is not { } model || !(await embeddings.CurrentAsync(ct)).IsInstalled)
        {
            return false;
        }

        await embeddings.AddModelAsync(model, ct);
        return true;
    }
}
