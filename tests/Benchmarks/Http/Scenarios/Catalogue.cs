namespace Agora.Benchmarks.Http.Scenarios;

internal static class Catalogue
{
    public static readonly IReadOnlyList<Scenario> All =
    [
        HealthScenarios.Health,
        UserScenarios.ById, UserScenarios.Me,
        PostScenarios.ById,
        PostListScenarios.First, PostListScenarios.Deep, PostListScenarios.Tagged, ThreadScenarios.Page,
        UserScenarios.Search, PostListScenarios.Search,
        FeedScenarios.OfFew, FeedScenarios.OfMany, PostListScenarios.Trending, AnalyticsScenarios.Summary,
        PostScenarios.Create, CommentScenarios.Create,
        SessionScenarios.Login, SessionScenarios.Refresh,
    ];

    /// <exception cref="BenchException">There is none of a name.</exception>
    public static IReadOnlyList<Scenario> Of(IReadOnlyList<string> names)
    {
        var unknown = names.Except(All.Select(s => s.Name)).ToArray();
        return unknown.Length > 0
            ? throw new BenchException(
                $"There is no scenario {string.Join(", ", unknown)}. There are {string.Join(", ", All.Select(s => s.Name))}.")
            : [.. All.Where(s => names.Count == 0 || names.Contains(s.Name))];
    }
}
