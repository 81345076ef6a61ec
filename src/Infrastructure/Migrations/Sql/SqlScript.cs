namespace Agora.Migrations.Sql;

/// <summary>A file cut into the statements that the server would see, with what is wrong with the file itself.</summary>
/// <remarks>
/// A semicolon ends a statement unless it stands inside parentheses (CREATE RULE) or in the BEGIN ATOMIC body of a
/// routine: the rule by which psql cuts, so that the same file means the same there.
/// </remarks>
public sealed class SqlScript
{
    private SqlScript(string text, IReadOnlyList<SqlStatement> statements, IReadOnlyList<SqlToken> comments, IReadOnlyList<SqlIssue> issues)
    {
        Text = text;
        Statements = statements;
        Comments = comments;
        Issues = issues;
    }

    /// <summary>The decoded text, without a byte order mark, line ends as in the file.</summary>
    public string Text { get; }

    public IReadOnlyList<SqlStatement> Statements { get; }

    /// <summary>Every comment of the file, in order.</summary>
    public IReadOnlyList<SqlToken> Comments { get; }

    public IReadOnlyList<SqlIssue> Issues { get; }

    public bool HasErrors => Issues.Any(issue => issue.IsError);

    /// <summary>Reads the bytes of a file. A text that cannot be decoded has issues and no statements.</summary>
    public static SqlScript Read(ReadOnlySpan<byte> file)
    {
        var (text, issues) = SqlEncoding.Decode(file);
        return text is null ? new SqlScript("", [], [], issues) : Parse(text, issues);
    }

    public static SqlScript Parse(string text) => Parse(text, []);

    private static SqlScript Parse(string text, List<SqlIssue> issues)
    {
        var (tokens, comments) = Lex(text, issues);
        var statements = new SqlSplitter(text, tokens, comments, issues).Split();
        SqlHygiene.Check(text, tokens, comments, issues);
        if (statements.Count == 0 && !issues.Exists(issue => issue.IsError))
        {
            issues.Add(SqlIssue.Of(SqlIssueKind.Empty, 0, 0, 1, 1));
        }

        issues.Sort((a, b) => a.Start.CompareTo(b.Start));
        return new SqlScript(text, statements, comments, issues);
    }

    private static (SqlToken[] Tokens, List<SqlToken> Comments) Lex(string text, List<SqlIssue> issues)
    {
        var tokens = new List<SqlToken>(text.Length / 6);
        var comments = new List<SqlToken>();
        var lexer = new SqlLexer(text);
        while (lexer.TryNext(out var token))
        {
            (token.IsComment ? comments : tokens).Add(token);
            if (token.Fault != SqlTokenFault.None)
            {
                issues.Add(SqlIssue.Of(KindOf(token.Fault), token));
            }
        }

        return ([.. tokens], comments);
    }

    private static SqlIssueKind KindOf(SqlTokenFault fault) => fault switch
    {
        SqlTokenFault.UnterminatedString => SqlIssueKind.UnterminatedString,
        SqlTokenFault.UnterminatedDollarString => SqlIssueKind.UnterminatedDollarString,
        SqlTokenFault.UnterminatedIdentifier => SqlIssueKind.UnterminatedIdentifier,
        SqlTokenFault.UnterminatedComment => SqlIssueKind.UnterminatedComment,
        SqlTokenFault.EmptyIdentifier => SqlIssueKind.EmptyIdentifier,
        SqlTokenFault.None => throw new ArgumentOutOfRangeException(nameof(fault), fault, null),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, null),
    };
}
