using Agora.Domain.Posts;

namespace Agora.Application.Posts;

/// <param name="Metadata">A JSON object.</param>
public sealed record NewPost(
    Guid Id,
    Guid AuthorId,
    string Title,
    string Body,
    string Language,
    PostStatus Status,
    DateTimeOffset? PublishedAt,
    IReadOnlyList<string> Tags,
    string Metadata,
    DateTimeOffset CreatedAt);

/// <param name="Metadata">A JSON object.</param>
public sealed record PostEdit(
    Guid Id, int Version, string Title, string Body, string Language, IReadOnlyList<string> Tags, string Metadata);

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
    /// <summary>Stores the post with its counters at zero.</summary>
    Task<SavedPost> AddAsync(NewPost post, CancellationToken ct);

    /// <summary>Null when absent or not the actor's to see. The trash is included.</summary>
    Task<PostView?> FindAsync(Guid postId, CancellationToken ct);

    /// <summary>The same with the files that it shows.</summary>
    Task<PostView?> FindWithMediaAsync(Guid postId, CancellationToken ct);

    /// <summary>Replaces the editable members of the version given, unless the post is in the trash.</summary>
    Task<SavedPost> SaveAsync(PostEdit edit, CancellationToken ct);

    /// <summary>Moves the post between two states; missing when it has left the first one meanwhile, or has another version.</summary>
    /// <param name="version">Null for whatever version there is.</param>
    Task<SavedPost> MoveAsync(Guid postId, int? version, PostState from, PostState to, CancellationToken ct);

    /// <summary>
    /// Counts each view whose reader has had none counted on the post within the window; told again, it counts nothing more.
    /// Posts that are gone are passed over.
    /// </summary>
    Task RecordViewsAsync(IReadOnlyList<SeenPost> views, TimeSpan window, CancellationToken ct);
}
