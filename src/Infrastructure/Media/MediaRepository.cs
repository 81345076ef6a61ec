using System.Globalization;
using Agora.Application.Common;
using Agora.Application.Media;
using Agora.Domain.Media;
using Agora.Infrastructure.Database;
using Npgsql;

namespace Agora.Infrastructure.Media;

internal sealed class MediaRepository(DbSession db) : IMediaRepository
{
    /// <summary>Mirrored by <see cref="MediaRow"/>.</summary>
    private const string Columns = """
        m.id, m.owner_id, m.kind, m.mime_type, m.size_bytes, encode(m.checksum, 'hex') AS checksum, m.width, m.height,
        m.details::text AS details, m.alternative_text, m.file_name, m.version, m.created_at, m.updated_at
        """;

    public Task<bool> TryAnnounceAsync(Guid ownerId, string checksum, long size, MediaQuota quota, CancellationToken ct)
    {
        const string sql = """
            SELECT CASE WHEN app.media_room(@ownerId, @size, @Bytes, @Files)
                        THEN app.announce_media(decode(@checksum, 'hex'), @size)
                        ELSE false END
            """;

        return db.ScalarAsync<bool>(sql, new { ownerId, checksum, size, quota.Bytes, quota.Files }, ct);
    }

    public async Task<AddedMedia> TryAddAsync(MediaFile file, ReceivedMedia content, MediaQuota quota, CancellationToken ct)
    {
        const string sql = $"""
            INSERT INTO app.media AS m (
                id, owner_id, checksum, size_bytes, kind, mime_type, width, height, details, alternative_text, file_name, created_at)
            SELECT @Id, @OwnerId, decode(@Checksum, 'hex'), @Size, @Kind, @Name, @Width, @Height, @details::jsonb, @AlternativeText,
                   @FileName, @CreatedAt
            WHERE app.media_room(@OwnerId, @Size, @Bytes, @Files)
            RETURNING {Columns}
            """;

        var row = new
        {
            file.Id,
            file.OwnerId,
            content.Checksum,
            content.Size,
            Kind = Stored(file.Kind),
            content.Type.Name,
            content.Pixels?.Width,
            content.Pixels?.Height,
            details = content.Pixels is { Frames: > 1 } animation
                ? string.Create(CultureInfo.InvariantCulture, $$"""{"frames": {{animation.Frames}}}""")
                : "{}",
            file.AlternativeText,
            file.FileName,
            file.CreatedAt,
            quota.Bytes,
            quota.Files,
        };
        try
        {
            return await db.FindAsync<MediaRow>(sql, row, ct) is { } added
                ? new AddedMedia(AddMediaOutcome.Added, added.ToView())
                : new AddedMedia(AddMediaOutcome.OutOfRoom, null);
        }
        catch (PostgresException gone)
            when (gone is { SqlState: PostgresErrorCodes.ForeignKeyViolation, ConstraintName: "media_checksum_fkey" })
        {
            return new AddedMedia(AddMediaOutcome.ContentGone, null);
        }
    }

    public async Task<MediaView?> FindAsync(Guid mediaId, CancellationToken ct) => (await FindRowAsync(mediaId, ct))?.ToView();

    public async Task<MediaFile?> LoadAsync(Guid mediaId, CancellationToken ct) => (await FindRowAsync(mediaId, ct))?.ToFile();

    public Task<MediaContent?> FindContentAsync(Guid mediaId, CancellationToken ct)
    {
        const string sql = """
            SELECT m.id, m.mime_type, m.size_bytes, encode(m.checksum, 'hex') AS checksum, m.file_name, m.created_at
            FROM app.media AS m
            WHERE m.id = @mediaId
            """;

        return db.FindAsync<MediaContent>(sql, new { mediaId }, ct);
    }

    public async Task<IReadOnlyList<MediaView>> ListAsync(Guid ownerId, KeysetPosition after, int limit, CancellationToken ct)
    {
        const string sql = $"""
            SELECT {Columns}
            FROM app.media AS m
            WHERE m.owner_id = @ownerId
              AND (m.created_at, m.id) < (@At, @Id)
            ORDER BY m.created_at DESC, m.id DESC
            LIMIT @limit
            """;

        var rows = await db.QueryAsync<MediaRow>(sql, new { ownerId, after.At, after.Id, limit }, ct);
        return [.. rows.Select(r => r.ToView())];
    }

    public Task<long> CountAsync(Guid ownerId, CountMode mode, CancellationToken ct)
    {
        const string sql = "SELECT FROM app.media AS m WHERE m.owner_id = @ownerId";

        return db.CountAsync(mode, sql, new { ownerId }, ct);
    }

    public async Task<MediaView?> TrySaveAsync(MediaFile file, int version, CancellationToken ct)
    {
        const string sql = $"""
            UPDATE app.media AS m
            SET alternative_text = @AlternativeText
            WHERE m.id = @Id
              AND m.version = @version
            RETURNING {Columns}
            """;

        return version == file.Version
            ? (await db.FindAsync<MediaRow>(sql, new { file.Id, version, file.AlternativeText }, ct))?.ToView()
            : null;
    }

    public async Task<bool> TryDeleteAsync(MediaFile file, int? version, CancellationToken ct)
    {
        const string sql = """
            DELETE FROM app.media
            WHERE id = @Id
              AND (@version::integer IS NULL OR version = @version)
            """;

        return (version is null || version == file.Version) && await db.ExecuteAsync(sql, new { file.Id, version }, ct) == 1;
    }

    public async Task<string?> ForgetUnusedAsync(TimeSpan unusedFor, CancellationToken ct)
    {
        const string sql = "SELECT encode(app.forget_unused_media(make_interval(secs => @TotalSeconds)), 'hex') AS checksum";

        return (await db.FindAsync<ForgottenRow>(sql, new { unusedFor.TotalSeconds }, ct))?.Checksum;
    }

    private Task<MediaRow?> FindRowAsync(Guid mediaId, CancellationToken ct)
    {
        const string sql = $"""
            SELECT {Columns}
            FROM app.media AS m
            WHERE m.id = @mediaId
            """;

        return db.FindAsync<MediaRow>(sql, new { mediaId }, ct);
    }

    private static string Stored(MediaKind kind) => kind switch
    {
        MediaKind.Image => "image",
        MediaKind.Video => "video",
        MediaKind.Audio => "audio",
        MediaKind.Document => "document",
    };

    private sealed record ForgottenRow(string? Checksum);
}
