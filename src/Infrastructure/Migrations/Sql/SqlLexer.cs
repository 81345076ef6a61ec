using System.Buffers;
using System.Runtime.InteropServices;

namespace Agora.Migrations.Sql;

/// <summary>
/// Cuts text into the tokens of the PostgreSQL 17 scanner (with <c>standard_conforming_strings = on</c>), copying nothing.
/// Any part of a text can be lexed, so that the body of a DO block yields tokens with positions of the file.
/// </summary>
internal ref partial struct SqlLexer
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
