using System.Text;
using Agora.Benchmarks.Http.Data;

namespace Agora.Benchmarks.Http.Scenarios;

/// <summary>A statement of <see cref="Bare.PlainSql"/> for pgbench.</summary>
/// <param name="Sql">With parameters as Dapper takes them.</param>
/// <param name="Sets">Lines that give pgbench its variables, without <c>\set</c>.</param>
/// <param name="Values">The expression in place of each parameter.</param>
internal sealed record PlainScript(string Sql, IReadOnlyList<string> Sets, IReadOnlyDictionary<string, string> Values)
{
    /// <param name="values">Parameter and expression, in turn.</param>
    public static PlainScript Of(string sql, string[] sets, params string[] values) =>
        new(sql, sets, values.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal));

    /// <summary>The statement with the expressions in place.</summary>
    public string Statement() =>
        // Longer names first: one may begin with another. A sub-select is evaluated once, where an expression of a generic plan is
        // evaluated for each row.
        Values.OrderByDescending(v => v.Key.Length).Aggregate(
            Sql, (text, v) => text.Replace($"@{v.Key}", $"(SELECT {v.Value})", StringComparison.Ordinal));

    /// <summary>The file of pgbench.</summary>
    public string Text(BenchData data)
    {
        var sql = Statement();
        var text = new StringBuilder();
        foreach (var set in (string[])[$"users {data.Users}", $"posts {data.Posts}", .. Sets])
        {
            text.Append("\\set ").Append(set).Append('\n');
        }

        return sql.Contains(';', StringComparison.Ordinal)
            ? text.Append("BEGIN;\n").Append(sql).Append(";\nCOMMIT;\n").ToString()
            : text.Append(sql).Append(";\n").ToString();
    }
}
