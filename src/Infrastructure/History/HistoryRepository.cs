using Agora.Application.History;
using Agora.Application.Posts;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.History;

// A version is what the row is now, with the values put back that later changes have noted as those before them: of each member the
// oldest such note counts.
internal sealed class HistoryRepository(DbSession db) : IHistoryRepository
{
    private const string Post = """
        WITH subject AS (
            SELECT p.id, p.author_id AS owner_id, p.version, p.created_at,
                   jsonb_build_object(
                       'title', p.title, 'body', p.body, 'language', p.language, 'tags', p.tags, 'metadata', p.metadata, 'status', p.status,
                       'published_at', p.published_at, 'deleted_at', p.deleted_at, 'deleted_by', p.deleted_by) AS members
            FROM app.posts AS p
            WHERE p.id = @id
              AND p.deleted_by IS DISTINCT FROM 'retention'
        )
        """;

    private const string Comment = """
        WITH subject AS (
            SELECT c.id, c.author_id AS owner_id, c.version, c.created_at,
                   jsonb_build_object(
                       'body', c.body, 'is_approved', c.is_approved, 'deleted_at', c.deleted_at, 'deleted_by', c.deleted_by) AS members
            FROM app.comments AS c
            WHERE c.id = @id
              AND c.deleted_by IS DISTINCT FROM 'retention'
        )
        """;

    private const string Profile = """
        WITH subject AS (
            SELECT p.user_id AS id, p.user_id AS owner_id, p.version, p.created_at,
                   jsonb_build_object('bio', p.bio, 'avatar_url', p.avatar_url, 'social_links', p.social_links) AS members
            FROM app.user_profiles AS p
            WHERE p.user_id = @id
              AND (SELECT true FROM app.members AS m WHERE m.id = p.user_id)
        )
        """;

    private const string Versions = """
        , past AS (
            SELECT u.version, u.operation, u.before, u.occurred_at
            FROM subject AS s
            JOIN app.audit AS u ON u.row_id = s.id
            WHERE u.table_name = @table
              AND u.operation <> 'delete'
        )
        SELECT s.owner_id, v.number, s.version AS current, o.oldest, (s.members || coalesce(b.members, '{}'))::text AS values
        FROM subject AS s
        CROSS JOIN LATERAL (SELECT coalesce(min(p.version - (p.operation = 'update')::integer), s.version) AS oldest FROM past AS p) AS o
        CROSS JOIN LATERAL (
            SELECT w.place,
                   CASE WHEN @at::timestamptz IS NOT NULL
                            THEN coalesce(
                                (SELECT max(p.version) FROM past AS p WHERE p.occurred_at <= @at),
                                CASE WHEN s.created_at <= @at THEN o.oldest END)
                        WHEN w.wanted > 0 THEN w.wanted
                        ELSE greatest(s.version + w.wanted, 1) END AS number
            FROM unnest(@numbers) WITH ORDINALITY AS w (wanted, place)) AS v
        LEFT JOIN LATERAL (
            SELECT jsonb_object_agg(e.key, e.value) AS members
            FROM (SELECT DISTINCT ON (k.key) k.key, k.value
                  FROM past AS p
                  CROSS JOIN LATERAL jsonb_each(p.before) AS k
                  WHERE p.version > v.number
                  ORDER BY k.key, p.version) AS e) AS b ON true
        ORDER BY v.place
        """;

    private const string Entries = """
        SELECT s.owner_id, u.version AS number, u.operation, coalesce(u.changed, '{}') AS changed, u.actor_id, a.username, a.full_name,
               u.actor_role, u.occurred_at
        FROM subject AS s
        LEFT JOIN LATERAL (
            SELECT e.version, e.operation, e.changed, e.actor_id, e.actor_role, e.occurred_at
            FROM app.audit AS e
            WHERE e.row_id = s.id
              AND e.table_name = @table
              AND e.operation <> 'delete'
              AND e.version < @before
            ORDER BY e.version DESC
            LIMIT @limit) AS u ON true
        LEFT JOIN LATERAL (SELECT m.username, m.full_name FROM app.members AS m WHERE m.id = u.actor_id LIMIT 1) AS a ON true
        ORDER BY u.version DESC
        """;

    public async Task<IReadOnlyList<StoredEntry>> ListAsync(HistorySubject subject, Guid id, int before, int limit, CancellationToken ct)
    {
        const string ofPost = Post + Entries, ofComment = Comment + Entries, ofProfile = Profile + Entries;

        var sql = Of(subject, ofPost, ofComment, ofProfile);
        var rows = await db.QueryAsync<EntryRow>(sql, new { id, table = Table(subject), before, limit }, ct);
        return [.. rows.Select(r => r.ToEntry())];
    }

    public Task<IReadOnlyList<StoredVersion>> VersionsAsync(
        HistorySubject subject, Guid id, IReadOnlyList<int> numbers, CancellationToken ct) =>
        ReadAsync(subject, id, [.. numbers], at: null, ct);

    public async Task<StoredVersion?> AsOfAsync(HistorySubject subject, Guid id, DateTimeOffset at, CancellationToken ct) =>
        (await ReadAsync(subject, id, [0], at, ct)).SingleOrDefault();

    public Task<int> EnsurePartitionsAsync(int monthsAhead, CancellationToken ct)
    {
        const string sql = "SELECT app.ensure_audit_partitions(@monthsAhead)";

        return db.ScalarAsync<int>(sql, new { monthsAhead }, ct);
    }

    private Task<IReadOnlyList<StoredVersion>> ReadAsync(
        HistorySubject subject, Guid id, int[] numbers, DateTimeOffset? at, CancellationToken ct)
    {
        const string ofPost = Post + Versions, ofComment = Comment + Versions, ofProfile = Profile + Versions;

        return db.QueryAsync<StoredVersion>(Of(subject, ofPost, ofComment, ofProfile), new { id, table = Table(subject), numbers, at }, ct);
    }

    private static string Of(HistorySubject subject, string post, string comment, string profile) => subject switch
    {
        HistorySubject.Post => post,
        HistorySubject.Comment => comment,
        HistorySubject.Profile => profile,
    };

    private static string Table(HistorySubject subject) => Of(subject, "posts", "comments", "user_profiles");

    /// <summary>All but the owner is null for a thing of which nothing is recorded.</summary>
    private sealed record EntryRow(
        Guid OwnerId,
        int? Number,
        HistoryOperation? Operation,
        string[] Changed,
        Guid? ActorId,
        string? Username,
        string? FullName,
        string? ActorRole,
        DateTimeOffset? OccurredAt)
    {
        public StoredEntry ToEntry()
        {
            if (Number is not { } number)
            {
                return new StoredEntry(OwnerId, null);
            }

            var by = ActorId is { } actor ? new PostAuthor(actor, Username, FullName) : null;
            return new StoredEntry(OwnerId, new VersionEntry(number, Operation!.Value, Changed, by, ActorRole!, OccurredAt!.Value));
        }
    }
}
