using Agora.Application.EventLog;
using Agora.Domain.Common;
using Agora.Domain.EventLog;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.EventLog;

internal sealed class EventLogRepository(DbSession db) : IEventLogRepository
{
    public async Task<Result<LoggedEvents>> ListAsync(EventPosition? after, IReadOnlyList<string>? types, int limit, CancellationToken ct)
    {
        await CloseBatchAsync(ct);
        const string sql = $"""
            SELECT {EventRow.Columns}
            FROM app.list_events(@Log, @Batch, @Id, @types, @limit)
            """;

        return await EventRow.PageAsync(db, sql, new { after?.Log, after?.Batch, after?.Id, types = types?.ToArray(), limit }, ct);
    }

    public async Task<EventPosition> LatestAsync(CancellationToken ct)
    {
        const string sql = """
            SELECT log_name AS log, batch, id
            FROM app.latest_event_position()
            """;

        return await db.FindAsync<EventPosition>(sql, null, ct)
            ?? throw new InvalidOperationException("The event log has no end.");
    }

    public Task CloseBatchAsync(CancellationToken ct) => db.ExecuteAsync(EventRow.CloseBatch, null, ct);

    public Task<int> PurgeAsync(TimeSpan kept, int most, CancellationToken ct)
    {
        const string sql = "SELECT app.purge_events(@kept, @most)";

        return db.ScalarAsync<int>(sql, new { kept, most }, ct);
    }
}
