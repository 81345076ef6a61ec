namespace Agora.Migrations.Sql;

/// <summary>Cuts a row of tokens into statements and gives each the comments above it.</summary>
internal ref struct SqlSplitter(string text, SqlToken[] tokens, List<SqlToken> comments, List<SqlIssue> issues)
{
    private readonly List<SqlStatement> statements = [];
    private int nextComment;

    public List<SqlStatement> Split()
    {
        var first = 0;
        var open = new Stack<SqlToken>();
        var atomic = new Stack<SqlToken>();
        for (var i = 0; i < tokens.Length; i++)
        {
            switch (tokens[i].Kind)
            {
                case SqlTokenKind.LeftParen:
                    open.Push(tokens[i]);
                    break;
                case SqlTokenKind.RightParen:
                    open.TryPop(out _);
                    break;
                case SqlTokenKind.Word when IsWord(i, "atomic") && i > first && IsWord(i - 1, "begin") && CreatesRoutine(first):
                    atomic.Push(tokens[i - 1]);
                    break;
                case SqlTokenKind.Word when atomic.Count > 0 && IsWord(i, "end") && EndsAtomicBody(i):
                    atomic.Pop();
                    break;
                case SqlTokenKind.Semicolon when open.Count == 0 && atomic.Count == 0:
                    Add(first, i, tokens[i]);
                    first = i + 1;
                    break;
            }
        }

        if (first < tokens.Length)
        {
            Add(first, tokens.Length, null);
            ReportOpenEnd(tokens[^1], open, atomic);
        }

        return statements;
    }

    private readonly bool IsWord(int at, string word) => at < tokens.Length && SqlText.IsWord(tokens[at], text, word);

    private readonly bool CreatesRoutine(int first)
    {
        var at = first + 1;
        if (IsWord(at, "or") && IsWord(at + 1, "replace"))
        {
            at += 2;
        }

        return IsWord(first, "create") && (IsWord(at, "function") || IsWord(at, "procedure"));
    }

    /// <summary>
    /// Each statement of a body ends in a semicolon, so only an END that follows one (or opens an empty body) closes it: the END
    /// of a CASE and a column called "end" never do.
    /// </summary>
    private readonly bool EndsAtomicBody(int at) => tokens[at - 1].Kind == SqlTokenKind.Semicolon || IsWord(at - 1, "atomic");

    private void Add(int first, int end, SqlToken? semicolon)
    {
        if (first == end)
        {
            return;
        }

        var start = tokens[first].Start;
        var last = tokens[end - 1];
        var leading = Take(start);
        var inner = Take(last.End);
        statements.Add(new SqlStatement(text, statements.Count, tokens.AsMemory(first, end - first), inner, leading));
        SkipTrailing((semicolon ?? last).Line, (semicolon ?? last).End);
    }

    private IReadOnlyList<SqlToken> Take(int before)
    {
        var from = nextComment;
        while (nextComment < comments.Count && comments[nextComment].Start < before)
        {
            nextComment++;
        }

        return from == nextComment ? [] : comments[from..nextComment];
    }

    /// <summary>A comment behind a statement on its own line speaks of that statement, not of the next.</summary>
    private void SkipTrailing(int line, int end)
    {
        while (nextComment < comments.Count
            && (comments[nextComment].Start < end || comments[nextComment].Line == line))
        {
            nextComment++;
        }
    }

    private readonly void ReportOpenEnd(in SqlToken last, Stack<SqlToken> open, Stack<SqlToken> atomic)
    {
        if (open.TryPeek(out var parenthesis))
        {
            issues.Add(SqlIssue.Of(SqlIssueKind.UnterminatedParenthesis, parenthesis));
        }
        else if (atomic.TryPeek(out var begin))
        {
            issues.Add(SqlIssue.Of(SqlIssueKind.UnterminatedAtomicBody, begin));
        }
        else if (last.Fault == SqlTokenFault.None)
        {
            issues.Add(SqlIssue.Of(SqlIssueKind.MissingSemicolon, last));
        }
    }
}
