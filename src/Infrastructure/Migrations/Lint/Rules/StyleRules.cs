namespace Agora.Migrations.Lint.Rules;

/// <summary>PGM801 to PGM813: about new objects only.</summary>
internal static class StyleRules
{
    public static readonly Rule BigKeys = new("PGM801", "prefer-bigint", Severity.Warning)
    {
        Trigger = "A key column of type int or smallint",
        Why = "Two thousand million runs out, and the way to bigint is long.",
        Recipe = "bigint or uuid.",
        IsStyle = true,
    };

    public static readonly Rule Identity = new("PGM802", "prefer-identity", Severity.Info)
    {
        Trigger = "serial, bigserial, smallserial",
        Why = "The sequence has a separate owner and separate rights, and every client may write the column.",
        Recipe = "`bigint GENERATED ALWAYS AS IDENTITY`.",
        IsStyle = true,
    };

    public static readonly Rule Text = new("PGM803", "prefer-text", Severity.Info)
    {
        Trigger = "varchar(n)",
        Why = "A shorter limit writes the table anew, a CHECK does not.",
        Recipe = "text with a CHECK of its length.",
        IsStyle = true,
    };

    public static readonly Rule TimeZone = new("PGM804", "prefer-timestamptz", Severity.Warning)
    {
        Trigger = "timestamp without time zone",
        Why = "It does not say which moment it means.",
        Recipe = "timestamptz.",
        IsStyle = true,
    };

    public static readonly Rule Char = new("PGM805", "no-char", Severity.Warning)
    {
        Trigger = "char(n)",
        Why = "It pads with spaces, and compares as if they were not there.",
        Recipe = "text with a CHECK of its length.",
        IsStyle = true,
    };

    public static readonly Rule Qualified = new("PGM806", "schema-qualified", Severity.Info)
    {
        Trigger = "A new object without a schema",
        Why = "Where it lands depends on the search path of the session.",
        Recipe = "Write the schema.",
        IsStyle = true,
    };

    public static readonly Rule LongName = new("PGM807", "identifier-too-long", Severity.Warning)
    {
        Trigger = "A name of more than 63 bytes",
        Why = "The server cuts it, with a notice, and two long names may become one.",
        Recipe = "A shorter name.",
        IsStyle = true,
    };

    public static readonly Rule NoPrimaryKey = new("PGM808", "no-primary-key", Severity.Warning)
    {
        Trigger = "A table without a primary key",
        Why = "Rows cannot be distinguished, replicated, or backfilled in batches.",
        Recipe = "A primary key.",
        IsStyle = true,
    };

    public static readonly Rule Naming = new("PGM809", "naming", Severity.Info)
    {
        Trigger = "Names that are not lower-case words with underscores; indexes, keys and checks not ending in `_idx`, `_key`, `_pkey`, "
            + "`_fkey`, `_check`, `_excl`",
        Why = "Code and error messages refer to these names.",
        Recipe = "`<table>_<columns>_{idx,key,pkey,fkey,check,excl}`.",
        IsStyle = true,
    };

    public static readonly Rule Alignment = new("PGM810", "column-alignment", Severity.Info)
    {
        Trigger = "An order of columns that wastes eight bytes a row or more",
        Why = "The server aligns each value; on a hundred million rows that is gigabytes.",
        Recipe = "Fixed columns of eight bytes first, then four, two, one, then text and its like.",
        IsStyle = true,
    };

    public static readonly Rule Comment = new("PGM811", "comment-required", Severity.Info)
    {
        Trigger = "A table without `COMMENT ON TABLE` in its file",
        Why = "The schema documentation is made of these comments.",
        Recipe = "`COMMENT ON TABLE t IS '...'`: what a row is, and its natural key.",
        IsStyle = true,
    };

    public static readonly Rule Guarded = new("PGM812", "create-table-if-not-exists", Severity.Warning)
    {
        Trigger = "`CREATE TABLE IF NOT EXISTS`",
        Why = "A table of another shape passes for this one; from several sessions at once it fails with 42P07 or 23505 all the same.",
        Recipe = "Leave the guard out; the history knows what was applied.",
        IsStyle = true,
    };

    public static readonly Rule ManyColumns = new("PGM813", "too-many-columns", Severity.Info)
    {
        Trigger = "More columns than the policy allows",
        Why = "Each update writes all of them anew.",
        Recipe = "A second table for what is seldom read or often written.",
        IsStyle = true,
    };

    public static IReadOnlyList<Rule> All =>
        [BigKeys, Identity, Text, TimeZone, Char, Qualified, LongName, NoPrimaryKey, Naming, Alignment, Comment, Guarded, ManyColumns];
}
