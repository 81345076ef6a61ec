using Agora.Application.Posts;
using Agora.Application.Rollups;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Rollups;

internal sealed class RollupStore(DbSession db) : IRollupStore
{
    /// <summary>How long reads are remembered; the feed uses the last fifty.</summary>
    private static readonly TimeSpan ReadingHistory = TimeSpan.FromDays(90);

    public async Task<int> ApplyDeltasAsync(DateOnly today, int limit, CancellationToken ct)
    {
        const string sql = """
            SELECT app.fold_rollups(@limit) + app.fold_trends(@today, @limit)
            FROM (SELECT app.forget_views(make_interval(secs => @window), make_interval(secs => @history), @limit)) AS forgotten
            """;

        return await db.ScalarAsync<int>(
            sql, new { today, limit, window = RecordViews.Window.TotalSeconds, history = ReadingHistory.TotalSeconds }, ct);
    }
}
