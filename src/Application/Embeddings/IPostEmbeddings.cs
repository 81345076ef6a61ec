using Agora.Domain.Embeddings;

namespace Agora.Application.Embeddings;

/// <param name="IsQueued">Whether all posts that were there before the model were queued for it.</param>
public sealed record StoredModel(long Id, string Name, bool IsCurrent, bool IsQueued);

/// <summary>A post that is to be embedded.</summary>
/// <param name="Model">Null when its vectors are not wanted any more.</param>
/// <param name="Title">Null when the post is not public: its vectors are to go.</param>
/// <param name="Body">Null when the post is not public.</param>
public sealed record ClaimedPost(Guid PostId, long ModelId, int Edition, string? Model, string? Title, string? Body);

/// <param name="Vectors">Of its chunks; none removes those that are there.</param>
public sealed record EmbeddedPost(ClaimedPost Claimed, IReadOnlyList<float[]> Vectors);

/// <param name="Model">The model that searches read; null while there is none.</param>
/// <param name="Next">The model that replaces it when all posts are embedded; null for none.</param>
/// <param name="Waiting">Posts that wait to be embedded, by all models.</param>
/// <param name="Refused">Posts whose text the model refuses.</param>
public sealed record EmbeddingStatus(string? Model, string? Next, long Waiting, long Refused);

/// <summary>Vectors of posts, and the queue of what is to be embedded.</summary>
public interface IPostEmbeddings
{
    /// <summary>Remembered for some seconds.</summary>
    Task<CurrentModel> CurrentAsync(CancellationToken ct);

    /// <summary>Stores a model if it is new; the first becomes the current one.</summary>
    Task AddModelAsync(string name, CancellationToken ct);

    Task<IReadOnlyList<StoredModel>> ModelsAsync(CancellationToken ct);

    /// <summary>Queues the next posts that were there before the model; how many were looked at.</summary>
    Task<int> QueueAsync(long modelId, int limit, CancellationToken ct);

    /// <summary>Takes due posts for <paramref name="lease"/>; those of other models stay.</summary>
    Task<IReadOnlyList<ClaimedPost>> ClaimAsync(IReadOnlyList<string> models, int limit, TimeSpan lease, CancellationToken ct);

    /// <summary>Stores vectors instead of former ones; those of posts that were written since the claim are left as they are.</summary>
    Task SaveAsync(IReadOnlyList<EmbeddedPost> posts, CancellationToken ct);

    /// <summary>Makes claimed posts due again at once.</summary>
    Task ReleaseAsync(IReadOnlyList<ClaimedPost> posts, CancellationToken ct);

    /// <summary>Stores that a model refused the text of a post, whose vectors go.</summary>
    Task RefuseAsync(ClaimedPost post, string error, CancellationToken ct);

    /// <summary>Lets searches read a model when all posts are embedded, then deletes what others left; rows changed.</summary>
    Task<int> SettleAsync(long modelId, int limit, CancellationToken ct);

    Task<EmbeddingStatus> StatusAsync(CancellationToken ct);
}
