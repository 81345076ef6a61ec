using System.Globalization;
using Agora.Api.Tests.Sessions;
using Agora.Application.Sessions;
using Agora.Domain.Users;
using Agora.Infrastructure.Sessions;
using Agora.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Agora.Api.Tests.Http.Permissions;

/// <summary>
/// People of every kind and an owner's things in every state, made anew by SQL, so that thousands of requests find what they need.
/// </summary>
internal sealed class PermissionScene
{
    public const string Password = "a long enough passphrase";

    /// <summary>A published post that was edited once, with comments, a file and an open case.</summary>
    public const string Published = "published";

    private readonly Dictionary<string, Guid> ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Caller> callers = new(StringComparer.Ordinal);

    public string Tag { get; } = $"t{Guid.NewGuid():N}";

    public Guid this[string name] => ids[name];

    public IEnumerable<Caller> Callers => callers.Values;

    /// <summary>A task of the owner, assigned to the moderator.</summary>
    public long Task { get; private set; }

    /// <summary>The task behind it.</summary>
    public long Neighbour { get; private set; }

    public Caller Owner => callers["owner"];

    public static async Task<PermissionScene> CreateAsync(SessionFixture api, string passwordHash, byte[] checksum)
    {
        var scene = new PermissionScene();
        scene.Caller("blocked", UserRole.User);
        scene.Caller("other", UserRole.User);
        scene.Caller("owner", UserRole.User);
        scene.Caller("moderator", UserRole.Moderator);
        scene.Caller("admin", UserRole.Admin);
        scene.Caller("closed", UserRole.User, before: "closed");
        scene.Caller("deactivated", UserRole.Admin, before: "deactivated");
        scene.Caller("signed out", UserRole.Admin, before: "signed out");
        scene.Caller("demoted moderator", UserRole.Moderator, before: "demoted");
        scene.Caller("demoted admin", UserRole.Admin, before: "demoted");
        foreach (var caller in scene.callers.Values)
        {
            caller.Token = api.Services.GetRequiredService<IAccessTokens>().Issue(caller.Grant).Text;
        }

        await scene.StoreAsync(api, passwordHash, checksum);
        return scene;
    }

    private void Caller(string name, UserRole role, string? before = null)
    {
        var id = Guid.CreateVersion7();
        callers[name] = new Caller(
            name, $"u{id:N}"[..20] + $"{id:N}"[^12..], new SessionGrant(Guid.CreateVersion7(), id, role, SecurityVersion: 1), before);
    }

