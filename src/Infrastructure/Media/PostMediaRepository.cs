using Agora.Application.Media;
using Agora.Domain.Media;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Media;

internal sealed class PostMediaRepository(DbSession db) : IPostMediaRepository
{
    public async Task<IReadOnlyList<AttachedMedia>?> FindAsync(Guid postId, CancellationToken ct)
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

        var rows = await db.QueryAsync<AttachedRow>(sql, new { postId }, ct);
        return rows.Count == 0 ? null : [.. rows.Where(r => r.Id is not null).Select(r => r.ToView())];
    }

    public async Task<PostAttachments?> LoadAttachmentsAsync(Guid postId, CancellationToken ct)
    {
        // Two requests that set the files of a post take turns. Callers who may not change the post cannot lock it, and read it without.
        const string seen = """
            SELECT p.author_id, p.deleted_at
            FROM app.posts AS p
            WHERE p.id = @postId
            """;
        const string locked = $"{seen} FOR NO KEY UPDATE";

        var row = await db.FindAsync<PostRow>(locked, new { postId }, ct) ?? await db.FindAsync<PostRow>(seen, new { postId }, ct);
        return row is null ? null : PostAttachments.Load(postId, row.AuthorId, row.DeletedAt);
    }

    public async Task<IReadOnlyList<AttachedMedia>> SaveAsync(PostAttachments attachments, CancellationToken ct)
    {
        // The old rows must be gone before the new ones take their places, so the new ones ask for their number.
        const string sql = """
            WITH gone AS (
                DELETE FROM app.post_media WHERE post_id = @PostId RETURNING position
            ), shown AS (
                INSERT INTO app.post_media (post_id, position, owner_id, media_id)
                SELECT @PostId, w.position, m.owner_id, m.id
                FROM unnest(@wanted) WITH ORDINALITY AS w (id, position)
                JOIN app.media AS m ON m.id = w.id AND m.owner_id = @AuthorId
                WHERE (SELECT count(*) FROM gone) >= 0
                RETURNING position, media_id
            )
            SELECT m.id, m.kind, m.mime_type, m.size_bytes, m.width, m.height, m.alternative_text, m.version
            FROM shown AS s
            JOIN app.media AS m ON m.id = s.media_id
            ORDER BY s.position
            """;

        var rows = await db.QueryAsync<AttachedRow>(
            sql, new { attachments.PostId, attachments.AuthorId, wanted = attachments.FileIds.ToArray() }, ct);
        return [.. rows.Select(r => r.ToView())];
    }

    private sealed record PostRow(Guid AuthorId, DateTimeOffset? DeletedAt);

    /// <summary>All is null in the one row of a post without files.</summary>
    private sealed record AttachedRow(
        Guid? Id, MediaKind? Kind, string? MimeType, long? SizeBytes, int? Width, int? Height, string? AlternativeText, int? Version)
    {
        public AttachedMedia ToView() =>
            new(Id!.Value, Kind!.Value, MimeType!, SizeBytes!.Value, Width, Height, AlternativeText, Version!.Value);
    }
}
