using Agora.Application.Common;
using Agora.Db.Tests.Database;
using Agora.Db.Tests.Posts;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Tags;
using Agora.Testing;

namespace Agora.Db.Tests.Tags;

public sealed class SuggestPlanTests(SchemaFixture schema) : IClassFixture<SchemaFixture>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Completing_a_name_reads_the_index_of_names(bool generic)
    {
        DapperSetup.Apply();
        await schema.Database.Superuser.ExecuteAsync(
            "INSERT INTO app.tags (tag, post_count) SELECT 'tag' || md5(n::text), n % 100 FROM generate_series(1, 100000) AS n ON CONFLICT "
            + "DO NOTHING");
        await schema.Database.Superuser.ExecuteAsync("ANALYZE app.tags");

        var plan = await Plan.OfAsync(
            schema.Database,
            Actor.Anonymous,
            async db => (await new TagRepository(db).SuggestAsync("tagab", 10, default)).Count.ShouldBe(10),
            new Dictionary<string, object?>(StringComparer.Ordinal) { ["prefix"] = "tagab", ["limit"] = 10 },
            generic);

        plan.Text.ShouldContain("tags_tag_pattern_idx");
        plan.Nodes.ShouldNotContain("Seq Scan tags", plan.Text);
    }
}
