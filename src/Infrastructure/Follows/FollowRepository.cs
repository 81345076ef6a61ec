using Agora.Application.Common;
using Agora.Application.Follows;
using Agora.Domain.Follows;
using Agora.Infrastructure.Database;
using Npgsql;

namespace Agora.Infrastructure.Follows;

internal sealed class FollowRepository(DbSession db) : IFollowRepository
{
    public async Task<FollowOutcome> FollowAsync(Follow follow, CancellationToken ct)
    {
        // The trigger refuses what cannot be followed, so an insert of no row found the follow there, even if it is deleted next.
        const string sql = """
            WITH person AS (
                SELECT m.id FROM app.members AS m WHERE m.id = @FolloweeId
            ), made AS (
                INSERT INTO app.follows (follower_id, followee_id, created_at)
                SELECT @FollowerId, p.id, @Since FROM person AS p
                ON CONFLICT DO NOTHING
            )
            SELECT EXISTS (SELECT FROM person)
            """;

        try
        {
            return await db.ScalarAsync<bool>(sql, follow, ct) ? FollowOutcome.Follows : FollowOutcome.Missing;
        }
        catch (PostgresException refused)
            when (refused is { SqlState: PostgresErrorCodes.CheckViolation, ConstraintName: "follows_not_blocked_check" })
        {
            return FollowOutcome.Blocked;
        }
        catch (PostgresException refused)
            when (refused is { SqlState: PostgresErrorCodes.CheckViolation, ConstraintName: "follows_open_check" })
        {
            return FollowOutcome.Missing;
        }
    }

    public Task UnfollowAsync(Guid followerId, Guid followeeId, CancellationToken ct)
    {
        const string sql = "DELETE FROM app.follows WHERE follower_id = @followerId AND followee_id = @followeeId";

        return db.ExecuteAsync(sql, new { followerId, followeeId }, ct);
    }

    public async Task<bool> BlockAsync(Block block, CancellationToken ct)
    {
        const string sql = """
            WITH person AS (
                SELECT m.id FROM app.members AS m WHERE m.id = @BlockedId
            ), made AS (
                INSERT INTO app.blocks (blocker_id, blocked_id, created_at)
                SELECT @BlockerId, p.id, @Since FROM person AS p
                ON CONFLICT DO NOTHING
            )
            SELECT EXISTS (SELECT FROM person)
            """;

        return await db.ScalarAsync<bool>(sql, block, ct);
    }

    public Task UnblockAsync(Guid blockerId, Guid blockedId, CancellationToken ct)
    {
        const string sql = "DELETE FROM app.blocks WHERE blocker_id = @blockerId AND blocked_id = @blockedId";

        return db.ExecuteAsync(sql, new { blockerId, blockedId }, ct);
    }

    public Task<People?> FollowersAsync(Guid userId, KeysetPosition after, int limit, CancellationToken ct)
    {
        const string sql = """
            SELECT coalesce(c.follower_count, 0) AS total, f.id, f.username, f.full_name, f.created_at AS since
            FROM app.members AS u
            LEFT JOIN app.follow_counts AS c ON c.user_id = u.id
            LEFT JOIN LATERAL (
                SELECT m.id, m.username, m.full_name, l.created_at
                FROM (SELECT w.follower_id, w.created_at
                      FROM app.follows AS w
                      WHERE w.followee_id = @userId AND (w.created_at, w.follower_id) < (@At, @Id)
                      ORDER BY w.created_at DESC, w.follower_id DESC
                      LIMIT @limit) AS l
                CROSS JOIN LATERAL (SELECT m.id, m.username, m.full_name FROM app.members AS m WHERE m.id = l.follower_id LIMIT 1) AS m
            ) AS f ON true
            WHERE u.id = @userId
            ORDER BY f.created_at DESC, f.id DESC
            """;

        return PeopleAsync(sql, userId, after, limit, ct);
    }

    public Task<People?> FollowingAsync(Guid userId, KeysetPosition after, int limit, CancellationToken ct)
    {
        const string sql = """
            SELECT coalesce(c.following_count, 0) AS total, f.id, f.username, f.full_name, f.created_at AS since
            FROM app.members AS u
            LEFT JOIN app.follow_counts AS c ON c.user_id = u.id
            LEFT JOIN LATERAL (
                SELECT m.id, m.username, m.full_name, l.created_at
                FROM (SELECT w.followee_id, w.created_at
                      FROM app.follows AS w
                      WHERE w.follower_id = @userId AND (w.created_at, w.followee_id) < (@At, @Id)
                      ORDER BY w.created_at DESC, w.followee_id DESC
                      LIMIT @limit) AS l
                CROSS JOIN LATERAL (SELECT m.id, m.username, m.full_name FROM app.members AS m WHERE m.id = l.followee_id LIMIT 1) AS m
            ) AS f ON true
            WHERE u.id = @userId
            ORDER BY f.created_at DESC, f.id DESC
            """;

        return PeopleAsync(sql, userId, after, limit, ct);
    }

    public Task<IReadOnlyList<Person>> BlockedAsync(Guid userId, KeysetPosition after, int limit, CancellationToken ct)
    {
        const string sql = """
            SELECT l.blocked_id AS id, m.username, m.full_name, l.created_at AS since
            FROM (SELECT b.blocked_id, b.created_at
                  FROM app.blocks AS b
                  WHERE b.blocker_id = @userId AND (b.created_at, b.blocked_id) < (@At, @Id)
                  ORDER BY b.created_at DESC, b.blocked_id DESC
                  LIMIT @limit) AS l
            LEFT JOIN LATERAL (SELECT m.username, m.full_name FROM app.members AS m WHERE m.id = l.blocked_id LIMIT 1) AS m ON true
            ORDER BY l.created_at DESC, l.blocked_id DESC
            """;

        return db.QueryAsync<Person>(sql, new { userId, after.At, after.Id, limit }, ct);
    }

    private async Task<People?> PeopleAsync(string sql, Guid userId, KeysetPosition after, int limit, CancellationToken ct)
    {
        var rows = await db.QueryAsync<PersonRow>(sql, new { userId, after.At, after.Id, limit }, ct);
        return rows.Count == 0
            ? null
            : new People(
                [.. rows.Where(r => r.Id is not null).Select(r => new Person(r.Id!.Value, r.Username, r.FullName, r.Since!.Value))],
                rows[0].Total);
    }

    /// <summary>All but the total is null in the one row of an account without follows.</summary>
    private sealed record PersonRow(int Total, Guid? Id, string? Username, string? FullName, DateTimeOffset? Since);
}
