using Agora.Testing;

namespace Agora.Db.Tests.Database;

public sealed class EmptiedSchemaTests(EmptiedSchemaFixture schema) : IClassFixture<EmptiedSchemaFixture>
{
    [Fact]
    public async Task Keeps_what_the_migrations_made_and_nothing_else()
    {
        var before = await CountsAsync(await schema.FilledTablesAsync());
        before.ShouldNotBeEmpty();
        await schema.Database.Superuser.ExecuteAsync(
            """
            WITH author AS (INSERT INTO app.users (username) VALUES ('writer') RETURNING id),
                 post AS (INSERT INTO app.posts (author_id, title, body, tags, status, published_at)
                          SELECT id, 't', 'b', ARRAY['a', 'b'], 'published', now() FROM author RETURNING id, author_id)
            INSERT INTO app.comments (post_id, author_id, body) SELECT id, author_id, 'c' FROM post
            """);
        (await schema.FilledTablesAsync()).Count.ShouldBeGreaterThan(before.Count + 3);

        await schema.EmptyAsync();

        (await CountsAsync(await schema.FilledTablesAsync())).ShouldBe(before);
    }

    private async Task<IReadOnlyList<string>> CountsAsync(IReadOnlyList<string> tables)
    {
        var counts = new List<string>();
        foreach (var table in tables)
        {
            counts.Add($"{table}: {await schema.Database.Superuser.ScalarAsync<long>($"SELECT count(*) FROM app.{table}")}");
        }

        return counts;
    }
}
