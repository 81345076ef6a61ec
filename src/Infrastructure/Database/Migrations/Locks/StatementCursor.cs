using Agora.Infrastructure.Database.Migrations.Sql;

namespace Agora.Infrastructure.Database.Migrations.Locks;

/// <summary>Walks over the tokens of one statement by words and names.</summary>
internal ref struct StatementCursor(SqlStatement statement)
{
    private readonly ReadOnlySpan<SqlToken> tokens = statement.Tokens;

    public int Position { get; set; }

    public readonly bool AtEnd => Position >= tokens.Length;

    public readonly bool Sees(params ReadOnlySpan<string> words) => statement.StartsWith(Position, words);

    /// <summary>Steps over these words when they stand here.</summary>
    public bool Accept(params ReadOnlySpan<string> words)
    {
        if (!Sees(words))
        {
            return false;
        }

        Position += words.Length;
        return true;
    }

    public bool AcceptKind(SqlTokenKind kind)
    {
        if (AtEnd || tokens[Position].Kind != kind)
        {
            return false;
        }

        Position++;
        return true;
    }

    /// <summary>A name of up to three parts (the database is dropped), or null when none stands here.</summary>
    public ObjectName? Name()
    {
        if (AtEnd || !tokens[Position].IsIdentifier)
        {
            return null;
        }

        string? schema = null;
        var name = SqlText.Name(tokens[Position++], statement.Script);
        while (Position + 1 < tokens.Length && tokens[Position].Kind == SqlTokenKind.Dot && tokens[Position + 1].IsIdentifier)
        {
            schema = name;
            name = SqlText.Name(tokens[Position + 1], statement.Script);
            Position += 2;
        }

        return new ObjectName(schema, name);
    }

    /// <summary>Names separated by commas; an asterisk after a table name is stepped over.</summary>
    public List<ObjectName> Names()
    {
        var names = new List<ObjectName>();
        do
        {
            Accept("only");
            if (Name() is not { } name)
            {
                break;
            }

            names.Add(name);
            if (!AtEnd && tokens[Position].Of(statement.Script) is "*")
            {
                Position++;
            }
        }
        while (AcceptKind(SqlTokenKind.Comma));

        return names;
    }

    /// <summary>Position of the first of these words at or after the cursor, outside parentheses; -1 when absent.</summary>
    public readonly int Find(params ReadOnlySpan<string> words)
    {
        var depth = 0;
        for (var i = Position; i < tokens.Length; i++)
        {
            depth += tokens[i].Kind switch { SqlTokenKind.LeftParen => 1, SqlTokenKind.RightParen => -1, _ => 0 };
            if (depth == 0 && statement.StartsWith(i, words))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>True when the word stands anywhere from here on, inside parentheses too.</summary>
    public readonly bool Contains(string word)
    {
        for (var i = Position; i < tokens.Length; i++)
        {
            if (statement.Is(i, word))
            {
                return true;
            }
        }

        return false;
    }

    public readonly string? StringHere() =>
        !AtEnd && tokens[Position].IsString ? SqlText.Value(tokens[Position], statement.Script) : null;

    /// <summary>Steps over a parenthesised group; true when its text holds the word as an option.</summary>
    public bool AcceptOptions(string word)
    {
        if (!AcceptKind(SqlTokenKind.LeftParen))
        {
            return false;
        }

        var found = false;
        for (var depth = 1; depth > 0 && !AtEnd; Position++)
        {
            depth += tokens[Position].Kind switch { SqlTokenKind.LeftParen => 1, SqlTokenKind.RightParen => -1, _ => 0 };
            found |= statement.Is(Position, word);
        }

        return found;
    }

    /// <summary>Moves behind the next comma outside parentheses; false when there is none.</summary>
    public bool NextItem()
    {
        for (var depth = 0; !AtEnd; Position++)
        {
            var kind = tokens[Position].Kind;
            depth += kind switch { SqlTokenKind.LeftParen => 1, SqlTokenKind.RightParen => -1, _ => 0 };
            if (depth == 0 && kind == SqlTokenKind.Comma)
            {
                Position++;
                return true;
            }
        }

        return false;
    }
}
