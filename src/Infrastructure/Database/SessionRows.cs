using Npgsql;

namespace Agora.Infrastructure.Database;

/// <summary>Reads rows on a session that an operation holds open, for servers that are no data source of a host.</summary>
internal static class SessionRows
{
    /// <param name="timeoutSeconds">0 for work that takes as long as the data is large, which the operator ends.</param>
    public static async Task<List<T>> ListRowsAsync<T>(
        this NpgsqlConnection connection,
        string sql,
        int timeoutSeconds,
        Func<NpgsqlDataReader, T> read,
        CancellationToken ct,
        params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = timeoutSeconds };
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<T>();
        while (await reader.ReadAsync(ct))
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}
