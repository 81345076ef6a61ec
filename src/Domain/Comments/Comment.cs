using Agora.Domain.Common;
using Agora.Domain.Posts;

namespace Agora.Domain.Comments;

/// <summary>
/// A comment on a post, or a reply to a comment. What must be true of every comment:
/// it is made on an open post, and a reply to a comment that is visible then;
/// it stands one deeper than what it replies to, and no deeper than <see cref="CommentRules.DepthMax"/>;
/// what is in the trash is only taken out again, by the author or by staff as they put it there;
/// below a post in the trash nothing is written any more.
/// </summary>
/// <remarks>A step that leads to where the comment already is succeeds and changes nothing, so that a request can be sent twice.</remarks>
public sealed class Comment : IAuthored
{
    private readonly bool isPostInTrash;

    private Comment(
        Guid id,
        Guid postId,
        Guid authorId,
        Guid? parentId,
        int depth,
        string body,
        DateTimeOffset? editedAt,
        Deletion? deletion,
        bool isPostInTrash,
        int version,
        DateTimeOffset createdAt)
    {
        if (depth is < 0 or > CommentRules.DepthMax || depth == 0 != parentId is null)
        {
            throw new ArgumentException("A reply is as deep as its thread allows, and what is no reply has depth 0.", nameof(depth));
        }

        Id = id;
        PostId = postId;
        AuthorId = authorId;
        ParentId = parentId;
        Depth = depth;
        Body = body;
        EditedAt = editedAt;
        Deletion = deletion;
        this.isPostInTrash = isPostInTrash;
        Version = version;
        CreatedAt = createdAt;
    }

    public Guid Id { get; }

    public Guid PostId { get; }

    public Guid AuthorId { get; }

    /// <summary>What it replies to; null for a comment on the post itself.</summary>
    public Guid? ParentId { get; }

    /// <summary>0 for a comment on the post itself.</summary>
    public int Depth { get; }

    public string Body { get; private set; }

    /// <summary>Null while the text is what was first written.</summary>
    public DateTimeOffset? EditedAt { get; private set; }

    /// <summary>Null outside of the trash.</summary>
    public Deletion? Deletion { get; private set; }

    /// <summary>Of the row that it was loaded from; 1 before it is stored.</summary>
    public int Version { get; }

    public DateTimeOffset CreatedAt { get; }

    /// <summary>Whether the text was sent anew, if only with the same words: the version that was named is compared either way.</summary>
    public bool IsEdited { get; private set; }

    /// <summary>Says something about a post.</summary>
    /// <exception cref="ArgumentException">The text breaks a rule, which the validator of the use case tells before.</exception>
    public static Result<Comment> Write(ReplyTarget target, Guid authorId, string body, DateTimeOffset now)
    {
        if (!CommentRules.IsBody(body))
        {
            throw new ArgumentException("The text breaks a rule of comments.", nameof(body));
        }

        if (target.Refuse() is { } refusal)
        {
            return refusal;
        }

        return new Comment(
            Guid.CreateVersion7(now), target.PostId, authorId, target.ParentId, target.Depth, body, null, null, false, 1, now);
    }

    /// <summary>A comment as the database holds it.</summary>
    public static Comment Load(
        Guid id,
        Guid postId,
        Guid authorId,
        Guid? parentId,
        int depth,
        string body,
        DateTimeOffset? editedAt,
        Deletion? deletion,
        bool isPostInTrash,
        int version,
        DateTimeOffset createdAt) =>
        new(id, postId, authorId, parentId, depth, body, editedAt, deletion, isPostInTrash, version, createdAt);

    /// <summary>What is in the trash is neither read nor changed elsewhere.</summary>
    /// <returns>Null outside of the trash.</returns>
    public static Error? RefuseInTrash(DateTimeOffset? deletedAt) => deletedAt is null ? null : CommentErrors.InTrash;

    /// <param name="body">Null leaves the text as it is.</param>
    /// <exception cref="ArgumentException">The text breaks a rule, which the validator of the use case tells before.</exception>
    public Result<Comment> Edit(string? body, DateTimeOffset now)
    {
        if (body is not null && !CommentRules.IsBody(body))
        {
            throw new ArgumentException("The text breaks a rule of comments.", nameof(body));
        }

        return RevertTo(body ?? Body, now);
    }

    /// <summary>Takes an earlier text back as it was, which may be older than a rule.</summary>
    public Result<Comment> RevertTo(string earlier, DateTimeOffset now)
    {
        if (RefuseEdit() is { } refusal)
        {
            return refusal;
        }

        EditedAt = earlier == Body ? EditedAt : now;
        Body = earlier;
        IsEdited = true;
        return this;
    }

    /// <summary>Puts the comment into the trash. Its replies stay.</summary>
    public Result<Comment> Delete(Remover by, DateTimeOffset now)
    {
        if (RefuseInTrash(Deletion?.At) is { } refusal)
        {
            return refusal;
        }

        Deletion = new Deletion(now, by);
        return this;
    }

    public Result<Comment> Restore(Remover by)
    {
        if (Deletion?.RefuseRestore(by, CommentErrors.RemovedByAuthor, CommentErrors.RemovedByStaff) is { } refusal)
        {
            return refusal;
        }

        Deletion = null;
        return this;
    }

    /// <summary>The comment, unless it or its post must be restored first.</summary>
    public Result<Comment> OpenToEdit() => RefuseEdit() is { } refusal ? refusal : this;

    private Error? RefuseEdit() => RefuseInTrash(Deletion?.At) ?? Post.RefuseBelowTrash(isPostInTrash);
}
