using Agora.Migrations.Sql;

namespace Agora.Migrations.Statements;

/// <summary>A run of tokens of one text: a statement or a part of it. Knows where it stands and copies nothing.</summary>
/// <param name="Script">The text to which the offsets of the tokens refer.</param>
internal readonly record struct SqlFragment(string Script, ReadOnlyMemory<SqlToken> Tokens)
{
    public static readonly SqlFragment None = new("", default);

    public bool IsEmpty => Tokens.IsEmpty;

    public int Count => Tokens.Length;

    public ReadOnlySpan<SqlToken> Span => Tokens.Span;

    public SqlToken First => Tokens.Span[0];

    public SqlToken Last => Tokens.Span[^1];

    /// <summary>As it stands in the file, comments between the tokens included.</summary>
    public string Text => IsEmpty ? "" : Script[First.Start..Last.End];

    public SqlFragment From(int start) => new(Script, Tokens[Math.Min(start, Tokens.Length)..]);

    public bool Is(int at, string word) => at >= 0 && at < Tokens.Length && SqlText.IsWord(Tokens.Span[at], Script, word);

    public bool Is(int at, SqlTokenKind kind) => at >= 0 && at < Tokens.Length && Tokens.Span[at].Kind == kind;

    /// <summary>The index of an unquoted word outside parentheses and brackets, or -1.</summary>
    public int IndexOf(string word, int from = 0)
    {
        var depth = 0;
        var span = Tokens.Span;
        for (var i = from; i < span.Length; i++)
        {
            depth += Nesting(span[i].Kind);
            if (depth == 0 && SqlText.IsWord(span[i], Script, word))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>True when the word stands anywhere, also within parentheses.</summary>
    public bool Mentions(string word)
    {
        foreach (var token in Tokens.Span)
        {
            if (SqlText.IsWord(token, Script, word))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True when an identifier of that folded name stands anywhere.</summary>
    public bool Names(string name)
    {
        foreach (var token in Tokens.Span)
        {
            if (token.IsIdentifier && SqlText.Name(token, Script) == name)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Every identifier once, folded.</summary>
    public HashSet<string> Identifiers()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var token in Tokens.Span)
        {
            if (token.IsIdentifier)
            {
                names.Add(SqlText.Name(token, Script));
            }
        }

        return names;
    }

    /// <summary>Every name that is followed by an opening parenthesis, with its schema and the place of its last part.</summary>
    public IEnumerable<(ObjectName Name, int At)> Calls()
    {
        for (var i = 0; i + 1 < Tokens.Length; i++)
        {
            if (Tokens.Span[i].IsIdentifier && Tokens.Span[i + 1].Kind == SqlTokenKind.LeftParen)
            {
                var schema = i >= 2 && Is(i - 1, SqlTokenKind.Dot) && Tokens.Span[i - 2].IsIdentifier
                    ? SqlText.Name(Tokens.Span[i - 2], Script)
                    : null;
                yield return (new ObjectName(schema, SqlText.Name(Tokens.Span[i], Script)), i);
            }
        }
    }

    /// <summary>Cuts at top-level commas.</summary>
    public IEnumerable<SqlFragment> Items()
    {
        var depth = 0;
        var start = 0;
        for (var i = 0; i < Tokens.Length; i++)
        {
            var kind = Tokens.Span[i].Kind;
            depth += Nesting(kind);
            if (depth == 0 && kind == SqlTokenKind.Comma)
            {
                yield return new SqlFragment(Script, Tokens[start..i]);
                start = i + 1;
            }
        }

        if (start < Tokens.Length)
        {
            yield return new SqlFragment(Script, Tokens[start..]);
        }
    }

    /// <summary>
    /// The tokens in one spelling: words in lower case, one space between, so that two writings of the same compare equal.
    /// </summary>
    public string Normalized()
    {
        var script = Script;
        return string.Join(' ', Tokens.ToArray().Select(token => token.Kind == SqlTokenKind.Word
            ? SqlText.Name(token, script)
            : token.Of(script).ToString()));
    }

    internal static int Nesting(SqlTokenKind kind) => kind switch
    {
        SqlTokenKind.LeftParen or SqlTokenKind.LeftBracket => 1,
        SqlTokenKind.RightParen or SqlTokenKind.RightBracket => -1,
        _ => 0,
    };
}

internal static class SqlStatementFragments
{
    public static SqlFragment Fragment(this SqlStatement statement) => new(statement.Script, statement.TokenMemory);
}
