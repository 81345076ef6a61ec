using System.Text;
using Agora.Migrations.Sql;

namespace Agora.Migrations.Statements;

/// <summary>Walks the tokens of a statement. Never throws: past the end nothing matches.</summary>
internal sealed class SqlReader(SqlFragment code)
{
    /// <summary>Names are cut to this many bytes by the server.</summary>
    public const int NameBytes = 63;

    /// <summary>Parentheses around parentheses that are looked through; the server's own stack ends soon behind it.</summary>
    public const int MostParentheses = 200;

    private readonly ReadOnlyMemory<SqlToken> tokens = code.Tokens;

    /// <summary>Never behind the end, so that a cut statement reads like one that ends.</summary>
    public int Position
    {
        get;
        set => field = Math.Min(value, tokens.Length);
    }

    public SqlFragment Code => code;

    public bool AtEnd => Position >= tokens.Length;

    public SqlTokenKind Kind => AtEnd ? SqlTokenKind.Semicolon : tokens.Span[Position].Kind;

    public bool Is(string word) => code.Is(Position, word);

    public bool Is(int ahead, string word) => code.Is(Position + ahead, word);

    public bool Is(int ahead, SqlTokenKind kind) => code.Is(Position + ahead, kind);

    public bool IsAny(params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (Is(word))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Moves behind all of these words, or stays when one is missing.</summary>
    public bool Take(params ReadOnlySpan<string> words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (!code.Is(Position + i, words[i]))
            {
                return false;
            }
        }

        Position += words.Length;
        return true;
    }

    /// <summary>Moves behind one of these words. The word, or null.</summary>
    public string? TakeAny(params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (Take(word))
            {
                return word;
            }
        }

        return null;
    }

    public bool Take(SqlTokenKind kind)
    {
        if (AtEnd || tokens.Span[Position].Kind != kind)
        {
            return false;
        }

        Position++;
        return true;
    }

    public bool TakeIfExists() => Take("if", "exists");

    public bool TakeIfNotExists() => Take("if", "not", "exists");

    /// <summary>One name as the server keeps it, or null when none stands here.</summary>
    public string? Name()
    {
        if (AtEnd || !tokens.Span[Position].IsIdentifier)
        {
            return null;
        }

        return Cut(SqlText.Name(tokens.Span[Position++], code.Script));
    }

    /// <summary>A name with as many dots as there are; a database in front is dropped.</summary>
    public ObjectName? Object()
    {
        var name = Name();
        if (name is null)
        {
            return null;
        }

        string? schema = null;
        while (Is(0, SqlTokenKind.Dot))
        {
            Position++;
            schema = name;
            name = Name() ?? "";
        }

        return new ObjectName(schema, name);
    }

    /// <summary>A relation as ALTER, TRUNCATE and LOCK take it: ONLY in front or a star behind are allowed.</summary>
    public (ObjectName? Name, bool Only) Relation()
    {
        var only = Take("only");
        var parenthesis = only && Take(SqlTokenKind.LeftParen);
        var name = Object();
        if (parenthesis)
        {
            Take(SqlTokenKind.RightParen);
        }

        if (Kind == SqlTokenKind.Operator && tokens.Span[Position].Of(code.Script) is "*")
        {
            Position++;
        }

        return (name, only);
    }

    public List<ObjectName> Objects()
    {
        var names = new List<ObjectName>();
        do
        {
            if (Relation().Name is { } name)
            {
                names.Add(name);
            }

            // The arguments of a function, operator or aggregate belong to its name.
            Parentheses();
        }
        while (Take(SqlTokenKind.Comma));

        return names;
    }

    /// <summary>What stands between the parentheses that open here; the reader moves behind them. Empty when none opens.</summary>
    public SqlFragment Parentheses()
    {
        if (!Is(0, SqlTokenKind.LeftParen))
        {
            return SqlFragment.None;
        }

        var start = Position + 1;
        SkipBalanced();
        var end = Position > start && tokens.Span[Position - 1].Kind == SqlTokenKind.RightParen ? Position - 1 : Position;
        return new SqlFragment(code.Script, tokens[start..end]);
    }

    /// <summary>Names in parentheses; an expression among them is left out.</summary>
    public List<string> Columns()
    {
        var columns = new List<string>();
        foreach (var item in Parentheses().Items())
        {
            if (new SqlReader(item).Name() is { } column)
            {
                columns.Add(column);
            }
        }

        return columns;
    }

    /// <summary>
    /// Names in parentheses that stand for a whole column: <c>a.b</c> and <c>a[1]</c> are parts, which may be named several times.
    /// </summary>
    public List<string> WholeColumns()
    {
        var columns = new List<string>();
        foreach (var item in Parentheses().Items())
        {
            var reader = new SqlReader(item);
            if (reader.Name() is { } column && reader.AtEnd)
            {
                columns.Add(column);
            }
        }

        return columns;
    }

    /// <summary>
    /// Everything up to a top-level word of the list, a top-level comma when asked, a parenthesis that nothing opened, or the end. Such a
    /// parenthesis is passed when it comes first, so that a loop over this comes to an end.
    /// </summary>
    public SqlFragment Until(bool comma, params ReadOnlySpan<string> words)
    {
        var start = Position;
        while (!AtEnd && !(comma && Kind == SqlTokenKind.Comma) && !(Position > start && (IsAny(words) || Kind == SqlTokenKind.RightParen)))
        {
            SkipBalanced();
        }

        return new SqlFragment(code.Script, tokens[start..Position]);
    }

    public SqlFragment Rest()
    {
        var start = Position;
        Position = tokens.Length;
        return new SqlFragment(code.Script, tokens[start..]);
    }

    public SqlFragment Since(int start) => new(code.Script, tokens[start..Position]);

    /// <summary>Moves behind the token here, or behind all that its parenthesis or bracket encloses.</summary>
    public void SkipBalanced()
    {
        var depth = 0;
        do
        {
            depth += SqlFragment.Nesting(Kind);
            Position++;
        }
        while (depth > 0 && !AtEnd);
    }

    private static string Cut(string name)
    {
        if (name.Length * 3 <= NameBytes || Encoding.UTF8.GetByteCount(name) <= NameBytes)
        {
            return name;
        }

        var bytes = 0;
        var kept = 0;
        foreach (var rune in name.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > NameBytes)
            {
                break;
            }

            kept += rune.Utf16SequenceLength;
        }

        return name[..kept];
    }
}
