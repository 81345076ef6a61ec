using Agora.Domain.Embeddings;

namespace Agora.Application.Embeddings;

/// <param name="IsQueued">Whether all posts that were there before the model were queued for it.</param>
public sealed record StoredModel(long Id, string Name, bool IsCurrent, bool IsQueued);

/// <summary>An entry of the queue that a worker holds.</summary>
/// <param name="Edition">Of the post: another one when it was written since.</param>
/// <param name="Model">Null for one that is gone.</param>
/// <param name="Attempts">That failed.</param>
public sealed record ClaimedPost(Guid PostId, long ModelId, Guid Edition, string? Model, int Attempts);

public sealed record PostToEmbed(Guid Id, string Title, string Body);

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

    /// <summary>Stores a model, or that it was added again; the first becomes the current one.</summary>
    Task AddModelAsync(string name, CancellationToken ct);

    Task<IReadOnlyList<StoredModel>> ModelsAsync(CancellationToken ct);

    /// <summary>Queues the next posts that were there before the model; how many were looked at.</summary>
    Task<int> QueueAsync(long modelId, int limit, CancellationToken ct);

    /// <summary>Takes due posts for <paramref name="lease"/>; those of other models stay.</summary>
    /// <param name="hasFailed">Whether those that have failed several times, or the others.</param>
    Task<IReadOnlyList<ClaimedPost>> ClaimAsync(
        IReadOnlyList<string> models, bool hasFailed, int limit, TimeSpan lease, CancellationToken ct);

    /// <summary>Those among the posts that are public. Read after the claim, so that a text is no older than its edition.</summary>
    Task<IReadOnlyList<PostToEmbed>> ReadAsync(IReadOnlyList<Guid> postIds, CancellationToken ct);

    /// <summary>Stores vectors instead of former ones; those of a post that was written since the claim are left as they are.</summary>
    Task SaveAsync(EmbeddedPost post, CancellationToken ct);

    /// <summary>Makes claimed posts due again: at once, or when they failed later, the more often they did.</summary>
    Task ReleaseAsync(IReadOnlyList<ClaimedPost> posts, bool hasFailed, CancellationToken ct);

    /// <summary>Stores that a model refused the text of a post, whose vectors go.</summary>
    Task RefuseAsync(ClaimedPost post, string error, CancellationToken ct);

    /// <summary>Lets searches read a model when all posts are embedded, then deletes what others left; rows changed.</summary>
    Task<int> SettleAsync(long modelId, int limit, CancellationToken ct);

    Task<EmbeddingStatus> StatusAsync(CancellationToken ct);
}
