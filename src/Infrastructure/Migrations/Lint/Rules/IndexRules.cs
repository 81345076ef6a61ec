namespace Agora.Migrations.Lint.Rules;

/// <summary>PGM101 to PGM117.</summary>
internal static class IndexRules
{
    public static readonly Rule NotConcurrent = new("PGM101", "index-not-concurrent", Severity.Error)
    {
        Trigger = "`CREATE [UNIQUE] INDEX` on a table that was there before",
        Lock = "SHARE on the table; reads every row",
        Why = "All writes stop until the index is built.",
        Recipe = "`CREATE INDEX CONCURRENTLY name ON t (...)` in a step with `transaction=off`.",
        GrowsWithRows = true,
    };

    public static readonly Rule DropNotConcurrent = new("PGM102", "drop-index-not-concurrent", Severity.Error)
    {
        Trigger = "`DROP INDEX`",
        Lock = "ACCESS EXCLUSIVE on the table and the index",
        Why = "It queues behind every reader, and all later queries queue behind it.",
        Recipe = "`DROP INDEX CONCURRENTLY name` in a step with `transaction=off`. An index of a constraint goes with `DROP CONSTRAINT`.",
    };

    public static readonly Rule InTransaction = new("PGM103", "concurrent-in-transaction", Severity.Error)
    {
        Trigger = "A statement that PostgreSQL refuses inside a transaction, in a transactional step",
        Why = "The server answers 25001 and the deploy fails.",
        Recipe = "`-- migrate: step transaction=off` above it, alone in its step.",
    };

    public static readonly Rule ConcurrentIfNotExists = new("PGM104", "concurrent-if-not-exists", Severity.Error)
    {
        Trigger = "`CREATE INDEX CONCURRENTLY IF NOT EXISTS`",
        Lock = "SHARE UPDATE EXCLUSIVE on the table; reads every row",
        Why = "After a failed build the name is taken by an INVALID index: the server skips with a notice, the migration succeeds, and the "
            + "index, or the uniqueness, is missing. An index of another definition is skipped just the same.",
        Recipe = "Leave the guard out. The runner removes what a failed build left before it tries again.",
    };

    public static readonly Rule IfNotExists = new("PGM105", "index-if-not-exists", Severity.Warning)
    {
        Trigger = "`CREATE INDEX IF NOT EXISTS` without CONCURRENTLY",
        Lock = "SHARE on the table, even when it then does nothing",
        Why = "The no-op still stops writes, and an index of another definition passes for this one.",
        Recipe = "Leave the guard out.",
    };

    public static readonly Rule Unnamed = new("PGM106", "concurrent-unnamed", Severity.Error)
    {
        Trigger = "`CREATE INDEX CONCURRENTLY ON t` without a name",
        Lock = "SHARE UPDATE EXCLUSIVE on the table; reads every row",
        Why = "The server invents a new name at each attempt, so every retry leaves one more INVALID index.",
        Recipe = "Name the index.",
    };

    public static readonly Rule UniqueLeftover = new("PGM107", "unique-concurrent-debris", Severity.Info)
    {
        Trigger = "`CREATE UNIQUE INDEX CONCURRENTLY`",
        Lock = "SHARE UPDATE EXCLUSIVE on the table; reads every row",
        Why = "A build that dies in its last phase leaves an INVALID index that already refuses duplicates: errors from an index that does "
            + "not exist.",
        Recipe = "Nothing to write: the runner drops it at once. When the SQL is run by hand, drop it too.",
    };

    public static readonly Rule ReindexNotConcurrent = new("PGM108", "reindex-not-concurrent", Severity.Error)
    {
        Trigger = "`REINDEX INDEX`, `TABLE` or `SCHEMA` without CONCURRENTLY",
        Lock = "SHARE on the table, ACCESS EXCLUSIVE on the index",
        Why = "The planner opens all indexes of a table, so every query on it waits, even one that would use another index.",
        Recipe = "`REINDEX INDEX CONCURRENTLY name` in a step with `transaction=off`.",
        GrowsWithRows = true,
    };

