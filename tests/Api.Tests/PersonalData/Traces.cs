using Npgsql;

namespace Agora.Api.Tests.PersonalData;

/// <summary>Looks for words in every column of every table that there is, so that a table of tomorrow is looked into as well.</summary>
internal sealed class Traces(NpgsqlDataSource superuser)
{
    /// <summary>Columns whose type can hold text, and that no constraint binds to a list of words, as <c>schema.table.column</c>.</summary>
    public async Task<IReadOnlyList<string>> ColumnsAsync() => [.. (await TextColumnsAsync()).Where(c => !c.IsClosed).Select(c => c.Name)];

    /// <summary>The columns that hold one of the words somewhere.</summary>
    public async Task<IReadOnlyList<string>> OfAsync(params string[] words)
    {
        var found = new List<string>();
        foreach (var column in await TextColumnsAsync())
        {
            var holds = column.IsBytes
                ? $"position(convert_to(w.word, 'UTF8') IN t.{column.Column}) > 0"
                : $"position(lower(w.word) IN lower(t.{column.Column}::text)) > 0";
            var sql = $"SELECT EXISTS (SELECT FROM {column.Table} AS t, unnest(@words) AS w (word) WHERE {holds})";
            await using var command = superuser.CreateCommand(sql);
            command.Parameters.AddWithValue("words", words);
            if (await command.ExecuteScalarAsync() is true)
            {
                found.Add(column.Name);
            }
        }

        return found;
    }

    /// <summary>The columns that refer to an account and have this one, or hold its id without a reference.</summary>
    public async Task<IReadOnlyList<string>> OfIdAsync(Guid userId)
    {
        var found = new List<string>();
        foreach (var column in await ReadAsync(
            """
            SELECT c.oid::regclass::text, quote_ident(a.attname), false, false
            FROM pg_class AS c
            JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname !~ '^(pg_|information_schema)'
            JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.atttypid = 'uuid'::regtype
            WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
            ORDER BY 1, 2
            """))
        {
            await using var command = superuser.CreateCommand(
                $"SELECT EXISTS (SELECT FROM {column.Table} WHERE {column.Column} = @userId)");
            command.Parameters.AddWithValue("userId", userId);
            if (await command.ExecuteScalarAsync() is true)
            {
                found.Add(column.Name);
            }
        }

        return found;
    }

    // Every column that is no number, time, boolean or id, also those that a CHECK binds to a list of words or to the length of a hash.
    private Task<List<TextColumn>> TextColumnsAsync() => ReadAsync(
        """
        SELECT c.oid::regclass::text, quote_ident(a.attname), a.atttypid = 'bytea'::regtype,
               EXISTS (
                   SELECT FROM pg_constraint AS k
                   WHERE k.conrelid = c.oid
                     AND k.contype = 'c'
                     AND k.conkey = ARRAY[a.attnum]
                     AND pg_get_constraintdef(k.oid) ~ '(= ANY \(|octet_length\(\w+\) = 32)')
        FROM pg_class AS c
        JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname !~ '^(pg_|information_schema)'
        JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE c.relkind IN ('r', 'p', 'm')
          AND NOT c.relispartition
          AND a.atttypid <> ALL ('{bool,int2,int4,int8,float4,float8,numeric,timestamptz,timestamp,date,interval,uuid,oid,xid8}'::regtype[])
        ORDER BY 1, 2
        """);

    private async Task<List<TextColumn>> ReadAsync(string sql)
    {
        var columns = new List<TextColumn>();
        await using var command = superuser.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            columns.Add(new TextColumn(reader.GetString(0), reader.GetString(1), reader.GetBoolean(2), reader.GetBoolean(3)));
        }

        return columns;
    }

    private sealed record TextColumn(string Table, string Column, bool IsBytes, bool IsClosed)
    {
        public string Name => $"{Table}.{Column}";
    }
}
