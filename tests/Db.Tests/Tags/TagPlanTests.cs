using Agora.Application.Common;
using Agora.Application.Posts;
using Agora.Db.Tests.Database;
using Agora.Db.Tests.Posts;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Tags;
using Agora.Testing;

namespace Agora.Db.Tests.Tags;

/// <summary>The orders of 100,000 tags are those of their indexes; page 1,000 costs what page 1 costs.</summary>
public sealed class TagPlanTests(SchemaFixture schema) : IClassFixture<SchemaFixture>
{
    private const int Limit = 21;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_most_used_are_read_by_key(bool generic)
    {
        var first = await PlanAsync(generic, new TagCount("", int.MaxValue));
        var deep = await PlanAsync(generic, new TagCount("tag5", 50));

        ShouldReadByKey("tags_post_count_tag_idx", first, deep);

        Task<Plan> PlanAsync(bool isGeneric, TagCount after) => this.PlanAsync(
            isGeneric,
            tags => tags.MostUsedAsync(after, Limit, default),
            new(StringComparer.Ordinal) { ["PostCount"] = after.PostCount, ["Tag"] = after.Tag, ["limit"] = Limit });
    }

    [Theory]
    [InlineData("", "", "tag8", false)]
    [InlineData("", "", "tag8", true)]
    [InlineData("taga", "", "tagaf", false)]
    [InlineData("taga", "", "tagaf", true)]
    public async Task Names_are_read_by_key(string prefix, string start, string middle, bool generic)
    {
        var first = await PlanAsync(start);
        var deep = await PlanAsync(middle);

        ShouldReadByKey("tags_tag_pattern_idx", first, deep);

        Task<Plan> PlanAsync(string after) => this.PlanAsync(
            generic,
            tags => tags.ByNameAsync(prefix, after, Limit, default),
            new(StringComparer.Ordinal) { ["prefix"] = prefix, ["after"] = after, ["limit"] = Limit });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_most_used_of_a_prefix_are_looked_for_in_an_index(bool generic)
    {
        var plan = await PlanAsync(
            generic,
            tags => tags.MostUsedAsync("tagab", new TagCount("", int.MaxValue), Limit, default),
            new(StringComparer.Ordinal) { ["prefix"] = "tagab", ["PostCount"] = int.MaxValue, ["Tag"] = "", ["limit"] = Limit });

        plan.Nodes.ShouldNotContain("Seq Scan tags", plan.Text);
    }

    private static void ShouldReadByKey(string index, Plan first, Plan deep)
    {
        foreach (var plan in new[] { first, deep })
        {
            plan.Nodes.ShouldContain($"Index Scan tags {index}", plan.Text);
            plan.Nodes.ShouldNotContain(n => n.Contains("Sort", StringComparison.Ordinal), plan.Text);
            plan.Blocks.ShouldBeInRange(1, 60, plan.Text);
        }

        deep.Blocks.ShouldBeLessThan(first.Blocks + 30, deep.Text);
    }

    private async Task<Plan> PlanAsync(
        bool generic, Func<TagLists, Task<IReadOnlyList<TagCount>>> read, Dictionary<string, object?> parameters)
    {
        DapperSetup.Apply();
        await schema.Database.Superuser.ExecuteAsync(
            "INSERT INTO app.tags (tag, post_count) SELECT 'tag' || md5(n::text), n % 100 FROM generate_series(1, 100000) AS n ON CONFLICT "
            + "DO NOTHING");
        await schema.Database.Superuser.ExecuteAsync("ANALYZE app.tags");
        return await Plan.OfAsync(
            schema.Database, Actor.Anonymous, async db => (await read(new TagLists(db))).Count.ShouldBe(Limit), parameters, generic);
    }
}
