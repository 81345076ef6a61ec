using Agora.Application.Common;
using Agora.Application.Follows;
using Agora.Domain.Reactions;

namespace Agora.Application.Reactions;

public enum LikeOutcome
{
    /// <summary>From now on, or since long.</summary>
    Given,

    /// <summary>It is no longer public.</summary>
    Closed,

    /// <summary>It was deleted for good at the same moment.</summary>
    Missing,
}

public interface IReactionRepository
{
    /// <summary>The post as the caller sees it. Null when there is none, or it is in the trash.</summary>
    Task<LikeTarget?> FindPostAsync(Guid postId, CancellationToken ct);

    /// <summary>The comment as the caller sees it. Null when there is none, or it is in the trash.</summary>
    Task<LikeTarget?> FindCommentAsync(Guid commentId, CancellationToken ct);

    /// <summary>Stores the like of a post, unless it is there.</summary>
    Task<LikeOutcome> AddToPostAsync(Like like, CancellationToken ct);

    /// <summary>Stores the like of a comment, unless it is there.</summary>
    Task<LikeOutcome> AddToCommentAsync(Like like, CancellationToken ct);

    Task RemoveFromPostAsync(Guid userId, Guid postId, CancellationToken ct);

    Task RemoveFromCommentAsync(Guid userId, Guid commentId, CancellationToken ct);

    /// <summary>Who likes the post, latest first, as far as the caller may see them. Null when there is no such post.</summary>
    Task<IReadOnlyList<Person>?> LikersAsync(Guid postId, KeysetPosition after, int limit, CancellationToken ct);

    /// <summary>What the user likes and has bookmarked among posts and comments.</summary>
    Task<MyReactions> AmongAsync(Guid userId, Guid[] postIds, Guid[] commentIds, CancellationToken ct);
}
