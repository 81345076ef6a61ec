using Agora.Domain.Common;

namespace Agora.Domain.Comments;

/// <summary>Who may read a comment. Stored by two columns, named by the pages of a thread.</summary>
public enum CommentState
{
    /// <summary>Read by everyone who may read the post.</summary>
    Visible,

    /// <summary>Taken out by moderation; read by its author and staff.</summary>
    Hidden,

    /// <summary>Deleted. It stays in its thread, without author and text, while a reply below it lives.</summary>
    Deleted,
}

/// <summary>The limits of a comment. The database checks the same ones; lengths are Unicode code points in both.</summary>
public static class CommentRules
{
    public const int BodyMax = 10_000;

    /// <summary>Of a reply; a comment on the post itself has depth 0.</summary>
    public const int DepthMax = 8;

    /// <summary>Rows of a page at most.</summary>
    public const int PageMax = 100;

    public static bool IsBody(string? text) => Characters.AreVisible(text) && Characters.Count(text!) <= BodyMax;
}

/// <summary>Whether a comment is in the trash, and who put it there. A step to where it already is changes nothing.</summary>
public sealed record CommentTrash(DateTimeOffset? DeletedAt, Remover? DeletedBy)
{
    public Result<CommentTrash> Delete(Remover by, DateTimeOffset now) =>
        DeletedAt is null ? new CommentTrash(now, by) : CommentErrors.InTrash;

    /// <param name="by">Who removed it restores it, and nobody else.</param>
    public Result<CommentTrash> Restore(Remover by) => (by, DeletedBy) switch
    {
        (Remover.Author, Remover.Staff) => CommentErrors.RemovedByStaff,
        (Remover.Staff, Remover.Author) => CommentErrors.RemovedByAuthor,
        _ => new CommentTrash(null, null),
    };
}
