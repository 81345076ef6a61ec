using Agora.Domain.Posts;

namespace Agora.Application.Posts;

public enum SavePostOutcome
{
    Saved,

    /// <summary>No row of that id in the expected version or state that the actor may change.</summary>
    Missing,

    /// <summary>The database knows a tag by another spelling.</summary>
    TagsRefused,

    /// <summary>The metadata is larger when stored than the database allows, or holds a number that it cannot.</summary>
    MetadataRefused,
}

/// <param name="Post">As stored; null unless <see cref="SavePostOutcome.Saved"/>.</param>
public sealed record SavedPost(SavePostOutcome Outcome, PostView? Post);

public interface IPostRepository
{
    /// <summary>Null when absent or not the actor's to see. The trash is included.</summary>
    Task<PostView?> FindAsync(Guid postId, CancellationToken ct);

    /// <summary>The same with the files that it shows.</summary>
    Task<PostView?> FindWithMediaAsync(Guid postId, CancellationToken ct);

    /// <summary>The post, to act on it and save it. Null when absent or not the actor's to see. The trash is included.</summary>
    Task<Post?> LoadAsync(Guid postId, CancellationToken ct);

    /// <summary>Stores a new post with its counters at zero.</summary>
    Task<SavedPost> TryAddAsync(Post post, CancellationToken ct);

    /// <summary>
    /// Stores what was done to a post that was loaded here: its text, or where it stands. Missing when it has another version, or has
    /// left its status or the trash since. What was not changed is not written.
    /// </summary>
    /// <param name="version">Null for whichever there is. An edit names one.</param>
    Task<SavedPost> TrySaveAsync(Post post, int? version, CancellationToken ct);

    /// <summary>
    /// Counts each view whose reader has had none counted on the post within the window; idempotent.
    /// Posts that are gone are passed over.
    /// </summary>
    Task RecordViewsAsync(IReadOnlyList<SeenPost> views, TimeSpan window, CancellationToken ct);
}
