using Agora.Domain.Common;

namespace Agora.Domain.Embeddings;

/// <summary>What there is to search by meaning with.</summary>
/// <param name="IsInstalled">Whether the database has pgvector and the tables.</param>
/// <param name="Name">The model whose vectors searches read; null while there is none.</param>
public sealed record CurrentModel(bool IsInstalled, string? Name)
{
    /// <summary>Why there are no vectors at all; null where there may be.</summary>
    public Error? Missing => IsInstalled ? null : EmbeddingErrors.NotInstalled;

    /// <summary>Why no post can be found by meaning; null when some may be.</summary>
    public Error? Refusal => Missing ?? (Name is null ? EmbeddingErrors.NoModel : null);
}
