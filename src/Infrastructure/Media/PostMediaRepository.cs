using Agora.Application.Media;
using Agora.Domain.Media;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Media;

internal sealed class PostMediaRepository(DbSession db) : IPostMediaRepository
{
    public async Task<IReadOnlyList<ShownMedia>?> FindAsync(Guid postId, CancellationToken ct)
    {
        const string sql = """
            SELECT m.id, m.kind, m.mime_type, m.size_bytes, m.width, m.height, m.alternative_text, m.version
            FROM app.posts AS p
            LEFT JOIN app.post_media AS s ON s.post_id = p.id
            LEFT JOIN app.media AS m ON m.id = s.media_id
            WHERE p.id = @postId
              AND p.deleted_at IS NULL
            ORDER BY s.position
            """;

        var rows = await db.QueryAsync<ShownRow>(sql, new { postId }, ct);
        return rows.Count == 0 ? null : [.. rows.Where(r => r.Id is not null).Select(r => r.ToShown())];
    }

    public Task<ShowingPost?> LockPostAsync(Guid postId, CancellationToken ct)
    {
        // Two who set the files of a post take turns; for everyone but those who may change it, it is not there.
        const string sql = """
            SELECT p.author_id, p.deleted_at
            FROM app.posts AS p
            WHERE p.id = @postId
            FOR NO KEY UPDATE
            """;

        return db.FindAsync<ShowingPost>(sql, new { postId }, ct);
    }

    public async Task<IReadOnlyList<ShownMedia>> ReplaceAsync(Guid postId, Guid authorId, IReadOnlyList<Guid> mediaIds, CancellationToken ct)
    {
        // The old rows must be gone before the new ones take their places, so the new ones ask for their number.
        const string sql = """
            WITH gone AS (
                DELETE FROM app.post_media WHERE post_id = @postId RETURNING position
            ), shown AS (
                INSERT INTO app.post_media (post_id, position, owner_id, media_id)
                SELECT @postId, w.position, m.owner_id, m.id
                FROM unnest(@wanted) WITH ORDINALITY AS w (id, position)
                JOIN app.media AS m ON m.id = w.id AND m.owner_id = @authorId
                WHERE (SELECT count(*) FROM gone) >= 0
                RETURNING position, media_id
            )
            SELECT m.id, m.kind, m.mime_type, m.size_bytes, m.width, m.height, m.alternative_text, m.version
            FROM shown AS s
            JOIN app.media AS m ON m.id = s.media_id
            ORDER BY s.position
            """;

        var rows = await db.QueryAsync<ShownRow>(sql, new { postId, authorId, wanted = mediaIds.ToArray() }, ct);
        return [.. rows.Select(r => r.ToShown())];
    }

    /// <summary>All is null in the one row of a post without files.</summary>
    private sealed record ShownRow(
        Guid? Id, MediaKind? Kind, string? MimeType, long? SizeBytes, int? Width, int? Height, string? AlternativeText, int? Version)
    {
        public ShownMedia ToShown() => new(Id!.Value, Kind!.Value, MimeType!, SizeBytes!.Value, Width, Height, AlternativeText, Version!.Value);
    }
}
