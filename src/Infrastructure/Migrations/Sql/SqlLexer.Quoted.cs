namespace Agora.Migrations.Sql;

/// <content>Tokens that reach to a closing mark: comments, names and strings.</content>
internal ref partial struct SqlLexer
{
    private readonly Scanned BlockComment(int start)
    {
        // The slash of an opening "/*" cannot close it: "/*/" only opens.
        var depth = 1;
        var at = start + 2;
        while (depth > 0)
        {
            var next = at < text.Length ? text[at..].IndexOfAny('/', '*') : -1;
            if (next < 0)
            {
                return new(SqlTokenKind.BlockComment, text.Length, SqlTokenFault.UnterminatedComment);
            }

            at += next;
            switch (text[at], At(at + 1))
            {
                case ('/', '*'):
                    depth++;
                    at += 2;
                    break;
                case ('*', '/'):
                    depth--;
                    at += 2;
                    break;
                default:
                    at++;
                    break;
            }
        }

        return new(SqlTokenKind.BlockComment, at);
    }

    private readonly Scanned Identifier(SqlTokenKind kind, int body)
    {
        var at = body;
        while (true)
        {
            var next = at < text.Length ? text[at..].IndexOf('"') : -1;
            if (next < 0)
            {
                return new(kind, text.Length, SqlTokenFault.UnterminatedIdentifier);
            }

            at += next + 1;
            if (At(at) != '"')
            {
                return new(kind, at, at == body + 1 ? SqlTokenFault.EmptyIdentifier : SqlTokenFault.None);
            }

            at++;
        }
    }

    private readonly Scanned Quoted(SqlTokenKind kind, int body, bool escapes)
    {
        var at = body;
        while (true)
        {
            var next = at >= text.Length ? -1
                : escapes ? text[at..].IndexOfAny('\'', '\\')
                : text[at..].IndexOf('\'');
            if (next < 0)
            {
                return new(kind, text.Length, SqlTokenFault.UnterminatedString);
            }

            at += next;
            if (text[at] == '\\')
            {
                at += 2;
                continue;
            }

            at++;
            if (At(at) == '\'')
            {
                at++;
                continue;
            }

            if (Continuation(at) is not { } resumed)
            {
                return new(kind, at);
            }

            at = resumed;
        }
    }

    /// <summary>Two string parts with a line end between them are one string; line comments may stand between.</summary>
    private readonly int? Continuation(int at)
    {
        var sawLineEnd = false;
        while (at < text.Length)
        {
            var c = text[at];
            if (IsSpace(c))
            {
                sawLineEnd |= c is '\n' or '\r';
                at++;
            }
            else if (c == '-' && At(at + 1) == '-')
            {
                at = EndOfLine(at);
            }
            else
            {
                return c == '\'' && sawLineEnd ? at + 1 : null;
            }
        }

        return null;
    }

    private readonly Scanned Dollar(int start)
    {
        var end = start + 1;
        if (char.IsAsciiDigit(At(end)))
        {
            while (char.IsAsciiDigit(At(end)))
            {
                end++;
            }

            return new(SqlTokenKind.Parameter, end);
        }

        if (end < text.Length && IsIdentifierStart(text[end]))
        {
            while (end < text.Length && text[end] != '$' && IsIdentifierPart(text[end]))
            {
                end++;
            }
        }

        if (At(end) != '$')
        {
            return new(SqlTokenKind.Other, start + 1);
        }

        var tag = text[start..(end + 1)];
        var closing = text[(end + 1)..].IndexOf(tag, StringComparison.Ordinal);
        return closing < 0
            ? new(SqlTokenKind.DollarString, text.Length, SqlTokenFault.UnterminatedDollarString)
            : new(SqlTokenKind.DollarString, end + 1 + closing + tag.Length);
    }
}
