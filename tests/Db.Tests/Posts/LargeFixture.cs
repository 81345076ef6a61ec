using Agora.Infrastructure.Database;
using Agora.Testing;

namespace Agora.Db.Tests.Posts;

/// <summary>
/// 100,000 posts of 1,000 authors, large enough that the planner means what it chooses. Made past the triggers, which would take
/// most of the time; what they derive is derived here by plain SQL.
/// </summary>
public sealed class LargeFixture : IAsyncLifetime
{
    public const int Posts = 100_000;

    /// <summary>Has written a tenth of everything.</summary>
    public static readonly Guid Prolific = Guid.Parse("00000000-0000-4000-8000-000000000001");

    private ApiDatabase? database;

    internal ApiDatabase Database => database ?? throw new InvalidOperationException("The fixture has not been initialised.");

    public async Task InitializeAsync()
    {
        const string sql = """
            SET session_replication_role = replica;

            -- Indexes are made faster than they grow; they come back below as they were.
            CREATE TEMPORARY TABLE gone AS
            SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition
            FROM pg_index AS i
            WHERE i.indrelid IN ('app.posts'::regclass, 'app.post_tags'::regclass) AND NOT i.indisprimary;
            DO $$ DECLARE index record; BEGIN FOR index IN TABLE gone LOOP EXECUTE 'DROP INDEX ' || index.name; END LOOP; END $$;

            INSERT INTO app.users (id, username)
            SELECT ('00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'author' || n
            FROM generate_series(1, 1000) AS n;

            INSERT INTO app.posts (id, author_id, title, body, language, status, published_at, created_at, tags, metadata, search_vector)
            SELECT ('10000000-0000-4000-8000-' || lpad(to_hex(n * 7919 % 100003), 12, '0'))::uuid,
                   ('00000000-0000-4000-8000-' || lpad(to_hex(CASE WHEN n % 10 = 0 THEN 1 ELSE 2 + n % 999 END), 12, '0'))::uuid,
                   'Post ' || n,
                   w.body,
                   CASE WHEN n % 20 = 3 THEN 'german' ELSE 'english' END,
                   CASE WHEN n % 20 = 7 THEN 'draft' WHEN n % 20 = 13 THEN 'archived' ELSE 'published' END,
                   CASE WHEN n % 20 = 7 THEN NULL ELSE timestamptz '2025-01-01Z' + n / 2 * interval '1 minute' END,
                   timestamptz '2025-01-01Z' + n / 2 * interval '1 minute',
                   ARRAY['t' || n % 5, 'u' || n % 500],
                   jsonb_build_object('n', n % 1000),
                   setweight(to_tsvector('english', w.body), CASE WHEN n % 10 = 5 THEN 'A' ELSE 'B' END::"char")
            FROM generate_series(1, 100000) AS n
            CROSS JOIN LATERAL (SELECT format('common%s usual%s rare%s', n % 3, n % 200, n % 5000) AS body) AS w;

            INSERT INTO app.post_stats (post_id, view_count, comment_count)
            SELECT p.id, n.number / 100, n.number % 50
            FROM app.posts AS p
            CROSS JOIN LATERAL (SELECT ('x' || right(p.id::text, 8))::bit(32)::bigint AS number) AS n
            ORDER BY p.id;
            INSERT INTO app.post_tags (tag, published_at, post_id)
            SELECT t.tag, p.published_at, p.id FROM app.posts AS p, unnest(p.tags) AS t (tag) WHERE p.status = 'published';
            INSERT INTO app.tags (tag, post_count) SELECT tag, count(*) FROM app.post_tags GROUP BY tag;
            INSERT INTO app.post_languages (language) VALUES ('english');
            DO $$ DECLARE index record; BEGIN FOR index IN TABLE gone LOOP EXECUTE index.definition; END LOOP; END $$;
            DROP TABLE gone;
            RESET session_replication_role;
            """;

        DapperSetup.Apply();
        database = await ApiDatabase.CreateAsync();
        await Database.Superuser.ExecuteAsync(sql);
        foreach (var table in new[] { "users", "posts", "post_stats", "post_tags", "tags" })
        {
            // A snapshot older than the rows, such as one of autovacuum, keeps pages from being marked for index-only scans.
            do
            {
                await Database.Superuser.ExecuteAsync($"VACUUM (ANALYZE) app.{table}");
            }
            while (await Database.Superuser.ScalarAsync<bool>(
                $"SELECT relallvisible < relpages FROM pg_class WHERE oid = 'app.{table}'::regclass"));
        }
    }

    public async Task DisposeAsync() => await Database.DisposeAsync();
}
