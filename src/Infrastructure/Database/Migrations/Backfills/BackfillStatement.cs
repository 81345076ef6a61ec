using System.Text;
using Agora.Infrastructure.Database.Migrations.Sql;

namespace Agora.Infrastructure.Database.Migrations.Backfills;

/// <summary>The statement of a backfill with something in the place of <c>:lo</c> and <c>:hi</c>.</summary>
internal static class BackfillStatement
{
    /// <summary>With bound parameters: no value is ever pasted into SQL.</summary>
    /// <param name="keyType">The type of the key column as SQL, which the server told.</param>
    /// <returns>Null when the statement does not name both bounds.</returns>
    public static string? Bind(SqlStatement statement, string keyType) => With(statement, $"($1::text::{keyType})", $"($2::text::{keyType})");

    /// <returns>Null when the statement does not name both bounds.</returns>
    public static string? With(SqlStatement statement, string lowest, string highest)
    {
        var text = new StringBuilder();
        var copied = statement.Start;
        var (sawLow, sawHigh) = (false, false);
        var tokens = statement.Tokens;
        for (var i = 0; i + 1 < tokens.Length; i++)
        {
            if (tokens[i].Kind != SqlTokenKind.Colon || tokens[i + 1].Start != tokens[i].End)
            {
                continue;
            }

            var low = statement.Is(i + 1, "lo");
            if (!low && !statement.Is(i + 1, "hi"))
            {
                continue;
            }

            (sawLow, sawHigh) = (sawLow | low, sawHigh | !low);
            text.Append(statement.Script, copied, tokens[i].Start - copied).Append(low ? lowest : highest);
            copied = tokens[i + 1].End;
        }

        return sawLow && sawHigh ? text.Append(statement.Script, copied, statement.End - copied).ToString() : null;
    }
}
