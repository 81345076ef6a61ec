namespace Agora.Application.Media;

/// <param name="AuthorId">Whose files it may show.</param>
public sealed record ShowingPost(Guid AuthorId, DateTimeOffset? DeletedAt);

public interface IPostMediaRepository
{
    /// <summary>In their order; null when there is no such post for the actor. What is in the trash is not there.</summary>
    Task<IReadOnlyList<ShownMedia>?> FindAsync(Guid postId, CancellationToken ct);

    /// <summary>Null when absent or not the actor's to see. Whoever else locks the same post waits until the transaction ends.</summary>
    Task<ShowingPost?> LockPostAsync(Guid postId, CancellationToken ct);

    /// <summary>
    /// Shows these files in this order and no others. The answer lacks those that do not exist or belong to somebody else; the caller
    /// must then undo the whole.
    /// </summary>
    Task<IReadOnlyList<ShownMedia>> ReplaceAsync(Guid postId, Guid authorId, IReadOnlyList<Guid> mediaIds, CancellationToken ct);
}
