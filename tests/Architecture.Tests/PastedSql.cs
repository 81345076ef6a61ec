using System.Text.RegularExpressions;

namespace Agora.Architecture.Tests;

/// <summary>
/// Finds SQL that is put together at run time: a literal with a keyword of SQL that is interpolated, concatenated or appended. In a
/// <c>const</c> all of this is allowed, because the compiler takes only constants there.
/// </summary>
internal static partial class PastedSql
{
    public static IEnumerable<string> In(string source) => Literals(source)
        .Where(l => Keyword().IsMatch(l.Text) && !Constant().IsMatch(l.Before) && (l.HasHoles || IsJoined(l)))
        .Select(l => l.Text.ReplaceLineEndings(" ").Trim());

    private static bool IsJoined(Literal literal) =>
        literal.Before.TrimEnd().EndsWith('+') || literal.After == '+' || JoiningCall().IsMatch(literal.Before);

    private static IEnumerable<Literal> Literals(string source)
    {
        var statement = 0;
        for (var at = 0; at < source.Length; at++)
        {
            switch (source[at])
            {
                case '/' when Follows(source, at, "//"):
                    at = IndexOrEnd(source, "\n", at);
                    statement = at;
                    break;
                case '/' when Follows(source, at, "/*"):
                    at = IndexOrEnd(source, "*/", at) + 1;
                    break;
                case '\'':
                    at = source.IndexOf('\'', source[at + 1] == '\\' ? at + 3 : at + 2);
                    break;
                case ';' or '{' or '}':
                    statement = at + 1;
                    break;
                case '"':
                    var prefix = at;
                    while (source[prefix - 1] is '$' or '@')
                    {
                        prefix--;
                    }

                    var end = EndOf(source, at, source[prefix..at]);
                    var next = end;
                    while (next < source.Length && char.IsWhiteSpace(source[next]))
                    {
                        next++;
                    }

                    var text = source[at..end];
                    var hasHoles = source[prefix..at].Contains('$', StringComparison.Ordinal)
                        && text.Contains('{', StringComparison.Ordinal);
                    yield return new Literal(source[statement..prefix], text, hasHoles, next < source.Length ? source[next] : ';');
                    at = end - 1;
                    break;
            }
        }
    }

    /// <summary>Behind the closing quotes of the literal whose opening quotes are at <paramref name="start"/>.</summary>
    private static int EndOf(string source, int start, string prefix)
    {
        var quotes = source.AsSpan(start).IndexOfAnyExcept('"');
        if (quotes >= 3)
        {
            return source.IndexOf(new string('"', quotes), start + quotes, StringComparison.Ordinal) + quotes;
        }

        var isVerbatim = prefix.Contains('@', StringComparison.Ordinal);
        var depth = 0;
        for (var at = start + 1; at < source.Length; at++)
        {
            switch (source[at])
            {
                case '\\' when !isVerbatim && depth == 0:
                    at++;
                    break;
                case '{' when prefix.Contains('$', StringComparison.Ordinal):
                    depth++;
                    break;
                case '}' when depth > 0:
                    depth--;
                    break;
                case '"' when depth > 0:
                    at = EndOf(source, at, "") - 1;
                    break;
                case '"' when isVerbatim && Follows(source, at, "\"\""):
                    at++;
                    break;
                case '"':
                    return at + 1;
            }
        }

        return source.Length;
    }

    private static bool Follows(string source, int at, string text) => source.AsSpan(at).StartsWith(text);

    private static int IndexOrEnd(string source, string text, int at)
    {
        var found = source.IndexOf(text, at, StringComparison.Ordinal);
        return found < 0 ? source.Length : found;
    }

    private sealed record Literal(string Before, string Text, bool HasHoles, char After);

    [GeneratedRegex(@"\bconst\s+string\b")]
    private static partial Regex Constant();

    [GeneratedRegex(@"\b(string\.(Format|Concat|Join)|Append(Line|Format)?)\([^()]*$")]
    private static partial Regex JoiningCall();

    // In capitals, as SQL is written here.
    [GeneratedRegex(
        @"(?<![\w.])(SELECT|INSERT INTO|UPDATE|DELETE FROM|MERGE INTO|FROM|WHERE|JOIN|ORDER BY|GROUP BY|LIMIT|VALUES|RETURNING|EXISTS|AND"
        + @"|(CREATE|ALTER|DROP) [A-Z]+ [a-z{""]|(GRANT|REVOKE) [A-Z]+ ON|COPY|EXPLAIN)(?!\w)")]
    private static partial Regex Keyword();
}
