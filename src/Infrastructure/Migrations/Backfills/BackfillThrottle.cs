using Agora.Migrations.Events;
using Agora.Migrations.Running;

namespace Agora.Migrations.Backfills;

/// <summary>Lets a backfill rest while standbys lag behind or autovacuum is cleaning up after it.</summary>
internal sealed class BackfillThrottle(RunSession run, string table, TimeSpan maxLag)
{
    private const double DeadShare = 0.2;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    public async Task WaitAsync(CancellationToken ct)
    {
        while (await ReasonAsync(ct) is { } reason)
        {
            run.Log.Add(new Progressed($"backfill rests: {reason}", null, null, null, null, null));
            await Task.Delay(Poll, run.Clock, ct);
        }
    }

    private async Task<string?> ReasonAsync(CancellationToken ct)
    {
        const string sql = """
            SELECT coalesce((SELECT max(extract(epoch FROM replay_lag))::float8 FROM pg_stat_replication), 0),
                   coalesce((SELECT n_dead_tup::float8 / greatest(n_live_tup, 1) FROM pg_stat_all_tables WHERE relid = to_regclass($1)), 0),
                   EXISTS (SELECT FROM pg_stat_progress_vacuum WHERE relid = to_regclass($1))
            """;
        var (lag, dead, vacuum) = (await run.Control.ReadAsync(
            new SqlCommand(sql, table), row => (row.GetDouble(0), row.GetDouble(1), row.GetBoolean(2)), ct))[0];
        return lag > maxLag.TotalSeconds ? "a standby lags behind"
            : dead > DeadShare && vacuum ? "a vacuum is cleaning up"
            : null;
    }
}
