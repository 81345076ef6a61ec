using Agora.Application.Common;
using Agora.Domain.Follows;

namespace Agora.Application.Follows;

public enum FollowOutcome
{
    /// <summary>From now on, or since long.</summary>
    Follows,

    /// <summary>No open account, or one that blocked the follower.</summary>
    Missing,

    /// <summary>The follower blocked this account.</summary>
    Blocked,
}

public interface IFollowRepository
{
    Task<FollowOutcome> FollowAsync(Follow follow, CancellationToken ct);

    Task UnfollowAsync(Guid followerId, Guid followeeId, CancellationToken ct);

    /// <summary>Ends what either follows of the other. False when there is no such account.</summary>
    Task<bool> BlockAsync(Block block, CancellationToken ct);

    Task UnblockAsync(Guid blockerId, Guid blockedId, CancellationToken ct);

    /// <summary>Who follows the account, latest first. Null when there is no such account.</summary>
    Task<People?> FollowersAsync(Guid userId, KeysetPosition after, int limit, CancellationToken ct);

    /// <summary>Whom the account follows, latest first. Null when there is no such account.</summary>
    Task<People?> FollowingAsync(Guid userId, KeysetPosition after, int limit, CancellationToken ct);

    /// <summary>Whom the account blocked, latest first; its owner alone sees them.</summary>
    Task<IReadOnlyList<Person>> BlockedAsync(Guid userId, KeysetPosition after, int limit, CancellationToken ct);
}

/// <param name="Total">Of the whole list.</param>
public sealed record People(IReadOnlyList<Person> Rows, int Total);
