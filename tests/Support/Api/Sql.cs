using Npgsql;

namespace Agora.Testing;

/// <summary>Short SQL for tests, with positional parameters.</summary>
public static class Sql
{
    private static readonly TimeSpan WaitersLimit = TimeSpan.FromMinutes(2);

    public static async Task<int> ExecuteAsync(this NpgsqlDataSource source, string sql, params object?[] values)
    {
        await using var command = Command(source, sql, values);
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>The first column of the first row; default when there is none or it is null.</summary>
    public static async Task<T?> ScalarAsync<T>(this NpgsqlDataSource source, string sql, params object?[] values)
    {
        await using var command = Command(source, sql, values);
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }

    /// <summary>Until so many statements of this database wait for a lock, or one of the tasks is over without having waited.</summary>
    /// <exception cref="TimeoutException">They did not within two minutes; the message lists what the sessions do.</exception>
    public static async Task WaitersAsync(this NpgsqlDataSource source, int count, params Task[] writing)
    {
        const string sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        var started = TimeProvider.System.GetTimestamp();
        while (await source.ScalarAsync<long>(sql) is var waiting && waiting < count && !writing.Any(w => w.IsCompleted))
        {
            if (TimeProvider.System.GetElapsedTime(started) > WaitersLimit)
            {
                throw new TimeoutException($"{waiting} of {count} statements wait for a lock. Sessions: {await SessionsAsync(source)}");
            }

            await Task.Yield();
        }
    }

    private static async Task<string?> SessionsAsync(NpgsqlDataSource source) => await source.ScalarAsync<string>(
        """
        SELECT string_agg(format('%s %s/%s: %s', pid, state, wait_event_type, left(query, 200)), E'\n')
        FROM pg_stat_activity
        WHERE datname = current_database()
        """);

    private static NpgsqlCommand Command(NpgsqlDataSource source, string sql, object?[] values)
    {
        ArgumentNullException.ThrowIfNull(source);
        var command = source.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        }

        return command;
    }
}
