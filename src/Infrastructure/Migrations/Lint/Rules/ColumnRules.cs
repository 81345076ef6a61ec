namespace Agora.Migrations.Lint.Rules;

/// <summary>PGM301 to PGM318.</summary>
internal static class ColumnRules
{
    private const string Rewrite = "ACCESS EXCLUSIVE on the table; writes it and all its indexes anew";

    public static readonly Rule VolatileDefault = new("PGM301", "volatile-default", Severity.Error)
    {
        Trigger = "`ADD COLUMN ... DEFAULT` with a volatile function, such as `random()`, `gen_random_uuid()`, `clock_timestamp()`, "
            + "`nextval()`",
        Lock = Rewrite,
        Why = "Each row needs a value of its own, so the table is rewritten: a long outage and twice the disk. Constants, `now()`, "
            + "`current_timestamp`, `current_user` and functions that the planner can inline are safe and not reported.",
        Recipe = "Add the column without a default, `SET DEFAULT` for new rows, backfill the old ones in batches.",
        GrowsWithRows = true,
    };

    public static readonly Rule SerialColumn = new("PGM302", "serial-or-identity-column", Severity.Error)
    {
        Trigger = "`ADD COLUMN ... serial`, `bigserial`, `GENERATED ... AS IDENTITY`",
        Lock = Rewrite,
        Why = "Each row needs a number of its own.",
        Recipe = "A bigint column, a sequence and its default, a backfill, then `ADD GENERATED`, which on a column that is there writes "
            + "nothing.",
        GrowsWithRows = true,
    };

    public static readonly Rule StoredGenerated = new("PGM303", "stored-generated-column", Severity.Error)
    {
        Trigger = "`ADD COLUMN ... GENERATED ALWAYS AS (..) STORED`",
        Lock = Rewrite,
        Why = "The value of each row is computed and stored while reads are blocked.",
        Recipe = "A plain column kept by a trigger and a backfill, or a view.",
        GrowsWithRows = true,
    };

    public static readonly Rule SetExpression = new("PGM304", "set-expression", Severity.Error)
    {
        Trigger = "`ALTER COLUMN ... SET EXPRESSION`",
        Lock = Rewrite,
        Why = "As for PGM303.",
        Recipe = "A new column with the new expression, filled as for PGM303, then the swap.",
        GrowsWithRows = true,
    };

    public static readonly Rule ConstrainedDomain = new("PGM305", "constrained-domain-column", Severity.Error)
    {
        Trigger = "`ADD COLUMN c d` or `TYPE d`, where the domain d has a CHECK, NOT NULL or a default",
        Lock = Rewrite,
        Why = "Nothing in the text of the file shows it.",
        Recipe = "The base type, and the rule as a CHECK, NOT VALID and validated in a step of its own.",
        GrowsWithRows = true,
    };

    public static readonly Rule TypeRewrite = new("PGM306", "type-change-rewrite", Severity.Error)
    {
        Trigger = "`ALTER COLUMN TYPE` outside the list of changes that keep the stored bytes",
        Lock = Rewrite,
        Why = "int to bigint, a shorter varchar, text to varchar(n), jsonb to json and most others write every row. Safe and not reported: "
            + "longer or unlimited varchar, varchar and text, numeric with more digits and the same scale, longer varbit, more precise "
            + "timestamps and intervals, cidr to inet, text to a domain without constraints.",
        Recipe = "A new column, dual writes, a backfill, then the swap in a later release.",
        GrowsWithRows = true,
    };

    public static readonly Rule TypeHiddenWork = new("PGM307", "type-change-hidden-work", Severity.Error)
    {
        Trigger = "A type change that keeps the bytes, of a column in an expression index, in the condition of a partial index, or in a "
            + "CHECK",
        Lock = "ACCESS EXCLUSIVE on the table; builds the index anew, or reads every row for the CHECK",
        Why = "The change looks like one of the catalogue alone.",
        Recipe = "Drop the index or CHECK first, and make it again afterwards: CONCURRENTLY, or NOT VALID and VALIDATE.",
        GrowsWithRows = true,
    };

    public static readonly Rule TypeTimeZone = new("PGM308", "type-change-timezone", Severity.Error)
    {
        Trigger = "timestamp to timestamptz, or back",
        Lock = "ACCESS EXCLUSIVE on the table; writes it anew unless the session's time zone is UTC and there is no USING",
        Why = "What it costs and what it means depends on who runs it. Our runner pins UTC; psql does not.",
        Recipe = "No USING, run by the runner; or a new column.",
        GrowsWithRows = true,
    };

