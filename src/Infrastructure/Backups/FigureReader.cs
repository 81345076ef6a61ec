using Agora.Infrastructure.Database;
using Npgsql;

namespace Agora.Infrastructure.Backups;

/// <summary>
/// Counts rows and sums their hashes. For the point behind a backup it holds writers up for as long as it takes to name the point, a
/// second at most, so that the figures are those of exactly that point; then it reads in the snapshot of that moment.
/// </summary>
internal static class FigureReader
{
    private const int ReadTimeoutSeconds = 12 * 3600;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(2);

    public static async Task<BackupFigures> TakeAsync(
        NpgsqlDataSource source, string point, IProgress<string> progress, TimeProvider clock, CancellationToken ct)
    {
        await using var reading = await source.OpenConnectionAsync(ct);
        await using var snapshot = await reading.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
        IReadOnlyList<string> left;
        string position;
        DateTimeOffset namedAt;
        await using (var holding = await source.OpenConnectionAsync(ct))
        await using (var hold = await holding.BeginTransactionAsync(ct))
        {
            left = await HoldAsync(holding, Patience, ct);
            await FixSnapshotAsync(reading, ct);
            position = (await ListAsync(
                holding, "SELECT pg_create_restore_point($1)::text", reader => reader.GetString(0), ct, point))[0];
            namedAt = clock.GetUtcNow();
            await hold.CommitAsync(ct);
        }

        var tables = (await ReadAsync(reading, progress, clock, ct))
            .Where(table => !left.Contains(table.Table, StringComparer.Ordinal)).ToList();
        var posts = await ListAsync(
            reading,
            """
            SELECT p.id, p.title FROM app.posts AS p
            WHERE p.status = 'published' AND p.deleted_at IS NULL
            ORDER BY p.published_at DESC LIMIT 3
            """,
            reader => new KnownPost(reader.GetGuid(0), reader.GetString(1)),
            ct);
        return new BackupFigures(point, position, namedAt, tables, left, posts);
    }

    /// <summary>Holds the writers of all tables until the transaction of the connection ends.</summary>
    /// <returns>Tables that could not be held within the time.</returns>
    public static async Task<IReadOnlyList<string>> HoldAsync(NpgsqlConnection connection, TimeSpan patience, CancellationToken ct) =>
        await ListAsync(connection, "SELECT app.hold_writes($1)", reader => reader.GetString(0), ct, patience);

    /// <summary>The first statement of a transaction takes its snapshot: it sees all that was written before.</summary>
    public static Task FixSnapshotAsync(NpgsqlConnection connection, CancellationToken ct) =>
        ListAsync(connection, "SELECT 1", reader => reader.GetInt32(0), ct);

    public static async Task<IReadOnlyList<TableFigures>> ReadAsync(
        NpgsqlDataSource source, IProgress<string> progress, TimeProvider clock, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        return await ReadAsync(connection, progress, clock, ct);
    }

    public static async Task<IReadOnlyList<TableFigures>> ReadAsync(
        NpgsqlConnection connection, IProgress<string> progress, TimeProvider clock, CancellationToken ct)
    {
        // Rows are compared as text, whose form settings decide.
        await ListAsync(
            connection,
            """
            SELECT set_config('timezone', 'UTC', false), set_config('datestyle', 'ISO', false),
                   set_config('intervalstyle', 'postgres', false), set_config('bytea_output', 'hex', false),
                   set_config('extra_float_digits', '1', false)
            """,
            _ => 0,
            ct);
        var tables = await ListAsync(connection, "SELECT app.backed_up_tables()", reader => reader.GetString(0), ct);
        var figures = new List<TableFigures>();
        var reported = clock.GetTimestamp();
        foreach (var table in tables)
        {
            if (clock.GetElapsedTime(reported) > ReportEvery)
            {
                progress.Report($"Counting {table} ({figures.Count + 1} of {tables.Count})");
                reported = clock.GetTimestamp();
            }

            figures.AddRange(await ListAsync(
                connection,
                "SELECT f.row_count, f.checksum FROM app.table_figures($1::regclass) AS f",
                reader => new TableFigures(table, reader.GetInt64(0), reader.GetString(1)),
                ct,
                table));
        }

        return figures;
    }

    private static Task<List<T>> ListAsync<T>(
        NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> read, CancellationToken ct, params object[] values) =>
        connection.ListRowsAsync(sql, ReadTimeoutSeconds, read, ct, values);
}
