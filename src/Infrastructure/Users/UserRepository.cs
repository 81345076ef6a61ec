using System.Text.Json;
using Agora.Application.Common;
using Agora.Application.Users;
using Agora.Domain.Users;
using Agora.Infrastructure.Database;
using Npgsql;

namespace Agora.Infrastructure.Users;

internal sealed class UserRepository(DbSession db) : IUserRepository
{
    public async Task<SaveUserOutcome> TryAddAsync(User user, string? passwordHash, CancellationToken ct)
    {
        const string sql = """
            INSERT INTO app.users (id, email, username, full_name, role, password_hash)
            SELECT @Id, @Email, @username, @FullName, @role, @passwordHash
            WHERE NOT EXISTS (
                SELECT FROM app.users
                WHERE email_key = ANY (ARRAY(SELECT lower(normalize(f.form, NFKC)) FROM unnest(@forms) AS f (form)))
                  AND deleted_at IS NULL)
            ON CONFLICT DO NOTHING
            """;
        const string isTaken = """
            SELECT EXISTS (SELECT FROM app.users WHERE username_key = lower(@username) AND deleted_at IS NULL)
            """;

        // The unique indexes decide who got a name first. Of two that are taken, the username is named: it is public anyway.
        var row = new
        {
            user.Id,
            user.Email,
            forms = user.Email is null ? [] : EmailAddress.Forms(user.Email).ToArray(),
            username = user.Username.Text,
            user.FullName,
            role = Stored.Name(user.Role),
            passwordHash,
        };
        var saved = await SaveAsync(async () => await db.ExecuteAsync(sql, row, ct) == 1);
        return saved != SaveUserOutcome.Missing
            ? saved
            : await db.ScalarAsync<bool>(isTaken, row, ct) ? SaveUserOutcome.UsernameTaken : SaveUserOutcome.EmailTaken;
    }

    public async Task<User?> LoadAsync(Guid userId, CancellationToken ct)
    {
        const string sql = """
            SELECT m.id, m.username, m.full_name, u.email, m.role, coalesce(u.is_active, true) AS is_active, u.deleted_at AS closed_at,
                   false AS is_erased, m.version
            FROM app.members AS m
            LEFT JOIN app.users AS u ON u.id = m.id
            WHERE m.id = @userId
            """;

        return (await db.FindAsync<StoredUser>(sql, new { userId }, ct))?.ToUser();
    }

    public async Task<User?> LoadAnyAsync(Guid userId, CancellationToken ct)
    {
        const string sql = """
            SELECT u.id, u.username, u.full_name, u.email, u.role, u.is_active, u.deleted_at AS closed_at,
                   u.erased_at IS NOT NULL AS is_erased, u.version
            FROM app.users AS u
            WHERE u.id = @userId
            """;

        return (await db.FindAsync<StoredUser>(sql, new { userId }, ct))?.ToUser();
    }

    // Row-level security decides who sees a row of app.users; reading one of the two alone spares a join whose result is known.
    public Task<UserView?> FindAsync(Guid userId, CancellationToken ct)
    {
        const string whole = """
            SELECT u.id, u.username, u.full_name, u.role, u.email, u.email_verified_at, u.pending_email, u.is_active, u.last_login_at,
                   u.version, u.created_at, u.updated_at
            FROM app.users AS u
            WHERE u.id = @userId
              AND u.deleted_at IS NULL
            """;
        const string open = """
            SELECT m.id, m.username, m.full_name, m.role, NULL::text AS email, NULL::timestamptz AS email_verified_at,
                   NULL::text AS pending_email, NULL::boolean AS is_active, NULL::timestamptz AS last_login_at,
                   m.version, m.created_at, m.updated_at
            FROM app.members AS m
            WHERE m.id = @userId
            """;

        return db.FindAsync<UserView>(db.Actor.Is(userId) || db.Actor.IsAdmin ? whole : open, new { userId }, ct);
    }

    public Task<UserView?> FindAsync(string username, CancellationToken ct)
    {
        const string sql = """
            SELECT m.id, m.username, m.full_name, m.role, u.email, u.email_verified_at, u.pending_email, u.is_active, u.last_login_at,
                   m.version, m.created_at, m.updated_at
            FROM app.members AS m
            LEFT JOIN app.users AS u ON u.id = m.id
            WHERE m.username_key = lower(@username)
            """;

        return db.FindAsync<UserView>(sql, new { username }, ct);
    }

