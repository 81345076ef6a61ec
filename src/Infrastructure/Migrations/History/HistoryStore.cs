using Agora.Migrations.Running;
using Npgsql;

namespace Agora.Migrations.History;

/// <summary>Reads the history; what is there depends on who made it, so either half may be missing.</summary>
internal sealed class HistoryStore(HistoryNames names)
{
    /// <summary>One round trip for any number of versions.</summary>
    /// <exception cref="MigrationException">The table is not FluentMigrator's, or names a version twice.</exception>
    public async Task<HistoryState> ReadAsync(ServerConnection connection, HistoryShape shape, bool hasSide, CancellationToken ct)
    {
        shape.Check(names);
        if (!shape.Exists && !hasSide)
        {
            return HistoryState.Empty;
        }

        var queries = new List<SqlCommand>();
        if (shape.Exists)
        {
            var appliedOn = shape.AppliedOn.Length > 0 ? "\"AppliedOn\"" : "NULL::timestamp";
            var description = shape.Description.Length > 0 ? "\"Description\"" : "NULL::text";
            queries.Add(new SqlCommand($"SELECT \"Version\", {appliedOn}, {description} FROM {names.Versions}"));
        }

        if (hasSide)
        {
            queries.AddRange(SideQueries());
        }

        return await connection.ReadAllAsync(queries, (reader, token) => ReadAsync(reader, shape, hasSide, token), ct);
    }

    /// <summary>Looks again whether the tables exist: another runner may have made them while we waited for its lock.</summary>
    public async Task<HistoryState> RereadAsync(ServerConnection connection, CancellationToken ct)
    {
        const string sql = $"SELECT {HistoryShape.Columns}, to_regclass($2) IS NOT NULL";
        var found = await connection.ReadAsync(
            new SqlCommand(sql, names.Versions, names.Migration),
            row => (Shape: HistoryShape.Read(row, 0), HasSide: row.GetBoolean(HistoryShape.ColumnCount)),
            ct);
        return await ReadAsync(connection, found[0].Shape, found[0].HasSide, ct);
    }

    private IEnumerable<SqlCommand> SideQueries() =>
    [
        new($"""
            SELECT version, name, kind, phase, sha256, token_sha256, started_at, finished_at, duration_ms, db_role, source
            FROM {names.Migration}
            """),
        new($"SELECT name, sha256, token_sha256, applied_at FROM {names.Repeatable}"),
        new($"""
            SELECT j.version, j.direction, j.step, j.stmt, j.token_sha256, j.state, j.started_at,
                   j.backend_pid, j.backend_start, j.sqlstate, j.message
            FROM {names.Journal} AS j
            LEFT JOIN {names.Migration} AS m ON m.version = j.version
            WHERE m.finished_at IS NULL OR j.direction = 'down'
            ORDER BY j.version, j.direction, j.step, j.stmt
            """),
    ];

    private async Task<HistoryState> ReadAsync(NpgsqlDataReader reader, HistoryShape shape, bool hasSide, CancellationToken ct)
    {
        var versions = new List<VersionRow>();
        if (shape.Exists)
        {
            versions = await ServerConnection.RowsAsync(reader, Version, ct);
            HistoryShape.CheckOnce(versions, names);
            await reader.NextResultAsync(ct);
        }

        if (!hasSide)
        {
            return HistoryState.Empty with { Shape = shape, Versions = versions.ToDictionary(row => row.Version) };
        }

        var migrations = await ServerConnection.RowsAsync(reader, Migration, ct);
        await reader.NextResultAsync(ct);
        var repeatables = await ServerConnection.RowsAsync(
            reader, row => new RepeatableRow(row.GetString(0), row.GetString(1), row.GetString(2), row.GetDateTime(3)), ct);
        await reader.NextResultAsync(ct);
        var journal = await ServerConnection.RowsAsync(reader, Journal, ct);
        return new HistoryState(
            shape,
            hasSide,
            versions.ToDictionary(row => row.Version),
            migrations.ToDictionary(row => row.Version),
            repeatables.ToDictionary(row => row.Name, StringComparer.Ordinal),
            journal);
    }

    private static VersionRow Version(NpgsqlDataReader row) =>
        new(row.GetInt64(0), row.IsDBNull(1) ? null : DateTime.SpecifyKind(row.GetDateTime(1), DateTimeKind.Utc), Text(row, 2));

    private static MigrationRow Migration(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5),
        row.GetDateTime(6), Time(row, 7), row.IsDBNull(8) ? null : row.GetInt64(8), row.GetString(9), row.GetString(10));

    private static JournalRow Journal(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetInt32(2), row.GetInt32(3), row.GetString(4), row.GetString(5), row.GetDateTime(6),
        row.IsDBNull(7) ? null : row.GetInt32(7), Time(row, 8), Text(row, 9), Text(row, 10));

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static DateTime? Time(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetDateTime(column);
}
