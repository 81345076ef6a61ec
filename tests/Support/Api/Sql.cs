using Npgsql;

namespace Agora.Testing;

/// <summary>Short SQL for tests, with positional parameters.</summary>
public static class Sql
{
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
