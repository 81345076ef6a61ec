using Agora.Application.Common;
using Agora.Db.Tests.Database;
using Agora.Db.Tests.Posts;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Trash;
using Agora.Testing;

namespace Agora.Db.Tests.Trash;

/// <summary>The hourly purge among 100,000 posts and as many comments, half of them in the trash and none of them old enough.</summary>
public sealed class TrashPlanTests(SchemaFixture schema) : IClassFixture<SchemaFixture>
{
    [Fact]
    public async Task A_purge_that_finds_nothing_looks_at_nothing()
    {
        const string fill = """
            SET session_replication_role = replica;
            INSERT INTO app.users (id, username) VALUES ('20000000-0000-4000-8000-000000000001', 'ann');
            INSERT INTO app.posts (author_id, title, body, deleted_at, deleted_by)
            SELECT '20000000-0000-4000-8000-000000000001', 'T', 'B', CASE n % 2 WHEN 0 THEN now() - n * interval '1 second' END, CASE n % 2
                   WHEN 0 THEN 'author' END
            FROM generate_series(1, 100000) AS n;
            INSERT INTO app.comments (author_id, post_id, body, deleted_at, deleted_by)
            SELECT p.author_id, p.id, 'B', p.deleted_at, p.deleted_by FROM app.posts AS p;
            RESET session_replication_role;
            """;
        DapperSetup.Apply();
        await schema.Database.Superuser.ExecuteAsync(fill);
        await schema.Database.Superuser.ExecuteAsync("VACUUM (ANALYZE) app.posts");
        await schema.Database.Superuser.ExecuteAsync("VACUUM (ANALYZE) app.comments");
        var kept = TimeSpan.FromDays(30);

        var plan = await Plan.OfAsync(
            schema.Database,
            Actor.System,
            async db => (await new TrashRepository(db).PurgeAsync(kept, 200, default)).ShouldBe(0),
            new Dictionary<string, object?>(StringComparer.Ordinal) { ["kept"] = kept, ["most"] = 200 },
            generic: false);

        plan.Blocks.ShouldBeInRange(1, 100, plan.Text);
    }
}
