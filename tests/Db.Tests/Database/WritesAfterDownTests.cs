using Agora.Infrastructure.Database;
using Agora.Migrations;
using Agora.Migrations.Events;
using Agora.Migrations.Running;
using Agora.Testing;
using Npgsql;

namespace Agora.Db.Tests.Database;

/// <summary>
/// Versions that are taken back leave a database that can be written to. PostgreSQL checks what a PL/pgSQL function names only when it
/// runs, so a trigger that still writes to a dropped table shows at the next write.
/// </summary>
public sealed class WritesAfterDownTests
{
    /// <summary>The versions behind this one are taken back together.</summary>
    private const long Stays = 20261129200000;

    private const string Writes = """
        WITH people AS (
            INSERT INTO app.users (username)
            VALUES ('ann' || $1::text), ('bob' || $1::text)
            RETURNING id, username
        )
        SELECT (SELECT id FROM people WHERE username LIKE 'ann%') AS ann, (SELECT id FROM people WHERE username LIKE 'bob%') AS bob
        INTO TEMPORARY made;
        INSERT INTO app.follows (follower_id, followee_id) SELECT bob, ann FROM made;
        INSERT INTO app.posts (author_id, title, body, tags, status, published_at)
        SELECT ann, 'Title', 'Body for @bob', ARRAY['engines'], 'published', now() FROM made;
        INSERT INTO app.comments (post_id, author_id, body) SELECT p.id, bob, 'Comment' FROM made JOIN app.posts AS p ON p.author_id = ann;
        UPDATE app.posts SET title = 'Other title', tags = '{}' WHERE author_id = (SELECT ann FROM made);
        UPDATE app.comments SET body = 'Other' WHERE author_id = (SELECT bob FROM made);
        DELETE FROM app.follows WHERE follower_id = (SELECT bob FROM made);
        INSERT INTO app.follows (follower_id, followee_id) SELECT bob, ann FROM made;
        INSERT INTO app.blocks (blocker_id, blocked_id) SELECT ann, bob FROM made;
        DELETE FROM app.comments WHERE author_id = (SELECT bob FROM made);
        UPDATE app.posts SET deleted_at = now(), deleted_by = 'author' WHERE author_id = (SELECT ann FROM made);
        UPDATE app.posts SET deleted_at = NULL, deleted_by = NULL WHERE author_id = (SELECT ann FROM made);
        UPDATE app.users SET deleted_at = now() WHERE id = (SELECT bob FROM made);
        DELETE FROM app.posts WHERE author_id = (SELECT ann FROM made);
        DELETE FROM app.users WHERE id IN (SELECT unnest(ARRAY[ann, bob]) FROM made);
        DROP TABLE made;
        """;

    [Fact]
    public async Task People_write_after_the_versions_of_a_release_are_taken_back()
    {
        await using var database = await ApiDatabase.CreateAsync();
        var migrator = new Migrator(DatabaseMigrations.Options(database.Access), SilentObserver.Instance, TimeProvider.System);
        await WriteAsync(database, "before");

        var down = await migrator.DownAsync(DownTarget.Version(Stays), CancellationToken.None);

        down.Failure.ShouldBeNull($"{down.Failure?.Message} {down.Failure?.Detail} {string.Join('\n', down.Failure?.Details ?? [])}");
        down.Applied.Count.ShouldBeGreaterThan(0);
        await WriteAsync(database, "after");
    }

    private static async Task WriteAsync(ApiDatabase database, string when)
    {
        await using var connection = await database.Superuser.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(Writes.Replace("$1", $"'{when}'", StringComparison.Ordinal), connection);
        await command.ExecuteNonQueryAsync();
    }
}
