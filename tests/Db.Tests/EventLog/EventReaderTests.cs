using Agora.Application.Common;
using Agora.Db.Tests.Database;
using Agora.Db.Tests.Posts;
using Agora.Domain.EventLog;
using Agora.Testing;

namespace Agora.Db.Tests.EventLog;

/// <summary>Who sees an event is who may read what it is about, as row-level security says.</summary>
public sealed class EventReaderTests(SchemaFixture schema) : IClassFixture<SchemaFixture>
{
    private static readonly string[] Roles = ["user", "user", "user", "user", "user", "moderator", "admin"];

    // The author of the post, that of its comments, another reader, one whom the former blocks, one who blocks the latter, and staff.
    private readonly Guid[] people = [.. Roles.Select(_ => Guid.CreateVersion7())];

    [Fact]
    public async Task Events_of_posts_and_comments_are_seen_by_those_who_may_read_them()
    {
        await ArrangeAsync();
        foreach (var (audience, table) in new[] { ("post", "posts"), ("comment", "comments") })
        {
            var together = await SeenAsync(audience, table, people, Roles);
            for (var i = 0; i < people.Length; i++)
            {
                var actor = new Actor(people[i], Enum.Parse<ActorRole>(Roles[i], ignoreCase: true), SessionId: null);
                await using var acting = await Acting.AsAsync(schema.Database, actor);
                var readable = (await acting.ListAsync<Guid>($"SELECT id FROM app.{table}")).Order().ToList();

                together[people[i]].ShouldBe(readable, $"{Roles[i]} {i} and {table}");
                (await SeenAsync(audience, table, [people[i]], [Roles[i]]))[people[i]].ShouldBe(readable, "one at a time as all at once");
            }

            await using var anonymous = await Acting.AsAsync(schema.Database, Actor.Anonymous);
            (await SeenAsync(audience, table, [], []))[Guid.Empty].ShouldBe(
                (await anonymous.ListAsync<Guid>($"SELECT id FROM app.{table}")).Order());
        }
    }

    [Fact]
    public async Task Every_type_that_the_database_writes_is_a_documented_one() =>
        (await schema.ListAsync("""
            SELECT DISTINCT m[1]
            FROM pg_proc AS p
            CROSS JOIN LATERAL regexp_matches(p.prosrc, '''([a-z_]+\.[a-z_]+)''', 'g') AS m
            WHERE p.pronamespace = 'app'::regnamespace
              AND p.prosrc LIKE '%INSERT INTO app.event\_log (%'
            """)).Order(StringComparer.Ordinal).ShouldBe(EventTypes.All.Order(StringComparer.Ordinal));

    /// <summary>What each reader sees; all others have no id.</summary>
    private async Task<Dictionary<Guid, List<Guid>>> SeenAsync(string audience, string table, Guid[] readers, string[] roles)
    {
        var (post, comment, from) = table == "posts" ? ("id", "NULL", "id") : ("post_id", "id", "id");
        await using var command = schema.Database.Superuser.CreateCommand($"""
            WITH subjects AS (
                SELECT row_number() OVER () AS n, {from} AS id, {post} AS post_id, {comment}::uuid AS comment_id, author_id FROM app.{table}
            ), seen AS (
                SELECT r.*
                FROM (SELECT array_agg(n) AS numbers, array_agg($1) AS audiences, array_agg(post_id) AS posts,
                             array_agg(comment_id) AS comments, array_agg(author_id) AS owners, array_agg(NULL::uuid) AS users
                      FROM subjects) AS a
                CROSS JOIN LATERAL app.event_readers(a.numbers, a.audiences, a.posts, a.comments, a.owners, a.users, $2, $3) AS r
            )
            SELECT p.id, s.id
            FROM subjects AS s
            CROSS JOIN (SELECT unnest($2) AS id UNION ALL SELECT NULL) AS p
            WHERE coalesce(
                (SELECT r.is_shown FROM seen AS r WHERE r.number = s.n AND r.reader = p.id),
                (SELECT r.is_shown FROM seen AS r WHERE r.number = s.n AND r.reader IS NULL))
            ORDER BY s.id
            """);
        command.Parameters.AddWithValue(audience);
        command.Parameters.AddWithValue(readers);
        command.Parameters.AddWithValue(roles);
        var seen = readers.Append(Guid.Empty).ToDictionary(id => id, _ => new List<Guid>());
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            seen[reader.IsDBNull(0) ? Guid.Empty : reader.GetGuid(0)].Add(reader.GetGuid(1));
        }

        foreach (var list in seen.Values)
        {
            list.Sort();
        }

        return seen;
    }

    // Posts of the first person in every state, and comments in every state of the first four below each.
    private async Task ArrangeAsync()
    {
        var database = schema.Database.Superuser;
        await database.ExecuteAsync(
            "INSERT INTO app.users (id, email, username, role) SELECT u.id, u.id || '@example.org', 'u' || "
            + "left(replace(u.id::text, '-', ''), 30), u.role FROM unnest($1, $2) AS u (id, role)", people, Roles);
        await database.ExecuteAsync(
            "INSERT INTO app.blocks (blocker_id, blocked_id) VALUES ($1, $4), ($5, $2), ($2, $3)",
            people[0], people[1], people[2], people[3], people[4]);
        await database.ExecuteAsync(
            """
            INSERT INTO app.posts (id, author_id, title, body, status, published_at)
            SELECT gen_random_uuid(), $1, 'A title', 'A body', 'published', now() FROM generate_series(1, 5)
            """,
            people[0]);
        await database.ExecuteAsync(
            """
            INSERT INTO app.comments (id, post_id, author_id, body)
            SELECT gen_random_uuid(), p.id, a.id, 'A comment' FROM app.posts AS p, unnest($1) AS a (id), generate_series(1, 3)
            """,
            people[..4]);
        await database.ExecuteAsync(
            """
            UPDATE app.comments AS c
            SET is_approved = n.number <> 2,
                deleted_at = CASE WHEN n.number = 3 THEN now() END,
                deleted_by = CASE WHEN n.number = 3 THEN 'author' END
            FROM (SELECT id, row_number() OVER (PARTITION BY post_id, author_id) AS number FROM app.comments) AS n
            WHERE n.id = c.id
            """);
        await database.ExecuteAsync(
            """
            UPDATE app.posts AS p
            SET status = (ARRAY['published', 'draft', 'archived', 'hidden', 'published'])[n.number],
                deleted_at = CASE WHEN n.number = 5 THEN now() END,
                deleted_by = CASE WHEN n.number = 5 THEN 'staff' END
            FROM (SELECT id, row_number() OVER () AS number FROM app.posts) AS n
            WHERE n.id = p.id
            """);
    }
}
