using Agora.Application.Common;
using Agora.Application.Posts;
using Agora.Domain.Posts;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Posts;

namespace Agora.Db.Tests.Posts;

/// <summary>
/// The other orders of posts are those of indexes too, with row-level security on, and page 1,000 costs what page 1 costs.
/// </summary>
public sealed class PostOrderPlanTests(LargeFixture large) : IClassFixture<LargeFixture>
{
    private const int Limit = 21;

    private static readonly DateTimeOffset Before = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly KeysetPosition Oldest = new(new DateTimeOffset(1, 1, 1, 0, 0, 0, TimeSpan.Zero), Guid.Empty);

    // With two posts a minute since 2025 and pages of 20 this is beyond page 1,000.
    private static readonly KeysetPosition Deep = new(new DateTimeOffset(2025, 1, 21, 0, 0, 0, TimeSpan.Zero), Guid.Empty);

    private static readonly CountPosition Most = new(long.MaxValue, Guid.AllBitsSet);

    private static readonly Actor Member = new(Guid.Parse("00000000-0000-4000-8000-000000000002"), ActorRole.User, null);

    public static TheoryData<string, bool> Readers =>
        new() { { "anonymous", false }, { "anonymous", true }, { "member", false }, { "member", true } };

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task The_oldest_are_read_from_the_other_end_of_the_front_page(string reader, bool generic) => await ShouldReadByKeyAsync(
        reader, generic, "Index Scan posts posts_published_at_id_idx", (orders, at) => orders.OldestAsync(at, Before, Limit, default), []);

    [Theory]
    [InlineData("english", true)]
    [InlineData("german", false)]
    [InlineData("german", true)]
    public async Task The_oldest_in_a_language_are_read_by_key(string language, bool generic) => await ShouldReadByKeyAsync(
        "member",
        generic,
        "Index Scan posts posts_language_published_at_id_idx",
        (orders, at) => orders.OldestAsync(language, at, Before, Limit, default),
        new() { ["language"] = language });

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task The_oldest_of_a_tag_are_read_from_its_key(string reader, bool generic) => await ShouldReadByKeyAsync(
        reader,
        generic,
        "Index Only Scan post_tags post_tags_pkey",
        (orders, at) => orders.OldestTaggedAsync("t3", at, Before, Limit, default),
        new() { ["tag"] = "t3" });

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task The_oldest_of_an_author_are_read_by_key(string reader, bool generic) => await ShouldReadByKeyAsync(
        reader,
        generic,
        "Index Scan posts posts_author_id_listed_at_id_idx",
        (orders, at) => orders.OldestByAuthorAsync(LargeFixture.Prolific, PostStatus.Published, at, Before, Limit, default),
        new() { ["authorId"] = LargeFixture.Prolific, ["Status"] = "published" });

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task The_oldest_titles_of_an_author_come_from_the_index_alone(string reader, bool generic) => await ShouldReadByKeyAsync(
        reader,
        generic,
        "Index Only Scan posts posts_author_id_listed_at_id_idx",
        async (orders, at) => (await orders.OldestTitlesAsync(LargeFixture.Prolific, at, Limit, default)).ShouldNotBeNull(),
        new() { ["authorId"] = LargeFixture.Prolific },
        sortsPage: true);

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task The_most_viewed_are_read_from_the_index_of_counters(string reader, bool generic) => await ShouldReadNumbersAsync(
        reader,
        generic,
        "post_stats_view_count_post_id_idx",
        (orders, at) => orders.MostViewedAsync(at, Limit, default),
        new CountPosition(500, Guid.AllBitsSet));

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task The_most_commented_are_read_from_the_index_of_counters(string reader, bool generic) => await ShouldReadNumbersAsync(
        reader,
        generic,
        "post_stats_comment_count_post_id_idx",
        (orders, at) => orders.MostCommentedAsync(at, Limit, default),
        new CountPosition(25, Guid.AllBitsSet));

    /// <param name="sortsPage">Whether the rows of the page, and no others, are put in order once more behind a join.</param>
    private static void ShouldReadByKey(string node, Plan first, Plan deep, bool sortsPage = false)
    {
        first.Nodes.ShouldContain(node, first.Text);
        deep.Scans.ShouldBe(first.Scans, deep.Text);
        deep.Nodes.ShouldNotContain(
            n => (!sortsPage && n.Contains("Sort", StringComparison.Ordinal)) || n.StartsWith("Seq Scan", StringComparison.Ordinal),
            deep.Text);
        deep.Conditions("Index Cond").ShouldContain("ROW(", Case.Sensitive, deep.Text);
        deep.Conditions("Filter").ShouldNotContain("ROW(", Case.Sensitive, deep.Text);
        first.Blocks.ShouldBeInRange(1, 500, first.Text);
        deep.Blocks.ShouldBeLessThan(first.Blocks + 100, deep.Text);
    }

    private async Task ShouldReadByKeyAsync<T>(
        string reader,
        bool generic,
        string node,
        Func<PostLists, KeysetPosition, Task<IReadOnlyList<T>>> read,
        Dictionary<string, object?> parameters,
        bool sortsPage = false)
    {
        ShouldReadByKey(node, await AtAsync(Oldest), await AtAsync(Deep), sortsPage);

        Task<Plan> AtAsync(KeysetPosition at) => PlanAsync(
            reader,
            generic,
            orders => read(orders, at),
            new(parameters, StringComparer.Ordinal) { ["At"] = at.At, ["Id"] = at.Id, ["before"] = Before });
    }

    private async Task ShouldReadNumbersAsync(
        string reader,
        bool generic,
        string index,
        Func<PostLists, CountPosition, Task<IReadOnlyList<PostSummary>>> read,
        CountPosition middle)
    {
        ShouldReadByKey($"Index Scan post_stats {index}", await AtAsync(Most), await AtAsync(middle));

        Task<Plan> AtAsync(CountPosition at) => PlanAsync(
            reader, generic, orders => read(orders, at), new(StringComparer.Ordinal) { ["Number"] = at.Number, ["Id"] = at.Id });
    }

    private Task<Plan> PlanAsync<T>(
        string reader, bool generic, Func<PostLists, Task<IReadOnlyList<T>>> read, Dictionary<string, object?> parameters)
    {
        parameters["limit"] = Limit;
        return Plan.OfAsync(
            large.Database,
            reader == "anonymous" ? Actor.Anonymous : Member,
            async (DbSession db) => (await read(new PostLists(db))).Count.ShouldBe(Limit),
            parameters,
            generic);
    }
}
