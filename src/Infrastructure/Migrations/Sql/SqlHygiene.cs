using System.Buffers;

namespace Agora.Migrations.Sql;

/// <summary>Characters that make a reviewer see something else than the server does.</summary>
internal static class SqlHygiene
{
    /// <summary>Characters that change the direction in which the following text is shown: dangerous even in a comment.</summary>
    private const string Direction = "\u061C\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069";

    private const string Invisible = "\u00A0\u00AD\u034F\u115F\u1160\u17B4\u17B5\u180E\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
        + "\u2007\u2008\u2009\u200A\u200B\u200C\u200D\u2028\u2029\u202F\u205F\u2060\u2061\u2062\u2063\u2064\u3000\u3164\uFEFF\uFFA0";

    private static readonly SearchValues<char> InCode = SearchValues.Create(Direction + Invisible);
    private static readonly SearchValues<char> InComments = SearchValues.Create(Direction);

    public static void Check(string text, SqlToken[] tokens, List<SqlToken> comments, List<SqlIssue> issues)
    {
        CheckCarriageReturns(text, issues);
        if (text.AsSpan().IndexOfAny(InCode) < 0)
        {
            return;
        }

        foreach (var comment in comments)
        {
            Report(text, comment, InComments, issues);
        }

        foreach (var token in tokens)
        {
            if (!token.IsString)
            {
                Report(text, token, InCode, issues);
            }
        }
    }

    private static void CheckCarriageReturns(string text, List<SqlIssue> issues)
    {
        for (var at = text.IndexOf('\r', StringComparison.Ordinal); at >= 0; at = text.IndexOf('\r', at + 1))
        {
            if (at + 1 >= text.Length || text[at + 1] != '\n')
            {
                var (line, column) = SqlPosition.Of(text, at);
                issues.Add(SqlIssue.Of(SqlIssueKind.LoneCarriageReturn, at, 1, line, column));
                return;
            }
        }
    }

    private static void Report(string text, in SqlToken token, SearchValues<char> forbidden, List<SqlIssue> issues)
    {
        var found = token.Of(text).IndexOfAny(forbidden);
        if (found >= 0)
        {
            var (line, column) = SqlPosition.Of(text, token.Start + found);
            issues.Add(SqlIssue.Of(SqlIssueKind.InvisibleCharacter, token.Start + found, 1, line, column));
        }
    }
}
