using Agora.Application.Common;

namespace Agora.Application.Posts;

/// <summary>Published posts by several tags, each post once. An old name of a tag means the present one.</summary>
public interface IPostTagLists
{
    /// <summary>Newest first, from the position down to an instant, which is included.</summary>
    Task<IReadOnlyList<PostSummary>> NewestAsync(
        TagFilter tags, KeysetPosition after, DateTimeOffset from, int limit, CancellationToken ct);

    /// <summary>Oldest first, from the position up to an instant, which is not included.</summary>
    Task<IReadOnlyList<PostSummary>> OldestAsync(
        TagFilter tags, KeysetPosition after, DateTimeOffset before, int limit, CancellationToken ct);
}
