using Agora.Application.Common;
using Agora.Application.Posts;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Posts;

namespace Agora.Db.Tests.Posts;

/// <summary>Every order and every filter of the search of 100,000 posts is answered by indexes, and so is what counts them.</summary>
public sealed class PostSearchPlanTests(LargeFixture large) : IClassFixture<LargeFixture>
{
    private const int Limit = 21;

    private static readonly string[] AllFacets = ["tag", "author", "month", "language"];

    private static readonly Actor Member = new(Guid.Parse("00000000-0000-4000-8000-000000000002"), ActorRole.User, null);

    private static readonly KeysetPosition Newest = new(new DateTimeOffset(9999, 1, 1, 0, 0, 0, TimeSpan.Zero), Guid.AllBitsSet),
        Oldest = new(new DateTimeOffset(1, 1, 1, 0, 0, 0, TimeSpan.Zero), Guid.Empty);

    [Theory]
    [InlineData("rare42", null, TagMatch.All)]
    [InlineData("usual7 rare207", null, TagMatch.All)]
    [InlineData("common1", "u42", TagMatch.All)]
    [InlineData("common1", "t2,u42", TagMatch.All)]
    [InlineData("common1", "u42,u43", TagMatch.Any)]
    public async Task The_best_are_looked_for_in_the_inverted_indexes(string term, string? tags, TagMatch match)
    {
        var query = Query(term, tags, match);

        var plan = await PlanAsync(
            search => search.BestAsync(query, null, null, Limit, default),
            query,
            new(StringComparer.Ordinal)
            {
                ["HalfLife"] = new Plan.Nothing("integer"),
                ["Place"] = new Plan.Nothing("double precision"),
                ["Id"] = new Plan.Nothing("uuid"),
                ["Limit"] = Limit,
            });

        ShouldTouchFewPages(plan);
    }

    // One post in 200 has the word "usual7": the planner takes a walk in the order of time for cheaper than sorting all that have it.
    [Theory]
    [InlineData("rare42", null, TagMatch.All, 1000)]
    [InlineData("usual7", null, TagMatch.All, 6000)]
    [InlineData("common1", null, TagMatch.All, 1000)]
    [InlineData("common1", "u42", TagMatch.All, 1000)]
    [InlineData("common1", "t2,u42", TagMatch.All, 1000)]
    [InlineData("common1", "t1,t2", TagMatch.Any, 1000)]
    [InlineData("common1", "u42,u43", TagMatch.Any, 1000)]
    public async Task Those_by_time_are_looked_for_among_the_words_or_in_the_order_of_time(
        string term, string? tags, TagMatch match, int most)
    {
        var query = Query(term, tags, match);
        foreach (var (start, read) in new (KeysetPosition, Func<PostSearch, KeysetPosition, Task<IReadOnlyList<FoundPost>>>)[]
        {
            (Newest, (search, after) => search.NewestAsync(query, after, Limit, default)),
            (Oldest, (search, after) => search.OldestAsync(query, after, Limit, default)),
        })
        {
            var plan = await PlanAsync(
                search => read(search, start),
                query,
                new(StringComparer.Ordinal) { ["At"] = start.At, ["Id"] = start.Id, ["Limit"] = Limit });

            ShouldTouchFewPages(plan, most);
        }
    }

    [Theory]
    [InlineData("rare42", null, CountMode.Exact, 1000)]
    [InlineData("common1", "u42", CountMode.Exact, 1000)]
    [InlineData("common1", "t1,t2", CountMode.Estimated, 200)]
    public async Task A_count_reads_what_matches_and_an_estimate_no_post(string term, string? tags, CountMode mode, int most)
    {
        var query = Query(term, tags, TagMatch.All);

        var plan = await PlanAsync(
            search => search.CountAsync(query, mode, default), query, new(StringComparer.Ordinal)
            {
                ["IsExact"] = mode == CountMode.Exact,
            });

        plan.Blocks.ShouldBeInRange(0, most, plan.Text);
    }

    [Theory]
    [InlineData("rare42", null)]
    [InlineData("usual7 rare207", null)]
    [InlineData("common1", "u42")]
    public async Task Facets_are_counted_in_the_posts_that_match(string term, string? tags)
    {
        var query = Query(term, tags, TagMatch.All);

        var plan = await PlanAsync(
            search => search.FacetsAsync(query, Enum.GetValues<SearchFacet>(), default), query, new(StringComparer.Ordinal)
            {
                ["Names"] = AllFacets,
            });

        ShouldTouchFewPages(plan);
    }

    [Theory]
    [InlineData("rare4")]
    [InlineData("comm")]
    public async Task Titles_are_completed_from_the_words_or_in_the_order_of_time(string typed)
    {
        var plan = await Plan.OfAsync(
            large.Database,
            Member,
            (DbSession db) => new PostSearch(db).SuggestTitlesAsync(typed, 10, default),
            new Dictionary<string, object?>(StringComparer.Ordinal) { ["typed"] = typed, ["limit"] = 10 },
            generic: false);

        ShouldTouchFewPages(plan, 1500);
    }

    private static PostQuery Query(string term, string? tags, TagMatch match) =>
        new(term, TagFilter.Of(tags?.Split(','), match), null, null, null, null, null);

    // The table has some 3,000 pages, which a search without an index would read inside of the function.
    private static void ShouldTouchFewPages(Plan plan, int most = 1000)
    {
        plan.Nodes.ShouldNotContain(n => n.StartsWith("Seq Scan", StringComparison.Ordinal), plan.Text);
        plan.Blocks.ShouldBeInRange(1, most, plan.Text);
    }

    private Task<Plan> PlanAsync(Func<PostSearch, Task> read, PostQuery query, Dictionary<string, object?> parameters)
    {
        parameters["Term"] = query.Term;
        parameters["AllTags"] = query.Tags?.All ?? (object)new Plan.Nothing("text[]");
        parameters["AnyTags"] = query.Tags?.Any ?? (object)new Plan.Nothing("text[]");
        parameters["Author"] = new Plan.Nothing("uuid");
        parameters["From"] = new Plan.Nothing("timestamptz");
        parameters["To"] = new Plan.Nothing("timestamptz");
        parameters["Language"] = new Plan.Nothing("text");
        parameters["Metadata"] = null;
        return Plan.OfAsync(large.Database, Member, (DbSession db) => read(new PostSearch(db)), parameters, generic: false);
    }
}
