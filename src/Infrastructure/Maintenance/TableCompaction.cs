using Npgsql;

namespace Agora.Infrastructure.Maintenance;

/// <summary>
/// Makes a bloated table small again beside reads and writes: moves the rows of its last pages to free space at its front, some pages at a
/// time, so that a vacuum can give the end back. VACUUM FULL would lock the table for as long as it takes.
/// </summary>
internal static class TableCompaction
{
    private const int PagesAtOnce = 32, PageBytes = 8192;

    /// <summary>Room that stays at the front, so that the rows find place there.</summary>
    private const double Spare = 1.1;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    /// <summary>False when rows could not be moved: others hold them, or fill the free space, so that the table grows.</summary>
    public static async Task<bool> MoveRowsAsync(
        NpgsqlConnection connection, string table, long bytes, double factor, TimeProvider clock, CancellationToken ct)
    {
        var keep = (long)Math.Ceiling(bytes / PageBytes / factor * Spare) + 1;
        for (var high = bytes / PageBytes; high > keep; high -= PagesAtOnce)
        {
            const string sql = "SELECT app.compact_pages($1::regclass, $2, $3) = 0 AND pg_relation_size($1::regclass) <= $4";
            var low = Math.Max(keep, high - PagesAtOnce);
            await using var move = new NpgsqlCommand(sql, connection)
            {
                Parameters = { new() { Value = table }, new() { Value = low }, new() { Value = high }, new() { Value = bytes } },
                CommandTimeout = 0,
            };
            if (await move.ExecuteScalarAsync(ct) is not true)
            {
                return false;
            }

            await Task.Delay(Pause, clock, ct);
        }

        // Otherwise the updates would be counted after the vacuum that follows, and the next run would find the table changed.
        await using var flush = new NpgsqlCommand("SELECT pg_stat_force_next_flush()", connection);
        await flush.ExecuteNonQueryAsync(ct);
        return true;
    }
}
