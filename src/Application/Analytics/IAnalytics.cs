namespace Agora.Application.Analytics;

/// <summary>Numbers about what people do. Days are those of UTC, and both ends of a range belong to it.</summary>
public interface IAnalytics
{
    Task<AnalyticsSummary> SummaryAsync(DateOnly from, DateOnly to, CancellationToken ct);

    /// <summary>Accounts by the day on which they were made, and all together.</summary>
    Task<DailyUsers> DailyUsersAsync(DateOnly from, DateOnly to, CancellationToken ct);

    /// <summary>Null when there is no such account.</summary>
    Task<UserStats?> UserStatsAsync(Guid userId, CancellationToken ct);

    /// <summary>Null when there is no such account.</summary>
    Task<IReadOnlyList<SimilarUser>?> SimilarUsersAsync(Guid userId, SimilarityMeasure by, int limit, CancellationToken ct);
}
