using System.Text;
using Agora.Infrastructure.Database.Migrations.Sql;

namespace Agora.Infrastructure.Database.Migrations.Backfills;

/// <summary>The statement of a backfill with <c>:lo</c> and <c>:hi</c> as bound parameters: nothing is ever pasted into SQL.</summary>
internal static class BackfillStatement
{
    /// <param name="keyType">The type of the key column as SQL, which the server told.</param>
    /// <returns>Null when the statement does not name both bounds.</returns>
    public static string? Bind(SqlStatement statement, string keyType)
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
            text.Append(statement.Script, copied, tokens[i].Start - copied).Append(low ? "($1::text::" : "($2::text::").Append(keyType).Append(')');
            copied = tokens[i + 1].End;
        }

        return sawLow && sawHigh ? text.Append(statement.Script, copied, statement.End - copied).ToString() : null;
    }
}