    public static readonly Rule TypeReferenced = new("PGM309", "type-change-locks-referencing", Severity.Error)
    {
        Trigger = "`TYPE` of a column of a primary key, unique key or foreign key to which or from which a foreign key leads",
        Lock = "ACCESS EXCLUSIVE on the other table as well; the foreign key is checked again",
        Why = "A second table stops, which the statement does not name.",
        Recipe = "Expand and contract on both tables.",
    };

    public static readonly Rule TypeStatistics = new("PGM310", "type-change-drops-statistics", Severity.Warning)
    {
        Trigger = "Any change of a column's type, even one that writes nothing",
        Lock = "ACCESS EXCLUSIVE on the table",
        Why = "The planner's statistics of the column are gone, and plans are bad until autovacuum runs.",
        Recipe = "`ANALYZE t (c)` as the next step.",
    };

    public static readonly Rule CollationChange = new("PGM311", "collation-change", Severity.Warning)
    {
        Trigger = "`TYPE ... COLLATE`",
        Lock = "ACCESS EXCLUSIVE on the table; builds the indexes on the column anew",
        Why = "An outage on a big index.",
        Recipe = "A new column with the collation, and its indexes built concurrently.",
        GrowsWithRows = true,
    };

    public static readonly Rule NotNullWithoutDefault = new("PGM312", "add-not-null-without-default", Severity.Error)
    {
        Trigger = "`ADD COLUMN c int NOT NULL` without a default",
        Lock = "ACCESS EXCLUSIVE on the table",
        Why = "It works on an empty table and fails with 23502 on one with rows: passes CI, stops the deploy.",
        Recipe = "A constant default, or a nullable column and the recipe of PGM204.",
    };

    public static readonly Rule ColumnIfNotExists = new("PGM313", "add-column-if-not-exists", Severity.Warning)
    {
        Trigger = "`ADD COLUMN IF NOT EXISTS`",
        Lock = "ACCESS EXCLUSIVE on the table, even when it then does nothing",
        Why = "The no-op is not free, and a column of another type passes for this one.",
        Recipe = "Leave the guard out; the history knows what was applied.",
    };

    public static readonly Rule Json = new("PGM314", "json-column", Severity.Warning)
    {
        Trigger = "A column of type json",
        Why = "json has no equality, so DISTINCT, UNION and GROUP BY fail on it.",
        Recipe = "jsonb.",
    };

    public static readonly Rule ChangeDefault = new("PGM315", "change-default", Severity.Info)
    {
        Trigger = "`SET DEFAULT`, `DROP DEFAULT`",
        Lock = "ACCESS EXCLUSIVE on the table",
        Why = "The release that still runs inserts without a value and relies on the old default.",
        Recipe = "Change it when no running release depends on it.",
    };

    public static readonly Rule DropNotNull = new("PGM316", "drop-not-null", Severity.Warning)
    {
        Trigger = "`DROP NOT NULL`",
        Lock = "ACCESS EXCLUSIVE on the table",
        Why = "Readers may not expect NULL.",
        Recipe = "The release that can read NULL first.",
    };

    public static readonly Rule Storage = new("PGM317", "storage-compression", Severity.Info)
    {
        Trigger = "`SET STORAGE`, `SET COMPRESSION`",
        Lock = "ACCESS EXCLUSIVE on the table",
        Why = "Short, yet it queues behind every reader; rows that are there keep what they have.",
        Recipe = "In a step of its own.",
    };

    public static readonly Rule PreparedStar = new("PGM318", "prepared-select-star", Severity.Info)
    {
        Trigger = "Adding, dropping or retyping a column of a table that is there",
        Why = "A prepared `SELECT *` fails once with \"cached plan must not change result type\" (0A000) in each connection.",
        Recipe = "Applications name their columns, or do not prepare automatically.",
    };

    public static IReadOnlyList<Rule> All =>
    [
        VolatileDefault, SerialColumn, StoredGenerated, SetExpression, ConstrainedDomain, TypeRewrite, TypeHiddenWork, TypeTimeZone,
        TypeReferenced, TypeStatistics, CollationChange, NotNullWithoutDefault, ColumnIfNotExists, Json, ChangeDefault, DropNotNull,
        Storage,
        PreparedStar,
    ];
}
