namespace Agora.Migrations.Lint.Rules;

/// <summary>PGM701 to PGM706.</summary>
internal static class DataRules
{
    public static readonly Rule NoWhere = new("PGM701", "mutation-without-where", Severity.Error)
    {
        Trigger = "`UPDATE` or `DELETE` without WHERE on a table that is there",
        Lock = "ROW EXCLUSIVE on the table; every row is locked until the end",
        Why = "The whole table is written in one transaction: bloat, replication lag, and writers that wait for their rows.",
        Recipe = "A backfill step: `-- migrate: step backfill table=app.t key=id` with `id > :lo AND id <= :hi`.",
        GrowsWithRows = true,
    };

    public static readonly Rule BackfillWithDdl = new("PGM702", "backfill-in-ddl-transaction", Severity.Error)
    {
        Trigger = "Row changes of a table in a step that also changes its definition",
        Lock = "The lock of the DDL, held until the rows are done",
        Why = "The table is blocked until the last row is changed.",
        Recipe = "DDL in one step, the rows in a backfill step behind it.",
    };

    public static readonly Rule Unbatched = new("PGM703", "unbatched-backfill", Severity.Error)
    {
        Trigger = "`UPDATE`, `DELETE`, `MERGE` or `INSERT ... SELECT` on a table that is there, neither in a backfill step nor held to "
            + "single rows by a key",
        Lock = "ROW EXCLUSIVE on the table; the rows are locked until the end",
        Why = "As many rows as there happen to be, in one transaction.",
        Recipe = "A backfill step: `-- migrate: step backfill table=app.t key=id` with `id > :lo AND id <= :hi`.",
        GrowsWithRows = true,
    };

    public static readonly Rule DependsOnData = new("PGM704", "data-dependent", Severity.Warning)
    {
        Trigger = "A unique index, NOT NULL, CHECK, foreign key or narrower type that the old rows may not satisfy, without an `assert`",
        Why = "It passes where the data is clean, and fails where it is not: in production, half way through a deploy.",
        Recipe = "`-- migrate: assert SELECT NOT EXISTS (...)` at the top of the step, which is asked before anything is locked.",
    };

    public static readonly Rule DuplicateColumn = new("PGM705", "duplicate-column", Severity.Error)
    {
        Trigger = "The same column twice in an INSERT list, in SET or in CREATE TABLE; a warning for the same element twice in an index",
        Why = "The server refuses it; in an index the second serves nothing.",
        Recipe = "Name it once.",
    };

    public static readonly Rule AnalyzeMissing = new("PGM706", "analyze-missing", Severity.Info)
    {
        Trigger = "A new expression index or a backfill with no `ANALYZE` of the table behind it",
        Why = "The planner has no statistics of the new values until autovacuum runs.",
        Recipe = "`ANALYZE t` as the next step.",
    };

    public static IReadOnlyList<Rule> All => [NoWhere, BackfillWithDdl, Unbatched, DependsOnData, DuplicateColumn, AnalyzeMissing];
}
