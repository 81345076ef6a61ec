using System.Globalization;
using Agora.Migrations.Sql;

namespace Agora.Migrations.Tracing.Seeding;

/// <summary>Constants of CHECK expressions: what a column may hold often stands in them.</summary>
internal sealed record SeedLiterals(IReadOnlyList<string> Strings, IReadOnlyList<string> Numbers)
{
    /// <summary>Small whole numbers, which may be lengths.</summary>
    public IEnumerable<int> Lengths => Numbers
        .Select(number => int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : 0)
        .Where(length => length is > 0 and <= 10_000);

    public static SeedLiterals Of(IEnumerable<string> expressions)
    {
        var strings = new List<string>();
        var numbers = new List<string>();
        foreach (var expression in expressions)
        {
            var lexer = new SqlLexer(expression);
            while (lexer.TryNext(out var token))
            {
                if (token.IsString)
                {
                    strings.Add(token.Of(expression).ToString());
                }
                else if (token.Kind is SqlTokenKind.Integer or SqlTokenKind.Numeric)
                {
                    numbers.Add(token.Of(expression).ToString());
                }
            }
        }

        return new SeedLiterals([.. strings.Distinct(StringComparer.Ordinal)], [.. numbers.Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>The columns that an expression names.</summary>
    public static IReadOnlyList<short> Columns(string expression, IReadOnlyList<SeedColumn> columns)
    {
        var named = new HashSet<string>(StringComparer.Ordinal);
        var lexer = new SqlLexer(expression);
        while (lexer.TryNext(out var token))
        {
            if (token.IsIdentifier)
            {
                named.Add(SqlText.Name(token, expression));
            }
        }

        return [.. columns.Where(column => named.Contains(column.Name)).Select(column => column.Number)];
    }
}
