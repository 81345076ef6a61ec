using Agora.Application.Common;
using Agora.Db.Tests.Database;
using Agora.Db.Tests.Posts;
using Agora.Testing;
using Npgsql;

namespace Agora.Db.Tests.Notifications;

public sealed class NotificationTests(SchemaFixture schema) : IClassFixture<SchemaFixture>
{
    private NpgsqlDataSource Superuser => schema.Database.Superuser;

    [Theory]
    [InlineData("no mention", "")]
    [InlineData("@ann", "ann")]
    [InlineData("Hello @Ann, and (@ben) and @ann", "ann ben")]
    [InlineData("Ask @ann.b-c_d.", "ann.b-c_d")]
    [InlineData("ann@example.org and /@ben and x@cat and @@dan", "")]
    [InlineData("@an @-ann @", "")]
    [InlineData("@a01 @a02 @a03 @a04 @a05 @a06 @a07 @a08 @a09 @a10 @a11", "a01 a02 a03 a04 a05 a06 a07 a08 a09 a10")]
    [InlineData("@aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeef", "")]
    public async Task Names_behind_an_at_sign_are_mentions(string text, string names) =>
        string.Join(' ', (await Superuser.ScalarAsync<string[]>("SELECT app.mentions($1)", text))!).ShouldBe(names);

    [Fact]
    public async Task Raw_sql_reads_and_marks_own_notifications_and_makes_none()
    {
        var users = (await Superuser.ScalarAsync<Guid[]>(
            """
            WITH made AS (INSERT INTO app.users (username) VALUES ('reader'), ('follower'), ('other') RETURNING id)
            SELECT array_agg(id) FROM made
            """))!;
        await Superuser.ExecuteAsync("INSERT INTO app.follows (follower_id, followee_id) VALUES ($1, $2)", users[1], users[0]);

        (await ReadAsync(users[0])).ShouldBe((1, 1));
        (await ReadAsync(users[1])).ShouldBe((0, 0));
        (await ReadAsync(users[2])).ShouldBe((0, 0));
        foreach (var sql in new[]
        {
            "INSERT INTO app.notifications (user_id, kind, actor_id, created_at) VALUES ($1, 'follow', $1, now())",
            "UPDATE app.notifications SET kind = 'like' WHERE user_id = $1",
            "DELETE FROM app.notifications WHERE user_id = $1",
            "INSERT INTO app.muted_posts (user_id, post_id) SELECT $1, gen_random_uuid()",
        })
        {
            await using var acting = await Acting.AsAsync(schema.Database, new Actor(users[0], ActorRole.User, null));
            (await Should.ThrowAsync<PostgresException>(() => acting.ExecuteAsync(sql, users[0]))).SqlState.ShouldBe("42501", sql);
        }

        async Task<(int Seen, int Marked)> ReadAsync(Guid who)
        {
            await using var acting = await Acting.AsAsync(schema.Database, new Actor(who, ActorRole.User, null));
            return (
                (await acting.ListAsync<Guid>("SELECT id FROM app.notifications")).Count,
                await acting.ExecuteAsync("UPDATE app.notifications SET read_at = now()"));
        }
    }
}
