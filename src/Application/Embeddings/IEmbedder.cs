using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Embeddings;

namespace Agora.Application.Embeddings;

public enum EmbeddedText
{
    /// <summary>What is searched.</summary>
    Text,

    /// <summary>What one searches for.</summary>
    Query,
}

/// <summary>Makes vectors of texts.</summary>
public interface IEmbedder
{
    /// <summary>The model that posts are to be embedded with; null when embedding is off.</summary>
    string? Model { get; }

    /// <summary>Whether this process can embed with a model: with its own, or with the former one until that is replaced.</summary>
    bool Knows(string model);

    /// <summary>
    /// Unit vectors of <see cref="UnitVector.Dimensions"/>, in the order of the texts. <see cref="EmbeddingErrors.TextRefused"/> when the
    /// model refuses one of them.
    /// </summary>
    /// <exception cref="DependencyException">The service cannot be reached, or fails.</exception>
    Task<Result<float[][]>> EmbedAsync(
        string model, EmbeddedText kind, IReadOnlyList<string> texts, CancellationToken ct);
}