    public Task<Guid?> FindIdAsync(string username, CancellationToken ct)
    {
        const string sql = """
            SELECT m.id
            FROM app.members AS m
            WHERE m.username_key = lower(@username)
            """;

        return db.FindAsync<Guid?>(sql, new { username }, ct);
    }

    public Task<IReadOnlyList<UserView>> ListAsync(UserSort sort, MemberPosition after, int limit, CancellationToken ct)
    {
        const string sql = """
            SELECT m.id, m.username, m.full_name, m.role, u.email, u.email_verified_at, u.pending_email, u.is_active, u.last_login_at,
                   m.version, m.created_at, m.updated_at
            FROM app.member_page(@Sort, @At, @Id, @Name, @Skip, @limit) WITH ORDINALITY
                AS m (id, username, full_name, role, version, created_at, updated_at, place)
            LEFT JOIN LATERAL (
                SELECT o.email, o.email_verified_at, o.pending_email, o.is_active, o.last_login_at
                FROM app.users AS o
                WHERE o.id = m.id
                LIMIT 1) AS u ON true
            ORDER BY m.place
            """;

        var parameters = new { Sort = Stored.Name(sort), after.Time.At, after.Time.Id, after.Name, after.Skip, limit };
        return db.QueryAsync<UserView>(sql, parameters, ct);
    }

    public Task<long> CountAsync(string? term, CountMode mode, CancellationToken ct)
    {
        const string all = "SELECT FROM app.members";
        const string found = "SELECT app.count_members(@term)";

        return term is null ? db.CountAsync(mode, all, null, ct) : db.ScalarAsync<long>(found, new { term }, ct);
    }

    public async Task<IReadOnlyList<RankedUser>> SearchAsync(string term, UserPosition after, int limit, CancellationToken ct)
    {
        const string sql = """
            SELECT f.rank, m.id, m.username, m.full_name, m.role, u.email, u.email_verified_at, u.pending_email, u.is_active,
                   u.last_login_at, m.version, m.created_at, m.updated_at
            FROM app.search_members(@term, @Rank, @Id, @wanted) AS f
            CROSS JOIN LATERAL (
                SELECT o.id, o.username, o.full_name, o.role, o.version, o.created_at, o.updated_at
                FROM app.members AS o
                WHERE o.id = f.id
                LIMIT 1) AS m
            LEFT JOIN app.users AS u ON u.id = f.id
            ORDER BY f.rank DESC, f.id DESC
            OFFSET @Skip
            """;

        var parameters = new { term, after.Rank, after.Id, after.Skip, wanted = limit + after.Skip };
        var rows = await db.QueryAsync<RankedRow>(sql, parameters, ct);
        return [.. rows.Select(r => r.ToRankedUser())];
    }

    public Task<IReadOnlyList<UserSuggestion>> SuggestAsync(string typed, int limit, CancellationToken ct)
    {
        const string sql = """
            SELECT f.id, f.username, f.full_name
            FROM app.suggest_members(@typed, @limit) AS f
            """;
        return db.QueryAsync<UserSuggestion>(sql, new { typed, limit }, ct);
    }

    public async Task<SaveUserOutcome> TrySaveAsync(User user, int version, CancellationToken ct)
    {
        const string sql = """
            UPDATE app.users
            SET username = @username,
                full_name = @FullName,
                role = @role,
                is_active = @IsActive,
                security_version = security_version + ((role, is_active) IS DISTINCT FROM (@role, @IsActive))::integer
            WHERE id = @Id
              AND version = @version
              AND deleted_at IS NULL
            """;

        var row = new
        {
            user.Id,
            username = user.Username.Text,
            user.FullName,
            role = Stored.Name(user.Role),
            user.IsActive,
            version,
        };
        return await SaveAsync(async () => version == user.Version && await db.ExecuteAsync(sql, row, ct) == 1);
    }

    public async Task<bool> TryCloseAsync(User closed, int? version, CancellationToken ct)
    {
        const string sql = """
            UPDATE app.users
            SET deleted_at = @ClosedAt,
                security_version = security_version + 1
            WHERE id = @Id
              AND (@version::integer IS NULL OR version = @version)
              AND deleted_at IS NULL
            """;

        return (version is null || version == closed.Version)
            && await db.ExecuteAsync(sql, new { closed.Id, closed.ClosedAt, version }, ct) == 1;
    }

