using Agora.Application.Common;
using Agora.Application.Posts;
using Agora.Domain.Common;
using FluentValidation;

namespace Agora.Application.HomeFeed;

/// <summary>
/// The caller's feed, newest first: posts with a tag of what the caller wrote, commented on or read lately, and posts of those
/// whom the caller follows. Without such activity: trending posts. Never the caller's own posts, nor posts that the caller may not see.
/// </summary>
public sealed record ReadHomeFeed(int Limit, string? Cursor) : IQuery<Page<FeedItem>>;

public enum FeedReason
{
    /// <summary>By an author whom the caller follows.</summary>
    FollowedAuthor,

    /// <summary>With tags that the caller writes, reads or comments about.</summary>
    Tags,

    /// <summary>Shown to those of whom nothing is known yet.</summary>
    Trending,
}

/// <param name="Reason">Why the post is here.</param>
/// <param name="MatchingTags">Tags of the post among those that the caller cares about.</param>
public sealed record FeedItem(PostSummary Post, FeedReason Reason, IReadOnlyList<string> MatchingTags);

public interface IHomeFeedRepository
{
    Task<IReadOnlyList<FeedItem>> ReadAsync(Guid reader, DateOnly today, KeysetPosition after, int limit, CancellationToken ct);
}

public sealed class ReadHomeFeedValidator : AbstractValidator<ReadHomeFeed>
{
    public ReadHomeFeedValidator() => RuleFor(q => q.Limit).IsLimit();
}

public sealed class ReadHomeFeedHandler(IHomeFeedRepository feed, CursorCodec cursors, ActorContext context, TimeProvider clock)
    : IQueryHandler<ReadHomeFeed, Page<FeedItem>>
{
    public Task<Result<Page<FeedItem>>> Handle(ReadHomeFeed query, CancellationToken ct)
    {
        var reader = context.SignedInId;
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        return cursors.PageAsync(
            $"feed of {reader}",
            query.Cursor,
            query.Limit,
            (after, limit) => feed.ReadAsync(reader, today, after, limit, ct),
            last => new KeysetPosition(last.Post.ListedAt, last.Post.Id));
    }
}
