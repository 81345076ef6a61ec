using Agora.Application.EventLog;
using Agora.Domain.Common;
using Agora.Domain.EventLog;
using Agora.Infrastructure.Database;
using Npgsql;

namespace Agora.Infrastructure.EventLog;

/// <summary>An event or, without <paramref name="EventId"/>, the position that a page reaches.</summary>
internal sealed record EventRow(
    string LogName,
    long Batch,
    long Id,
    Guid? EventId,
    string? Type,
    string? Audience,
    DateTimeOffset? OccurredAt,
    Guid? SubjectId,
    Guid? PostId,
    Guid? CommentId,
    Guid? OwnerId,
    Guid? UserId,
    int? Version,
    bool HasMore)
{
    public const string Columns =
        "log_name, batch, id, event_id, type, audience, occurred_at, subject_id, post_id, comment_id, owner_id, user_id, version, has_more";

    /// <summary>A statement of its own before events are read, so that its lock is not held while they are.</summary>
    public const string CloseBatch = "SELECT app.close_event_batch()";

    /// <summary>A page whose last row is the position, or why there is none.</summary>
    public static async Task<Result<LoggedEvents>> PageAsync(DbSession db, string sql, object parameters, CancellationToken ct)
    {
        try
        {
            var rows = await db.QueryAsync<EventRow>(sql, parameters, ct);
            return new LoggedEvents([.. rows.SkipLast(1).Select(row => row.ToEvent())], rows[^1].Position, rows[^1].HasMore);
        }
        catch (PostgresException refused)
            when (refused is { SqlState: PostgresErrorCodes.CheckViolation, ConstraintName: "event_batches_kept_check" })
        {
            return EventErrors.PositionExpired;
        }
        catch (PostgresException refused)
            when (refused is { SqlState: PostgresErrorCodes.CheckViolation, ConstraintName: "event_batches_known_check" })
        {
            return EventErrors.PositionUnknown;
        }
    }

    private EventPosition Position => new(LogName, Batch, Id);

    private LoggedEvent ToEvent() => new(
        Position,
        EventId!.Value,
        Type!,
        Audience!,
        OccurredAt!.Value,
        SubjectId!.Value,
        PostId,
        CommentId,
        OwnerId!.Value,
        UserId,
        Version);
}
