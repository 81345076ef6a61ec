using Agora.Domain.Common;

namespace Agora.Domain.Reactions;

/// <summary>Something that a user may like, as that user sees it.</summary>
/// <param name="Id">Of the post or the comment.</param>
/// <param name="IsPublic">Whether everyone may read it.</param>
public sealed record LikeTarget(Guid Id, Guid AuthorId, bool IsPublic);

/// <summary>That a user likes a post or a comment of another, once.</summary>
public sealed record Like
{
    private Like(Guid userId, Guid targetId, DateTimeOffset since)
    {
        UserId = userId;
        TargetId = targetId;
        Since = since;
    }

    public Guid UserId { get; }

    public Guid TargetId { get; }

    public DateTimeOffset Since { get; }

    public static Result<Like> Give(Guid userId, LikeTarget target, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(target);
        return target switch
        {
            { AuthorId: var author } when author == userId => ReactionErrors.Own,
            { IsPublic: false } => ReactionErrors.Closed,
            _ => new Like(userId, target.Id, now),
        };
    }
}
