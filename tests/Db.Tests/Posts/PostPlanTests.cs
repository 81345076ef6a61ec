using Agora.Application.Common;
using Agora.Domain.Posts;
using Agora.Infrastructure.Posts;
using Agora.Testing;

namespace Agora.Db.Tests.Posts;

/// <summary>
/// How the statements of the lists are answered, with row-level security on: by the index they are meant to use, and deep in a
/// list at the price of its first page, whether or not the planner knows the values.
/// </summary>
public sealed class PostPlanTests(LargeFixture large) : IClassFixture<LargeFixture>
{
    private const int Limit = 21;

    private static readonly KeysetPosition Newest = new(new DateTimeOffset(9999, 1, 1, 0, 0, 0, TimeSpan.Zero), Guid.AllBitsSet);

    private static readonly DateTimeOffset From = new(2024, 12, 1, 0, 0, 0, TimeSpan.Zero);

    // With two posts a minute since 2025 and pages of 20 this is beyond page 1,000.
    private static readonly KeysetPosition Deep = new(new DateTimeOffset(2025, 1, 21, 0, 0, 0, TimeSpan.Zero), Guid.AllBitsSet);

    private static readonly Actor Member = new(Guid.Parse("00000000-0000-4000-8000-000000000002"), ActorRole.User, null);

    public static TheoryData<string, bool> Readers =>
        new() { { "anonymous", false }, { "anonymous", true }, { "member", false }, { "member", true } };

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task The_front_page_reads_the_index_of_published_posts(string reader, bool generic)
    {
        var (first, deep) = await BothAsync(
            reader, generic, (db, at) => new PostLists(db).PublishedAsync(at, From, Limit, default), new() { ["from"] = From });

        first.Nodes.ShouldContain("Index Scan posts posts_published_at_id_idx", first.Text);
        ShouldReadByKey(first, deep);
    }

