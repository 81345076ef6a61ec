using System.Runtime.InteropServices;

namespace Agora.Migrations.Sql;

/// <summary>The tokens of the PostgreSQL 17 scanner. White space is not a token; comments are.</summary>
public enum SqlTokenKind : byte
{
    /// <summary>An unquoted identifier or keyword: the scanner does not tell them apart.</summary>
    Word,
    QuotedIdentifier,

    /// <summary><c>U&amp;"..."</c>. A following <c>UESCAPE 'x'</c> is two tokens of its own, as in the server.</summary>
    UnicodeIdentifier,
    String,
    EscapeString,
    UnicodeString,
    NationalString,
    BitString,
    HexString,
    DollarString,
    Integer,
    Numeric,

    /// <summary><c>$1</c></summary>
    Parameter,
    Operator,
    TypeCast,
    ColonEquals,
    EqualsGreater,
    DotDot,
    Dot,
    Comma,
    Semicolon,
    Colon,
    LeftParen,
    RightParen,
    LeftBracket,
    RightBracket,
    LineComment,
    BlockComment,

    /// <summary>A character that starts no token, such as the backslash of a psql command.</summary>
    Other,
}

/// <summary>Why a token is broken. The lexer never throws: a broken token reaches to the end of the text.</summary>
public enum SqlTokenFault : byte
{
    None,
    UnterminatedString,
    UnterminatedDollarString,
    UnterminatedIdentifier,
    UnterminatedComment,
    EmptyIdentifier,
}

/// <param name="Start">Offset in UTF-16 units.</param>
/// <param name="Length">Length in UTF-16 units, delimiters and prefix included.</param>
/// <param name="Line">From 1. LF, CRLF and a lone CR each end a line, because the server ends a <c>--</c> comment at any of them.</param>
/// <param name="Column">From 1, in UTF-16 units.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SqlToken(
    SqlTokenKind Kind, int Start, int Length, int Line, int Column, SqlTokenFault Fault = SqlTokenFault.None)
{
    public int End => Start + Length;

    public bool IsComment => Kind is SqlTokenKind.LineComment or SqlTokenKind.BlockComment;

    /// <summary>A name: unquoted, quoted or Unicode-escaped.</summary>
    public bool IsIdentifier =>
        Kind is SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier or SqlTokenKind.UnicodeIdentifier;

    /// <summary>A string constant of any form except bit strings.</summary>
    public bool IsString =>
        Kind is SqlTokenKind.String or SqlTokenKind.EscapeString or SqlTokenKind.UnicodeString
            or SqlTokenKind.NationalString or SqlTokenKind.DollarString;

    public ReadOnlySpan<char> Of(string text) => text.AsSpan(Start, Length);
}
