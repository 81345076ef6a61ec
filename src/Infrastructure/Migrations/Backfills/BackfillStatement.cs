using System.Text;
using Agora.Migrations.Files;
using Agora.Migrations.Sql;

namespace Agora.Migrations.Backfills;

/// <summary>The statement of a backfill with something in the place of <c>:lo</c> and <c>:hi</c>.</summary>
internal static class BackfillStatement
{
    public const string Shape = "A backfill step holds one statement, which names its window as 'key > :lo' and 'key <= :hi'.";

    /// <summary>False for a step that cannot run in windows of a key, for any table.</summary>
    public static bool IsWindowed(MigrationStep step) => step.Statements is [var only] && With(only, "", "") is not null;

    /// <summary>With bound parameters: no value is ever pasted into SQL.</summary>
    /// <param name="keyType">The type of the key column as SQL, read from the server.</param>
    /// <returns>Null when the statement does not name both bounds.</returns>
    public static string? Bind(SqlStatement statement, string keyType) => With(statement, Parameter(1, keyType), Parameter(2, keyType));

    /// <summary>For the first window, which includes its lower bound: there need be no value below the smallest key.</summary>
    /// <returns>Null when the statement does not compare the key with <c>:lo</c> by <c>&gt;</c>.</returns>
    public static string? BindFirst(SqlStatement statement, string keyType) =>
        WithFirst(statement, Parameter(1, keyType), Parameter(2, keyType));

    /// <returns>Null when the statement does not name both bounds.</returns>
    public static string? With(SqlStatement statement, string lowest, string highest) =>
        Edit(statement, lowest, highest, includesLowest: false);

    /// <returns>Null when the statement does not compare the key with <c>:lo</c> by <c>&gt;</c>.</returns>
    public static string? WithFirst(SqlStatement statement, string lowest, string highest) =>
        Edit(statement, lowest, highest, includesLowest: true);

    private static string Parameter(int number, string keyType) => $"(${number}::text::{keyType})";

    private static string? Edit(SqlStatement statement, string lowest, string highest, bool includesLowest)
    {
        var edits = new SortedDictionary<int, (int Length, string Text)>();
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
            edits.Add(tokens[i].Start, (tokens[i + 1].End - tokens[i].Start, low ? lowest : highest));
            if (low && includesLowest)
            {
                if (Comparison(statement, i) is not { } comparison)
                {
                    return null;
                }

                edits.TryAdd(tokens[comparison].End, (0, "="));
            }
        }

        return sawLow && sawHigh ? Apply(statement, edits) : null;
    }

    /// <summary>The token of <c>key &gt; :lo</c> or <c>:lo &lt; key</c> that excludes the bound.</summary>
    private static int? Comparison(SqlStatement statement, int colon)
    {
        var before = colon - 1;
        while (before >= 0 && statement.Tokens[before].Kind == SqlTokenKind.LeftParen)
        {
            before--;
        }

        var after = colon + 2;
        while (after < statement.Tokens.Length && statement.Tokens[after].Kind == SqlTokenKind.RightParen)
        {
            after++;
        }

        return Is(before, ">") ? before : Is(after, "<") ? after : null;

        bool Is(int at, string sign) => at >= 0 && at < statement.Tokens.Length
            && statement.Tokens[at].Kind == SqlTokenKind.Operator && statement.TextOf(statement.Tokens[at]).SequenceEqual(sign);
    }

    private static string Apply(SqlStatement statement, SortedDictionary<int, (int Length, string Text)> edits)
    {
        var text = new StringBuilder();
        var copied = statement.Start;
        foreach (var (at, (length, replacement)) in edits)
        {
            text.Append(statement.Script, copied, at - copied).Append(replacement);
            copied = at + length;
        }

        return text.Append(statement.Script, copied, statement.End - copied).ToString();
    }
}