    [Theory]
    [InlineData("english", true)]
    [InlineData("german", false)]
    [InlineData("german", true)]
    public async Task The_posts_in_a_language_are_read_by_key(string language, bool generic)
    {
        var (first, deep) = await BothAsync(
            "member",
            generic,
            (db, at) => new PostLists(db).PublishedAsync(language, at, From, Limit, default),
            new() { ["language"] = language, ["from"] = From });

        first.Nodes.ShouldContain("Index Scan posts posts_language_published_at_id_idx", first.Text);
        ShouldReadByKey(first, deep);
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task The_pages_of_a_tag_are_read_from_its_key(string reader, bool generic)
    {
        var (first, deep) = await BothAsync(
            reader, generic, (db, at) => new PostLists(db).TaggedAsync("t3", at, From, Limit, default), new()
            {
                ["tag"] = "t3",
                ["from"] = From,
            });

        first.Nodes.ShouldContain("Index Only Scan post_tags post_tags_pkey", first.Text);
        first.Nodes.ShouldContain(n => n == "Index Scan posts posts_pkey" || n == "Index Scan posts posts_id_idx", first.Text);
        ShouldReadByKey(first, deep);
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task The_titles_of_an_author_come_from_the_index_alone(string reader, bool generic)
    {
        var (first, deep) = await BothAsync(
            reader,
            generic,
            async (db, at) => (await new PostLists(db).TitlesAsync(LargeFixture.Prolific, at, Limit, default)).ShouldNotBeNull(),
            new() { ["authorId"] = LargeFixture.Prolific });

        first.Nodes.ShouldContain("Index Only Scan posts posts_author_id_listed_at_id_idx", first.Text);
        first.Text.ShouldContain("\"Heap Fetches\": 0,", Case.Sensitive, first.Text);
        ShouldReadByKey(first, deep, sortsPage: true);
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task The_titles_of_many_posts_come_from_the_index_alone(string reader, bool generic)
    {
        var ids = Enumerable.Range(1, 100).Select(n => Guid.Parse($"10000000-0000-4000-8000-{n * 7919 % 100003:x12}")).ToArray();

        var plan = await Plan.OfAsync(
            large.Database,
            reader == "anonymous" ? Actor.Anonymous : Member,
            async db => (await new PostLists(db).TitlesAsync(ids, default)).Count.ShouldBeInRange(80, 100),
            new Dictionary<string, object?>(StringComparer.Ordinal) { ["ids"] = ids },
            generic);

        plan.Scans.ShouldContain("Index Only Scan posts posts_id_idx", plan.Text);
        plan.Text.ShouldContain("\"Heap Fetches\": 0,", Case.Sensitive, plan.Text);
        plan.Blocks.ShouldBeInRange(1, 600, plan.Text);
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task The_posts_of_an_author_are_read_by_key(string reader, bool generic)
    {
        var (first, deep) = await BothAsync(
            reader,
            generic,
            (db, at) => new PostLists(db).ByAuthorAsync(LargeFixture.Prolific, PostStatus.Published, at, From, Limit, default),
            new() { ["authorId"] = LargeFixture.Prolific, ["Status"] = "published", ["from"] = From });

        first.Nodes.ShouldContain("Index Scan posts posts_author_id_listed_at_id_idx", first.Text);
        ShouldReadByKey(first, deep);
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task One_post_is_read_by_its_key(string reader, bool generic)
    {
        var post = await large.Database.Superuser.ScalarAsync<Guid>("SELECT id FROM app.posts WHERE status = 'published' LIMIT 1");

        var plan = await PlanAsync(reader, generic, db => new PostRepository(db).FindAsync(post, default), new() { ["postId"] = post });

        plan.Nodes.ShouldContain(n => n == "Index Scan posts posts_pkey" || n == "Index Scan posts posts_id_idx", plan.Text);
        ShouldTouchFewPages(plan, 60);
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task The_trash_is_read_from_its_own_index(string reader, bool generic)
    {
        var plan = await PlanAsync(
            reader,
            generic,
            db => new PostLists(db).TrashAsync(LargeFixture.Prolific, Newest, Limit, default),
            new() { ["authorId"] = LargeFixture.Prolific, ["At"] = Newest.At, ["Id"] = Newest.Id, ["limit"] = Limit });

        plan.Nodes.ShouldContain("Index Scan posts posts_author_id_deleted_at_id_idx", plan.Text);
        ShouldTouchFewPages(plan, 10);
    }

    // The policies of the post and of its counters ask who is blocked, which takes the signature; files are asked for when there are any.
    [Theory]
    [InlineData("anonymous", 0)]
    [InlineData("member", 2)]
    public async Task A_post_is_read_with_a_key_of_each_of_its_tables(string reader, long verifications)
    {
        var id = await large.Database.Superuser.ScalarAsync<Guid>("SELECT id FROM app.posts WHERE status = 'published' LIMIT 1");

        var plan = await PlanAsync(
            reader,
            generic: true,
            async db => (await new PostRepository(db).FindWithMediaAsync(id, default)).ShouldNotBeNull(),
            new() { ["postId"] = id });

        plan.Scans.ShouldBe(
            [
                "Index Scan posts posts_id_idx", "Index Scan post_stats post_stats_pkey", "Index Only Scan posts posts_id_idx",
                "Subquery Scan", "Index Scan users users_pkey",
            ],
            plan.Text);
        plan.Verifications.ShouldBe(verifications, plan.Text);
    }

    /// <param name="sortsPage">Whether the rows of the page, and no others, are put in order once more behind a join.</param>
    private static void ShouldReadByKey(Plan first, Plan deep, bool sortsPage = false)
    {
        deep.Scans.ShouldBe(first.Scans, deep.Text);
        deep.Nodes.ShouldNotContain(n => !sortsPage && n.Contains("Sort", StringComparison.Ordinal), deep.Text);
        deep.Conditions("Index Cond").ShouldContain("ROW(", Case.Sensitive, deep.Text);
        deep.Conditions("Filter").ShouldNotContain("ROW(", Case.Sensitive, deep.Text);
        ShouldTouchFewPages(first, 500);
        deep.Blocks.ShouldBeLessThan(first.Blocks + 100, deep.Text);
    }

    private static void ShouldTouchFewPages(Plan plan, int most)
    {
        plan.Nodes.ShouldNotContain(n => n.StartsWith("Seq Scan", StringComparison.Ordinal), plan.Text);
        plan.Blocks.ShouldBeInRange(1, most, plan.Text);
    }

    private async Task<(Plan First, Plan Deep)> BothAsync<T>(
        string reader,
        bool generic,
        Func<Infrastructure.Database.DbSession, KeysetPosition, Task<IReadOnlyList<T>>> read,
        Dictionary<string, object?> parameters)
    {
        return (await AtAsync(Newest), await AtAsync(Deep));

        async Task<Plan> AtAsync(KeysetPosition at)
        {
            var all = new Dictionary<string, object?>(parameters, StringComparer.Ordinal)
            {
                ["At"] = at.At,
                ["Id"] = at.Id,
                ["limit"] = Limit,
            };
            return await PlanAsync(
                reader, generic, async db => (await read(db, at)).Count.ShouldBe(Limit), all);
        }
    }

    private Task<Plan> PlanAsync(
        string reader, bool generic, Func<Infrastructure.Database.DbSession, Task> read, Dictionary<string, object?> parameters) =>
        Plan.OfAsync(large.Database, reader == "anonymous" ? Actor.Anonymous : Member, read, parameters, generic);
}
