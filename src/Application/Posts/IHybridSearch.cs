namespace Agora.Application.Posts;

/// <param name="Depth">Posts that each source contributes at most.</param>
/// <param name="Limit">Posts in all.</param>
public sealed record Fusion(
    int K, double WordsWeight, double MeaningWeight, double SimilarityMin, int Effort, int Depth, int Limit);

/// <summary>Search by words and meaning, over published posts that the actor may see. Best first.</summary>
public interface IHybridSearch
{
    /// <param name="vector">Of the search, by the model; posts that it has no vectors of are found by words alone.</param>
    Task<IReadOnlyList<HybridPost>> FusedAsync(PostQuery query, string model, float[] vector, Fusion fusion, CancellationToken ct);

    /// <summary>The same where there is no vector.</summary>
    Task<IReadOnlyList<HybridPost>> ByWordsAsync(PostQuery query, Fusion fusion, CancellationToken ct);

    /// <summary>
    /// Posts that are nearest to one by their vectors, without it; none while it has none. Null when the actor cannot see it.
    /// </summary>
    Task<IReadOnlyList<SimilarPost>?> SimilarAsync(Guid postId, int limit, CancellationToken ct);
}
