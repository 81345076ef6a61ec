using Agora.Application.Common;
using Agora.Db.Tests.Database;
using Agora.Db.Tests.Posts;
using Agora.Testing;
using Npgsql;

namespace Agora.Db.Tests.Follows;

public sealed class FollowCountTests(SchemaFixture schema) : IClassFixture<SchemaFixture>
{
    // What the counters must say, counted the slow way; and follows that a block or a closed account should have ended.
    private const string Wrong = """
        SELECT (SELECT count(*)
                FROM app.users AS u
                LEFT JOIN app.follow_counts AS c ON c.user_id = u.id
                WHERE coalesce(c.follower_count, 0) <> (SELECT count(*) FROM app.follows AS f WHERE f.followee_id = u.id)
                   OR coalesce(c.following_count, 0) <> (SELECT count(*) FROM app.follows AS f WHERE f.follower_id = u.id))
             + (SELECT count(*)
                FROM app.follows AS f
                JOIN app.users AS u ON u.id IN (f.follower_id, f.followee_id)
                WHERE u.deleted_at IS NOT NULL)
             + (SELECT count(*)
                FROM app.follows AS f
                JOIN app.blocks AS b ON (b.blocker_id, b.blocked_id) IN ((f.follower_id, f.followee_id), (f.followee_id, f.follower_id)))
        """;

    private NpgsqlDataSource Superuser => schema.Database.Superuser;

    [Fact]
    public async Task Counts_are_exact_under_concurrent_writes()
    {
        const int people = 8, workers = 6, rounds = 60;
        var ids = new Guid[people];
        var follows = 0;
        for (var i = 0; i < people; i++)
        {
            ids[i] = await GivenUserAsync();
        }

        await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(() => WorkAsync(worker))));

        follows.ShouldBeGreaterThan(0);
        (await Superuser.ScalarAsync<long>(Wrong)).ShouldBe(0);

        await Superuser.ExecuteAsync("DELETE FROM app.users WHERE id = $1", ids[0]);
        (await Superuser.ScalarAsync<long>(Wrong)).ShouldBe(0);

        async Task WorkAsync(int worker)
        {
            var random = new Random(worker);
            for (var round = 0; round < rounds; round++)
            {
                var (one, other) = (random.Next(people), random.Next(people));
                other = one == other ? (one + 1) % people : other;
                var act = random.Next(10);
                var sql = act switch
                {
                    < 5 => "INSERT INTO app.follows (follower_id, followee_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                    < 7 => "DELETE FROM app.follows WHERE follower_id = $1 AND followee_id = $2",
                    7 => "INSERT INTO app.blocks (blocker_id, blocked_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                    8 => "DELETE FROM app.blocks WHERE $1 IN (blocker_id, blocked_id) OR $2 IN (blocker_id, blocked_id)",
                    _ => "UPDATE app.users SET deleted_at = CASE WHEN deleted_at IS NULL THEN now() END WHERE id = $1 AND $2::uuid IS NOT "
                        + "NULL",
                };
                await UntilDoneAsync(async () =>
                {
                    var rows = await Superuser.ExecuteAsync(sql, ids[one], ids[other]);
                    Interlocked.Add(ref follows, act < 5 ? rows : 0);
                });
            }
        }
    }

    [Fact]
    public async Task A_follow_that_waited_for_the_block_of_the_same_moment_is_not_made()
    {
        var (one, other) = (await GivenUserAsync(), await GivenUserAsync());
        await using var blocking = await Superuser.OpenConnectionAsync();
        await using var transaction = await blocking.BeginTransactionAsync();
        await using var block = new NpgsqlCommand("INSERT INTO app.blocks (blocker_id, blocked_id) VALUES ($1, $2)", blocking, transaction)
        {
            Parameters = { new() { Value = one }, new() { Value = other } },
        };
        await block.ExecuteNonQueryAsync();

        var follow = Superuser.ExecuteAsync("INSERT INTO app.follows (follower_id, followee_id) VALUES ($1, $2)", other, one);
        await Superuser.WaitersAsync(1, follow);
        await transaction.CommitAsync();
        (await Should.ThrowAsync<PostgresException>(follow)).ConstraintName.ShouldBe("follows_open_check");

        (await Superuser.ScalarAsync<long>("SELECT count(*) FROM app.follows WHERE follower_id = $1", other)).ShouldBe(0);
    }

    [Fact]
    public async Task Raw_sql_follows_and_blocks_for_the_actor_only_and_hides_blocks_of_others()
    {
        var (one, other) = (await GivenUserAsync(), await GivenUserAsync());
        await Superuser.ExecuteAsync("INSERT INTO app.blocks (blocker_id, blocked_id) VALUES ($1, $2)", one, other);
        await using (var blocked = await Acting.AsAsync(schema.Database, new Actor(other, ActorRole.User, null)))
        {
            (await blocked.ListAsync<Guid>("SELECT blocker_id FROM app.blocks")).ShouldBeEmpty();
            (await blocked.ListAsync<Guid[]>("SELECT app.hidden_authors()")).ShouldHaveSingleItem().ShouldBe([one]);
            (await blocked.ExecuteAsync("DELETE FROM app.blocks")).ShouldBe(0);
        }

        foreach (var sql in new[]
        {
            "INSERT INTO app.follows (follower_id, followee_id) VALUES ($1, $2)",
            "INSERT INTO app.blocks (blocker_id, blocked_id) VALUES ($1, $2)",
            "UPDATE app.follow_counts SET follower_count = 1000 WHERE $1 <> $2",
        })
        {
            await using var acting = await Acting.AsAsync(schema.Database, new Actor(await GivenUserAsync(), ActorRole.User, null));
            var (from, to) = (await GivenUserAsync(), await GivenUserAsync());
            (await Should.ThrowAsync<PostgresException>(() => acting.ExecuteAsync(sql, from, to))).SqlState.ShouldBe("42501", sql);
        }
    }

    private async Task<Guid> GivenUserAsync() => await Superuser.ScalarAsync<Guid>(
        "INSERT INTO app.users (username) VALUES ($1) RETURNING id", $"u{Guid.NewGuid():N}"[..20]);

    // Closing an account locks its row before the others that it touches; Agora's unit of work runs the loser again.
    private static async Task UntilDoneAsync(Func<Task> work)
    {
        while (true)
        {
            try
            {
                await work();
                return;
            }
            catch (PostgresException conflict) when (conflict.SqlState == PostgresErrorCodes.DeadlockDetected)
            {
                continue;
            }
            catch (PostgresException refused) when (refused.ConstraintName is "follows_open_check" or "follows_not_blocked_check")
            {
                return;
            }
        }
    }
}
