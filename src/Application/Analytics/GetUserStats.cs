using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Users;

namespace Agora.Application.Analytics;

/// <summary>The public statistics of a user.</summary>
public sealed record GetUserStats(Guid UserId) : IQuery<UserStats>;

/// <param name="Posts">Published ones.</param>
/// <param name="Comments">That everyone may read, on posts that everyone may read.</param>
/// <param name="Views">Of all published posts together.</param>
/// <param name="AverageViews">Of a published post; null when there is none.</param>
/// <param name="LastActivityAt">When the newest of these posts and comments was published; null when there is none.</param>
public sealed record UserStats(Guid UserId, long Posts, long Comments, long Views, decimal? AverageViews, DateTimeOffset? LastActivityAt);

public sealed class GetUserStatsHandler(IAnalytics analytics) : IQueryHandler<GetUserStats, UserStats>
{
    public async Task<Result<UserStats>> Handle(GetUserStats query, CancellationToken ct) =>
        await analytics.UserStatsAsync(query.UserId, ct) is { } stats ? stats : UserErrors.NotFound;
}