    public static readonly Rule ReindexLeftover = new("PGM109", "reindex-concurrent-debris", Severity.Info)
    {
        Trigger = "`REINDEX ... CONCURRENTLY`",
        Lock = "SHARE UPDATE EXCLUSIVE on the table",
        Why = "When it is cancelled, INVALID indexes named `_ccnew` or `_ccold` stay behind, for a table also on its TOAST index.",
        Recipe = "Nothing to write: the runner drops the leftovers.",
    };

    public static readonly Rule ConcurrentOnPartitioned = new("PGM110", "concurrent-on-partitioned", Severity.Error)
    {
        Trigger = "`CREATE INDEX CONCURRENTLY` on a partitioned table",
        Why = "The server refuses: \"cannot create index on partitioned table concurrently\".",
        Recipe = "`CREATE INDEX i ON ONLY parent`, then concurrently on each partition, then `ALTER INDEX i ATTACH PARTITION`.",
    };

    public static readonly Rule StorageLock = new("PGM111", "index-storage-lock", Severity.Warning)
    {
        Trigger = "`ALTER INDEX ... SET (fastupdate = ..)` and other options but fillfactor, `SET TABLESPACE`",
        Lock = "ACCESS EXCLUSIVE on the index",
        Why = "The planner opens every index of a table, so all queries on the table wait for this one.",
        Recipe = "In a step of its own, so that lock backoff can retry it alone.",
    };

    public static readonly Rule Wide = new("PGM112", "wide-index", Severity.Info)
    {
        Trigger = "A non-unique index over more than three columns",
        Why = "The columns behind the third rarely narrow a search, and every write pays for them.",
        Recipe = "Order by selectivity and drop the tail, or `INCLUDE` what is only read.",
    };

    public static readonly Rule Hash = new("PGM113", "hash-index", Severity.Info)
    {
        Trigger = "`USING hash`",
        Why = "It cannot be unique, sort, or serve a range; the gain over btree is small.",
        Recipe = "Use btree.",
    };

    public static readonly Rule ReplaceOrder = new("PGM114", "replace-index-order", Severity.Warning)
    {
        Trigger = "An index is dropped before the wider one that replaces it is created",
        Why = "Between the two no index serves the queries.",
        Recipe = "Create first, drop later.",
    };

    public static readonly Rule KeyWithoutIndex = new("PGM115", "fk-without-index", Severity.Warning)
    {
        Trigger = "A foreign key whose columns lead no index of the table; a note when no file makes the table",
        Why = "Each DELETE or key UPDATE on the other table reads the whole of this one.",
        Recipe = "Create the index on the referencing columns first, concurrently.",
    };

    public static readonly Rule Duplicate = new("PGM116", "duplicate-index", Severity.Info)
    {
        Trigger = "The same columns, method and condition as an index that is there",
        Why = "Every write pays twice.",
        Recipe = "Drop one of them.",
    };

    public static readonly Rule Corruption = new("PGM117", "index-corruption-version", Severity.Info)
    {
        Trigger = "`CREATE INDEX CONCURRENTLY` or `REINDEX CONCURRENTLY` for a server of version 14.0 to 14.3",
        Why = "Those releases can build a corrupt index.",
        Recipe = "Update the server to 14.4 or later first.",
    };

    public static IReadOnlyList<Rule> All =>
    [
        NotConcurrent, DropNotConcurrent, InTransaction, ConcurrentIfNotExists, IfNotExists, Unnamed, UniqueLeftover, ReindexNotConcurrent,
        ReindexLeftover, ConcurrentOnPartitioned, StorageLock, Wide, Hash, ReplaceOrder, KeyWithoutIndex, Duplicate, Corruption,
    ];
}