    private async Task StoreAsync(SessionFixture api, string passwordHash, byte[] checksum)
    {
        const string people = """
            INSERT INTO app.users (id, email, username, role, password_hash, email_verified_at, is_active, deleted_at, security_version)
            SELECT p.id, p.name || '@example.org', p.name, p.role, $5, now(), p.before <> 'deactivated',
                   CASE WHEN p.before = 'closed' THEN now() END, CASE WHEN p.before IN ('', 'signed out') THEN 1 ELSE 2 END
            FROM unnest($1, $2, $3, $4) AS p (id, name, role, before)
            """;
        const string sessions = """
            INSERT INTO app.user_sessions (id, user_id, created_at, last_used_at, expires_at, revoked_at, revoked_reason)
            SELECT s.id, s.person, $4, $4, $4 + interval '30 days',
                   CASE WHEN s.before = 'signed out' THEN $4 END, CASE WHEN s.before = 'signed out' THEN 'logout' END
            FROM unnest($1, $2, $3) AS s (id, person, before)
            """;
        const string posts = """
            INSERT INTO app.posts (id, author_id, title, body, status, published_at, tags, created_at, deleted_at, deleted_by)
            SELECT p.id, $1, 'Title', 'Body', CASE p.name WHEN 'draft' THEN 'draft' WHEN 'hidden' THEN 'hidden' WHEN 'judged' THEN 'hidden'
                   ELSE 'published' END,
                   CASE WHEN p.name <> 'draft' THEN now() END, CASE WHEN p.name = 'published' THEN ARRAY[$4] ELSE '{}' END, now(),
                   CASE WHEN p.name IN ('trashed', 'removed') THEN now() END,
                   CASE p.name WHEN 'trashed' THEN 'author' WHEN 'removed' THEN 'staff' END
            FROM unnest($2, $3) AS p (id, name)
            """;
        const string comments = """
            INSERT INTO app.comments (id, post_id, author_id, body, created_at, deleted_at, deleted_by)
            SELECT c.id, $1, $2, 'Body', now(), CASE WHEN c.name <> 'comment' THEN now() END,
                   CASE c.name WHEN 'deleted' THEN 'author' WHEN 'taken' THEN 'staff' END
            FROM unnest($3, $4) AS c (id, name)
            """;

        string[] ofPosts = [Published, "draft", "trashed", "removed", "hidden", "judged"];
        string[] ofComments = ["comment", "deleted", "taken"];
        string[] others = ["shown file", "private file", "case", "rejected case", "job", "webhook", "delivery", "action"];
        foreach (var name in (string[])[.. ofPosts, .. ofComments, .. others])
        {
            ids[name] = Guid.CreateVersion7();
        }

        ids["session"] = Owner.Grant.SessionId;
        var all = callers.Values.ToList();
        var owner = Owner.Grant.UserId;
        await using var connection = await api.Superuser.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection);
        Add(
            people,
            all.ConvertAll(c => c.Grant.UserId),
            all.ConvertAll(c => c.Username),
            all.ConvertAll(Role),
            all.ConvertAll(c => c.Before ?? ""),
            passwordHash);
        Add(
            sessions,
            all.ConvertAll(c => c.Grant.SessionId),
            all.ConvertAll(c => c.Grant.UserId),
            all.ConvertAll(c => c.Before ?? ""),
            api.Clock.GetUtcNow());
        Add("INSERT INTO app.blocks (blocker_id, blocked_id) VALUES ($1, $2)", owner, callers["blocked"].Grant.UserId);
        Add(posts, owner, ofPosts.Select(n => ids[n]).ToList(), ofPosts.ToList(), Tag);
        Add(comments, ids[Published], owner, ofComments.Select(n => ids[n]).ToList(), ofComments.ToList());
        Add("UPDATE app.posts SET title = 'Second' WHERE id = $1", ids[Published]);
        Add("UPDATE app.comments SET body = 'Second', edited_at = now() WHERE id = $1", ids["comment"]);
        Add("UPDATE app.user_profiles SET bio = 'Second' WHERE user_id = $1", owner);
        Add(
            """
            INSERT INTO app.media (id, owner_id, checksum, size_bytes, kind, mime_type, width, height)
            SELECT f.id, $1, o.checksum, o.size_bytes, 'image', 'image/png', 1, 1
            FROM unnest($2) AS f (id), app.media_objects AS o
            WHERE o.checksum = $3
            """,
            owner,
            (List<Guid>)[ids["shown file"], ids["private file"]],
            checksum);
        Add(
            "INSERT INTO app.post_media (post_id, position, owner_id, media_id) VALUES ($1, 1, $2, $3)",
            ids[Published],
            owner,
            ids["shown file"]);
        Add(
            "INSERT INTO app.moderation_cases (id, post_id, author_id, category, flag_count) VALUES ($1, $2, $3, 'spam', 1)",
            ids["case"],
            ids[Published],
            owner);
        Add(
            """
            INSERT INTO app.moderation_cases (id, post_id, author_id, category, status, hidden_by, hidden_from, reason, decided_at)
            VALUES ($1, $2, $3, 'spam', 'rejected', 'moderator', 'published', 'Because', now())
            """,
            ids["rejected case"],
            ids["judged"],
            owner);
        Add(
            """
            INSERT INTO app.jobs (id, kind, payload, payload_version, priority, due_at, attempts_max)
            VALUES ($1, 'jobs.purge', '{}', 1, 2, now(), 3)
            """,
            ids["job"]);
        Add(
            "INSERT INTO app.operator_actions (id, action, target, reason) VALUES ($1, 'reset', 'statistics', 'Because')", ids["action"]);
        Add(
            "INSERT INTO app.follows (follower_id, followee_id) VALUES ($1, $2)", callers["moderator"].Grant.UserId, owner);
        Add(
            "INSERT INTO app.webhooks (id, owner_id, url, event_types, active_since) VALUES ($1, $2, 'https://example.org/', '{*}', now())",
            ids["webhook"],
            owner);
        Add(
            """
            INSERT INTO app.webhook_deliveries (
                id, webhook_id, batch, log_id, event_id, type, audience, occurred_at, subject_id, owner_id, state, finished_at, created_at)
            VALUES ($1, $2, 0, 0, $1, 'webhook.test', 'person', now(), $1, $3, 'dead', now(), now())
            """,
            ids["delivery"],
            ids["webhook"],
            owner);
        await batch.ExecuteNonQueryAsync();
        const string tasks = "INSERT INTO app.tasks (owner_id, assignee_id, title, position) VALUES ($1, $2, 'Title', $3) RETURNING id";
        Task = await api.Superuser.ScalarAsync<long>(tasks, owner, callers["moderator"].Grant.UserId, "V00000");
        Neighbour = await api.Superuser.ScalarAsync<long>(tasks, owner, callers["moderator"].Grant.UserId, "W00000");

        void Add(string sql, params object[] values)
        {
            var command = new NpgsqlBatchCommand(sql);
            foreach (var value in values)
            {
                command.Parameters.Add(new NpgsqlParameter { Value = value });
            }

            batch.BatchCommands.Add(command);
        }
    }

    private static string Role(Caller caller) => caller.Before == "demoted" ? "user" : AccessTokens.RoleName(caller.Grant.Role);
}

/// <summary>A kind of caller.</summary>
/// <param name="Before">What has happened since the token was issued; null for a token that is good.</param>
internal sealed record Caller(string Name, string Username, SessionGrant Grant, string? Before)
{
    public string Token { get; set; } = "";

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} {Grant.UserId}");
}
