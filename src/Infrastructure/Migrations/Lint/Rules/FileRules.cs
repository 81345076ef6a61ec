namespace Agora.Migrations.Lint.Rules;

/// <summary>What concerns a file as such: PGM615 to PGM620 and PGM901 to PGM906.</summary>
internal static class FileRules
{
    public static readonly Rule Irreversible = new("PGM615", "irreversible", Severity.Warning)
    {
        Trigger = "An up file with neither a down file nor an `irreversible` directive",
        Why = "A rollback at night should not have to be invented.",
        Recipe = "A `.down.sql` beside it, or `-- migrate: irreversible reason=\"...\"` at its top.",
        IsAboutFile = true,
    };

    public static readonly Rule NotInverse = new("PGM616", "down-is-not-inverse", Severity.Error)
    {
        Trigger = "After up and down the model of the schema differs from before; the verb `test` says the same of the real schema",
        Why = "What is left over is in the way of the next up, and what is missing is lost.",
        Recipe = "The down file undoes what the up file does, in the other order.",
        IsAboutFile = true,
    };

    public static readonly Rule VersionFormat = new("PGM617", "version-format", Severity.Error)
    {
        Trigger = "A version that is not 14 digits, no UTC time, in the future, or there twice; a C# class whose SQL cannot be planned "
            + "without a database",
        Why = "Versions sort as numbers: one of 13 digits comes before everything for ever, one from the future after everything for a "
            + "while.",
        Recipe = "The verb `new` chooses the version.",
        IsAboutFile = true,
    };

    public static readonly Rule OutOfOrder = new("PGM618", "out-of-order", Severity.Error)
    {
        Trigger = "A new file whose version is not later than the newest of the base branch",
        Why = "Databases that have the newer one would run this one after it, others before it.",
        Recipe = "Rename the file to a later version.",
        IsAboutFile = true,
    };

    public static readonly Rule EditedAfterMerge = new("PGM619", "edited-after-merge", Severity.Error)
    {
        Trigger = "A file whose tokens differ from the base branch, or that is gone; comments and white space may change",
        Why = "Where it was applied the edit never arrives, so databases part ways in silence.",
        Recipe = "Restore it, and say what has to change in a new file.",
        IsAboutFile = true,
    };

    public static readonly Rule Directive = new("PGM620", "directive", Severity.Error)
    {
        Trigger = "An unknown or malformed directive; an `allow` without a reason, expired, or that accepts nothing",
        Why = "A typo must not switch a protection off.",
        Recipe = "`-- migrate: allow=PGM315 reason=\"...\" expires=2027-01-31`",
        IsAboutFile = true,
    };

    public static readonly Rule Encoding = new("PGM901", "encoding", Severity.Error)
    {
        Trigger = "Invalid UTF-8, a NUL byte, UTF-16",
        Why = "A NUL breaks the protocol and the connection; the rest would be refused or misread.",
        Recipe = "Save the file as UTF-8.",
        IsAboutFile = true,
    };

    public static readonly Rule ByteOrderMark = new("PGM902", "byte-order-mark", Severity.Warning)
    {
        Trigger = "A byte order mark",
        Why = "Our runner ignores it; psql and the server stop at it with a syntax error at position 1.",
        Recipe = "Save without it.",
        IsAboutFile = true,
    };

    public static readonly Rule LoneCarriageReturn = new("PGM903", "lone-carriage-return", Severity.Error)
    {
        Trigger = "A carriage return without a line feed",
        Why = "PostgreSQL ends a `--` comment there, so a statement that an editor shows as a comment is run.",
        Recipe = "Line feeds.",
        IsAboutFile = true,
    };

    public static readonly Rule Invisible = new("PGM904", "invisible-character", Severity.Error)
    {
        Trigger = "A no-break space, zero-width or direction-changing character outside a string",
        Why = "The reviewer sees something else than the server does.",
        Recipe = "Remove it.",
        IsAboutFile = true,
    };

    public static readonly Rule Incomplete = new("PGM905", "incomplete", Severity.Error)
    {
        Trigger = "A file without a statement; an unterminated string, comment, parenthesis or body; a warning for a missing last "
            + "semicolon",
        Why = "The file was cut short, or means something else than it seems to.",
        Recipe = "Complete it.",
        IsAboutFile = true,
    };

    public static readonly Rule Syntax = new("PGM906", "syntax-error", Severity.Error)
    {
        Trigger = "The server's own grammar refuses a statement, or the body of a DO block or function; only with a connection. Also a "
            + "statement that the lint itself cannot read",
        Why = "It would fail at deploy time.",
        Recipe = "Correct it at the place shown.",
    };

    public static IReadOnlyList<Rule> Order => [Irreversible, NotInverse, VersionFormat, OutOfOrder, EditedAfterMerge, Directive];

    public static IReadOnlyList<Rule> Hygiene => [Encoding, ByteOrderMark, LoneCarriageReturn, Invisible, Incomplete, Syntax];
}
