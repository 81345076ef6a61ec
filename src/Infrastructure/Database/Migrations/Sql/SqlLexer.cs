using System.Buffers;
using System.Runtime.InteropServices;

namespace Agora.Infrastructure.Database.Migrations.Sql;

/// <summary>
/// Cuts text into the tokens of the PostgreSQL 17 scanner (with <c>standard_conforming_strings = on</c>), copying nothing.
/// Any part of a text can be lexed, so that the body of a DO block yields tokens with positions of the file.
/// </summary>
internal ref struct SqlLexer
{
    private static readonly SearchValues<char> OperatorSet = SearchValues.Create("~!@#^&|`?+-*/%<>=");

    /// <summary>Operator characters that standard SQL does not have.</summary>
    private static readonly SearchValues<char> ForeignSet = SearchValues.Create("~!@#^&|`?%");

    private static readonly SearchValues<char> LineEnds = SearchValues.Create("\r\n");

    private readonly ReadOnlySpan<char> text;
    private int position;
    private int line;
    private int lineStart;

    public SqlLexer(string text)
        : this(text, 0, text.Length, 1, 1)
    {
    }

    /// <summary>Lexes <paramref name="text"/> from <paramref name="start"/> up to <paramref name="end"/>.</summary>
    /// <param name="line">The line on which <paramref name="start"/> lies.</param>
    /// <param name="column">The column at which <paramref name="start"/> lies.</param>
    public SqlLexer(string text, int start, int end, int line, int column)
    {
        this.text = text.AsSpan(0, end);
        position = start;
        this.line = line;
        lineStart = start - column + 1;
    }

    /// <summary>Moves to the next token, comments included. False at the end.</summary>
    public bool TryNext(out SqlToken token)
    {
        SkipWhiteSpace();
        if (position >= text.Length)
        {
            token = default;
            return false;
        }

        var start = position;
        var startLine = line;
        var column = start - lineStart + 1;
        var (kind, end, fault) = Scan(start);
        token = new SqlToken(kind, start, end - start, startLine, column, fault);
        Advance(end);
        return true;
    }

    public static bool IsIdentifierStart(char c) => char.IsAsciiLetter(c) || c is '_' or >= '\u0080';

    public static bool IsIdentifierPart(char c) => IsIdentifierStart(c) || char.IsAsciiDigit(c) || c == '$';

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\n' or '\r' or '\f' or '\v';

    private readonly char At(int index) => index < text.Length ? text[index] : '\0';

    private void SkipWhiteSpace()
    {
        var end = position;
        while (end < text.Length && IsSpace(text[end]))
        {
            end++;
        }

        Advance(end);
    }

    private void Advance(int end)
    {
        while (true)
        {
            var next = text[position..end].IndexOfAny(LineEnds);
            if (next < 0)
            {
                break;
            }

            position += next;
            // CRLF is one line end; its CR may close this token while the LF is skipped later as white space.
            if (text[position] == '\n' || At(position + 1) != '\n')
            {
                line++;
                lineStart = position + 1;
            }

            position++;
        }

        position = end;
    }

    private readonly Scanned Scan(int start)
    {
        var c = text[start];
        var next = At(start + 1);
        switch (c)
        {
            case '-' when next == '-':
                return new(SqlTokenKind.LineComment, EndOfLine(start));
            case '/' when next == '*':
                return BlockComment(start);
            case '\'':
                return Quoted(SqlTokenKind.String, start + 1, escapes: false);
            case '"':
                return Identifier(SqlTokenKind.QuotedIdentifier, start + 1);
            case 'e' or 'E' when next == '\'':
                return Quoted(SqlTokenKind.EscapeString, start + 2, escapes: true);
            case 'n' or 'N' when next == '\'':
                return Quoted(SqlTokenKind.NationalString, start + 2, escapes: false);
            case 'b' or 'B' when next == '\'':
                return Quoted(SqlTokenKind.BitString, start + 2, escapes: false);
            case 'x' or 'X' when next == '\'':
                return Quoted(SqlTokenKind.HexString, start + 2, escapes: false);
            case 'u' or 'U' when next == '&' && At(start + 2) == '\'':
                return Quoted(SqlTokenKind.UnicodeString, start + 3, escapes: false);
            case 'u' or 'U' when next == '&' && At(start + 2) == '"':
                return Identifier(SqlTokenKind.UnicodeIdentifier, start + 3);
            case '$':
                return Dollar(start);
            case >= '0' and <= '9':
                return Number(start);
            case '.' when char.IsAsciiDigit(next):
                return Number(start);
        }

        if (IsIdentifierStart(c))
        {
            return Word(start);
        }

        return OperatorSet.Contains(c) ? Operator(start) : Punctuation(start, c, next);
    }

    private readonly Scanned Word(int start)
    {
        var end = start + 1;
        while (end < text.Length && IsIdentifierPart(text[end]))
        {
            end++;
        }

        return new(SqlTokenKind.Word, end);
    }

    private static Scanned Punctuation(int start, char c, char next) => (c, next) switch
    {
        (':', ':') => new(SqlTokenKind.TypeCast, start + 2),
        (':', '=') => new(SqlTokenKind.ColonEquals, start + 2),
        ('.', '.') => new(SqlTokenKind.DotDot, start + 2),
        (':', _) => new(SqlTokenKind.Colon, start + 1),
        ('.', _) => new(SqlTokenKind.Dot, start + 1),
        (',', _) => new(SqlTokenKind.Comma, start + 1),
        (';', _) => new(SqlTokenKind.Semicolon, start + 1),
        ('(', _) => new(SqlTokenKind.LeftParen, start + 1),
        (')', _) => new(SqlTokenKind.RightParen, start + 1),
        ('[', _) => new(SqlTokenKind.LeftBracket, start + 1),
        (']', _) => new(SqlTokenKind.RightBracket, start + 1),
        _ => new(SqlTokenKind.Other, start + 1),
    };

    private readonly int EndOfLine(int start)
    {
        var length = text[start..].IndexOfAny(LineEnds);
        return length < 0 ? text.Length : start + length;
    }

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

    private readonly Scanned Number(int start)
    {
        if (text[start] == '0' && IntegerBase(At(start + 1)) is { } allowed)
        {
            var digits = Digits(start + 2, allowed, underscoreFirst: true);
            if (digits > start + 2)
            {
                return new(SqlTokenKind.Integer, digits);
            }
        }

        const string decimals = "0123456789";
        var end = Digits(start, decimals, underscoreFirst: false);
        var kind = SqlTokenKind.Integer;

        // "1..2" is a range of PL/pgSQL: an integer, two dots, an integer.
        if (At(end) == '.' && At(end + 1) != '.')
        {
            kind = SqlTokenKind.Numeric;
            end = Digits(end + 1, decimals, underscoreFirst: false);
        }

        if (At(end) is 'e' or 'E')
        {
            var exponent = At(end + 1) is '+' or '-' ? end + 2 : end + 1;
            if (char.IsAsciiDigit(At(exponent)))
            {
                kind = SqlTokenKind.Numeric;
                end = Digits(exponent, decimals, underscoreFirst: false);
            }
        }

        return new(kind, end);
    }

    private static string? IntegerBase(char c) => c switch
    {
        'x' or 'X' => "0123456789abcdefABCDEF",
        'o' or 'O' => "01234567",
        'b' or 'B' => "01",
        _ => null,
    };

    private readonly int Digits(int at, string allowed, bool underscoreFirst)
    {
        var mayUnderscore = underscoreFirst;
        while (true)
        {
            var c = At(at);
            if (c != '\0' && allowed.Contains(c, StringComparison.Ordinal))
            {
                at++;
            }
            else if (c == '_' && mayUnderscore && At(at + 1) is var d && d != '\0'
                && allowed.Contains(d, StringComparison.Ordinal))
            {
                at += 2;
            }
            else
            {
                return at;
            }

            mayUnderscore = true;
        }
    }

    private readonly Scanned Operator(int start)
    {
        var length = text[start..].IndexOfAnyExcept(OperatorSet);
        var run = length < 0 ? text[start..] : text.Slice(start, length);

        // A comment may begin inside a run of operator characters and ends the operator.
        Cut(ref run, "--");
        Cut(ref run, "/*");

        // Only an operator with a character foreign to standard SQL may end in plus or minus: "=-" is two, "@-" is one.
        while (run.Length > 1 && run[^1] is '+' or '-' && !run[..^1].ContainsAny(ForeignSet))
        {
            run = run[..^1];
        }

        var kind = run is "=>" ? SqlTokenKind.EqualsGreater : SqlTokenKind.Operator;
        return new(kind, start + run.Length);
    }

    private static void Cut(ref ReadOnlySpan<char> run, ReadOnlySpan<char> comment)
    {
        var at = run.IndexOf(comment, StringComparison.Ordinal);
        if (at > 0)
        {
            run = run[..at];
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Scanned(SqlTokenKind Kind, int End, SqlTokenFault Fault = SqlTokenFault.None);
}
