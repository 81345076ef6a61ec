using Agora.Application.Common;
using Agora.Application.Posts;
using Agora.Domain.Posts;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Posts;

namespace Agora.Db.Tests.Posts;

/// <summary>
/// Posts by several tags are read by the key of tags, with row-level security on, and page 1,000 costs what page 1 costs.
/// </summary>
public sealed class PostTagPlanTests(LargeFixture large) : IClassFixture<LargeFixture>
{
    private const int Limit = 21;

    private static readonly DateTimeOffset From = new(
        2024, 12, 1, 0, 0, 0, TimeSpan.Zero), Before = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly KeysetPosition Newest = new(new DateTimeOffset(9999, 1, 1, 0, 0, 0, TimeSpan.Zero), Guid.AllBitsSet),
        Oldest = new(new DateTimeOffset(1, 1, 1, 0, 0, 0, TimeSpan.Zero), Guid.Empty),
        Middle = new(new DateTimeOffset(2025, 1, 18, 0, 0, 0, TimeSpan.Zero), Guid.Empty);

    private static readonly Actor Member = new(Guid.Parse("00000000-0000-4000-8000-000000000002"), ActorRole.User, null);

    public static TheoryData<string, TagMatch, string, bool> Lists => new()
    {
        { "t2,u42", TagMatch.All, "anonymous", false },
        { "t2,u42", TagMatch.All, "anonymous", true },
        { "t2,u42", TagMatch.All, "member", false },
        { "t2,u42", TagMatch.All, "member", true },
        { "t1,t2", TagMatch.Any, "anonymous", false },
        { "t1,t2", TagMatch.Any, "anonymous", true },
        { "t1,t2", TagMatch.Any, "member", false },
        { "t1,t2", TagMatch.Any, "member", true },
        { "u41,u42,u43", TagMatch.Any, "member", true },
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task Several_tags_are_read_from_their_key(string tags, TagMatch match, string reader, bool generic)
    {
        var filter = TagFilter.Of(tags.Split(','), match)!;
        var directions = new (KeysetPosition, string, Func<PostTagLists, KeysetPosition, Task<IReadOnlyList<PostSummary>>>)[]
        {
            (Newest, "from", (lists, at) => lists.NewestAsync(filter, at, From, Limit, default)),
            (Oldest, "before", (lists, at) => lists.OldestAsync(filter, at, Before, Limit, default)),
        };
        foreach (var (start, bound, read) in directions)
        {
            var (first, deep) = (await AtAsync(start), await AtAsync(Middle));

            first.Nodes.ShouldContain("Index Only Scan post_tags post_tags_pkey", first.Text);
            deep.Scans.ShouldBe(first.Scans, deep.Text);
            deep.Nodes.ShouldNotContain(n => n.StartsWith("Seq Scan", StringComparison.Ordinal), deep.Text);
            deep.Conditions("Index Cond").ShouldContain("ROW(", Case.Sensitive, deep.Text);
            deep.Conditions("Filter").ShouldNotContain("ROW(", Case.Sensitive, deep.Text);
            first.Blocks.ShouldBeInRange(1, 800, first.Text);
            deep.Blocks.ShouldBeLessThan(first.Blocks + 200, deep.Text);

            Task<Plan> AtAsync(KeysetPosition at) => PlanAsync(
                reader,
                generic,
                async db => (await read(new PostTagLists(db), at)).Count.ShouldBe(Limit),
                new(StringComparer.Ordinal)
                {
                    ["tags"] = filter.Names.ToArray(),
                    ["At"] = at.At,
                    ["Id"] = at.Id,
                    [bound] = bound == "from" ? From : Before,
                    ["limit"] = Limit,
                });
        }
    }

    [Fact]
    public async Task Two_large_tags_that_no_post_has_together_cost_one_lookup_per_post_of_the_smaller_one()
    {
        var filter = TagFilter.Of(["t1", "t2"], TagMatch.All)!;

        var plan = await PlanAsync(
            "member",
            generic: true,
            async db => (await new PostTagLists(db).NewestAsync(filter, Newest, From, Limit, default)).ShouldBeEmpty(),
            new(StringComparer.Ordinal)
            {
                ["tags"] = filter.Names.ToArray(),
                ["At"] = Newest.At,
                ["Id"] = Newest.Id,
                ["from"] = From,
                ["limit"] = Limit,
            });

        plan.Scans.ShouldAllBe(
            s => !s.StartsWith("Seq Scan", StringComparison.Ordinal) && !s.Contains(" posts ", StringComparison.Ordinal), plan.Text);
    }

    [Theory]
    [InlineData("t0,u10", TagMatch.All)]
    [InlineData("t0,u10", TagMatch.Any)]
    public async Task Those_of_an_author_are_read_by_the_key_of_the_author(string tags, TagMatch match)
    {
        var filter = TagFilter.Of(tags.Split(','), match)!;

        var plan = await PlanAsync(
            "member",
            generic: true,
            db => new PostLists(db).ByAuthorAsync(LargeFixture.Prolific, PostStatus.Published, filter, Newest, From, Limit, default),
            new(StringComparer.Ordinal)
            {
                ["authorId"] = LargeFixture.Prolific,
                ["Status"] = "published",
                ["AllTags"] = filter.All ?? (object)new Plan.Nothing("text[]"),
                ["AnyTags"] = filter.Any ?? (object)new Plan.Nothing("text[]"),
                ["At"] = Newest.At,
                ["Id"] = Newest.Id,
                ["from"] = From,
                ["limit"] = Limit,
            });

        plan.Nodes.ShouldContain("Index Scan posts posts_author_id_listed_at_id_idx", plan.Text);
    }

    private Task<Plan> PlanAsync(string reader, bool generic, Func<DbSession, Task> read, Dictionary<string, object?> parameters) =>
        Plan.OfAsync(large.Database, reader == "anonymous" ? Actor.Anonymous : Member, read, parameters, generic);
}