    public async Task<(SaveUserOutcome Outcome, UserView? Restored)> TryRestoreAsync(User open, int? version, CancellationToken ct)
    {
        const string sql = """
            UPDATE app.users
            SET deleted_at = @ClosedAt
            WHERE id = @Id
              AND (@version::integer IS NULL OR version = @version)
              AND deleted_at IS NOT NULL
              AND erased_at IS NULL
            RETURNING id, username, full_name, role, email, email_verified_at, pending_email, is_active, last_login_at,
                      version, created_at, updated_at
            """;

        UserView? restored = null;
        var outcome = await SaveAsync(async () => (version is null || version == open.Version)
            && (restored = await db.FindAsync<UserView>(sql, new { open.Id, open.ClosedAt, version }, ct)) is not null);
        return (outcome, restored);
    }

    public Task<bool> IsClosedAsync(Guid userId, CancellationToken ct)
    {
        const string sql = """
            SELECT EXISTS (
                SELECT FROM app.users
                WHERE id = @userId
                  AND deleted_at IS NOT NULL
                  AND erased_at IS NULL
            )
            """;

        return db.ScalarAsync<bool>(sql, new { userId }, ct);
    }

    public async Task<bool> AnotherAdminExistsAsync(Guid userId, CancellationToken ct)
    {
        // Two admins who demote each other at the same time take turns; the lock ends with the transaction. It is a statement
        // of its own because the next one must look after the wait: a statement sees the rows of its beginning. By then the
        // caller may have lost the role that allows the change.
        const string turn = "SELECT pg_advisory_xact_lock(hashtext('app.users.last_admin'))";
        const string sql = """
            SELECT EXISTS (
                SELECT FROM app.users
                WHERE role = 'admin'
                  AND is_active
                  AND deleted_at IS NULL
                  AND id <> @userId
            )
            """;

        await db.ExecuteAsync(turn, null, ct);
        db.CheckRightsAgain();
        return await db.ScalarAsync<bool>(sql, new { userId }, ct);
    }

    public async Task<ProfileView?> FindProfileAsync(Guid userId, CancellationToken ct)
    {
        const string sql = """
            SELECT p.user_id, p.bio, p.avatar_url, row_to_json(f)::text AS avatar, p.social_links::text AS social_links, p.version,
                   p.updated_at
            FROM app.user_profiles AS p
            JOIN app.members AS m ON m.id = p.user_id
            LEFT JOIN LATERAL (
                SELECT i.id, i.kind, i.mime_type, i.size_bytes, i.width, i.height, i.alternative_text, i.version
                FROM app.media AS i
                WHERE i.id = p.avatar_id) AS f ON true
            WHERE p.user_id = @userId
            """;

        return (await db.FindAsync<ProfileRow>(sql, new { userId }, ct))?.ToView();
    }

    public async Task<Profile?> LoadProfileAsync(Guid userId, CancellationToken ct)
    {
        const string sql = """
            SELECT p.user_id, p.bio, p.avatar_url, p.avatar_id, p.social_links::text AS social_links, p.version
            FROM app.user_profiles AS p
            JOIN app.members AS m ON m.id = p.user_id
            WHERE p.user_id = @userId
            """;

        return (await db.FindAsync<StoredProfile>(sql, new { userId }, ct))?.ToProfile();
    }

    public async Task<bool> TrySaveProfileAsync(Profile profile, int version, CancellationToken ct)
    {
        const string sql = """
            UPDATE app.user_profiles
            SET bio = @Bio,
                avatar_url = @AvatarUrl,
                avatar_id = @AvatarId,
                social_links = @socialLinks::jsonb
            WHERE user_id = @UserId
              AND version = @version
            """;

        var row = new
        {
            profile.UserId,
            profile.Bio,
            profile.AvatarUrl,
            profile.AvatarId,
            socialLinks = JsonSerializer.Serialize(profile.SocialLinks),
            version,
        };
        return version == profile.Version && await db.ExecuteAsync(sql, row, ct) == 1;
    }

    // The unique indexes decide who got the name first; a prior look could not.
    private static async Task<SaveUserOutcome> SaveAsync(Func<Task<bool>> save)
    {
        try
        {
            return await save() ? SaveUserOutcome.Saved : SaveUserOutcome.Missing;
        }
        catch (PostgresException taken)
            when (taken is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "users_email_key" })
        {
            return SaveUserOutcome.EmailTaken;
        }
        catch (PostgresException taken)
            when (taken is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "users_username_key" })
        {
            return SaveUserOutcome.UsernameTaken;
        }
    }
}
