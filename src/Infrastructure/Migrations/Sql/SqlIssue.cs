namespace Agora.Migrations.Sql;

public enum SqlIssueKind
{
    InvalidUtf8,
    Utf16,
    NulCharacter,
    ByteOrderMark,
    LoneCarriageReturn,
    InvisibleCharacter,
    UnterminatedString,
    UnterminatedDollarString,
    UnterminatedIdentifier,
    UnterminatedComment,
    UnterminatedParenthesis,
    UnterminatedAtomicBody,
    EmptyIdentifier,
    MissingSemicolon,
    Empty,
}

/// <summary>Something wrong with the file itself, before any statement of it is checked (PGM901 to PGM905).</summary>
/// <param name="Start">Offset in UTF-16 units; in bytes when the file could not be decoded.</param>
/// <param name="IsError">An error stops every verb before a connection is made; the rest are warnings.</param>
public sealed record SqlIssue(
    SqlIssueKind Kind, string Rule, bool IsError, string Message, int Start, int Length, int Line, int Column)
{
    public static SqlIssue Of(SqlIssueKind kind, int start, int length, int line, int column)
    {
        var (rule, isError, message) = Describe(kind);
        return new SqlIssue(kind, rule, isError, message, start, length, line, column);
    }

    public static SqlIssue Of(SqlIssueKind kind, in SqlToken at) => Of(kind, at.Start, at.Length, at.Line, at.Column);

    private static (string Rule, bool IsError, string Message) Describe(SqlIssueKind kind) => kind switch
    {
        SqlIssueKind.InvalidUtf8 => ("PGM901", true, "The file is not valid UTF-8."),
        SqlIssueKind.Utf16 => ("PGM901", true, "The file is UTF-16; save it as UTF-8."),
        SqlIssueKind.NulCharacter => ("PGM901", true, "A NUL character would break the connection."),
        SqlIssueKind.ByteOrderMark => ("PGM902", false, "The byte order mark is ignored; the server would reject it."),
        SqlIssueKind.LoneCarriageReturn =>
            ("PGM903", true, "A carriage return without line feed ends a comment for the server, yet not for every editor."),
        SqlIssueKind.InvisibleCharacter => ("PGM904", true, "An invisible or direction-changing character hides what the SQL says."),
        SqlIssueKind.UnterminatedString => ("PGM905", true, "This string has no closing quote."),
        SqlIssueKind.UnterminatedDollarString => ("PGM905", true, "This dollar-quoted string has no closing tag."),
        SqlIssueKind.UnterminatedIdentifier => ("PGM905", true, "This quoted identifier has no closing quote."),
        SqlIssueKind.UnterminatedComment => ("PGM905", true, "This comment is not closed; block comments nest."),
        SqlIssueKind.UnterminatedParenthesis => ("PGM905", true, "This parenthesis is not closed before the file ends."),
        SqlIssueKind.UnterminatedAtomicBody => ("PGM905", true, "This BEGIN ATOMIC has no END before the file ends."),
        SqlIssueKind.EmptyIdentifier => ("PGM905", true, "A quoted identifier must not be empty."),
        SqlIssueKind.MissingSemicolon => ("PGM905", false, "The last statement has no semicolon; was the file cut short?"),
        SqlIssueKind.Empty => ("PGM905", true, "The file holds no statement."),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
