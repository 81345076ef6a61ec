namespace Agora.Migrations.Lint.Rules;

/// <summary>PGM401 to PGM420.</summary>
internal static class TableRules
{
    public static readonly Rule PartitionOf = new("PGM401", "partition-of", Severity.Error)
    {
        Trigger = "`CREATE TABLE x PARTITION OF p`",
        Lock = "ACCESS EXCLUSIVE on the parent and on its default partition, which is read",
        Why = "The whole hierarchy stops.",
        Recipe = "`CREATE TABLE x (LIKE p INCLUDING ALL)` with a CHECK of the bounds, then `ATTACH PARTITION` in a step of its own.",
    };

    public static readonly Rule Attach = new("PGM402", "attach-partition", Severity.Warning)
    {
        Trigger = "`ATTACH PARTITION` that reads rows, builds indexes or meets a default partition",
        Lock = "SHARE UPDATE EXCLUSIVE on the parent; ACCESS EXCLUSIVE on the new and on the default partition, each read unless a CHECK "
            + "spares it",
        Why = "The default partition stops while it is searched for rows that belong elsewhere.",
        Recipe = "First a CHECK with the bounds on the new partition, one that excludes them on the default, and the parent's indexes: "
            + "NOT VALID and VALIDATE, and CONCURRENTLY.",
        GrowsWithRows = true,
    };

    public static readonly Rule Detach = new("PGM403", "detach-partition", Severity.Error)
    {
        Trigger = "`DETACH PARTITION` without CONCURRENTLY",
        Lock = "ACCESS EXCLUSIVE on the parent, the partition and the default partition",
        Why = "Readers of the whole table stop.",
        Recipe = "`DETACH PARTITION ... CONCURRENTLY` in a step with `transaction=off`.",
    };

    public static readonly Rule DetachDefault = new("PGM404", "detach-concurrent-default", Severity.Error)
    {
        Trigger = "`DETACH PARTITION ... CONCURRENTLY` from a table with a default partition",
        Why = "The server refuses it.",
        Recipe = "Detach the default partition first, or detach without CONCURRENTLY in a quiet window with an `allow`.",
    };

    public static readonly Rule DetachPending = new("PGM405", "detach-pending", Severity.Info)
    {
        Trigger = "`DETACH PARTITION ... CONCURRENTLY`",
        Lock = "SHARE UPDATE EXCLUSIVE on the parent, at its end ACCESS EXCLUSIVE on the partition",
        Why = "When it is interrupted, the partition is neither in nor out, and the next attempt fails until `DETACH ... FINALIZE`.",
        Recipe = "Nothing to write: the runner finalizes.",
    };

    public static readonly Rule DropPartition = new("PGM406", "drop-partition", Severity.Warning)
    {
        Trigger = "`DROP TABLE` of a partition",
        Lock = "ACCESS EXCLUSIVE on the parent and on the default partition as well",
        Why = "Readers of the whole table stop.",
        Recipe = "`DETACH PARTITION ... CONCURRENTLY`, then drop.",
    };

    public static readonly Rule Trigger = new("PGM407", "trigger", Severity.Warning)
    {
        Trigger = "`CREATE [OR REPLACE] TRIGGER`, `ENABLE/DISABLE TRIGGER`",
        Lock = "SHARE ROW EXCLUSIVE on the table and its partitions",
        Why = "Short, yet writers queue behind it.",
        Recipe = "In a step of its own, so that lock backoff can retry it alone.",
    };

    public static readonly Rule DropTrigger = new("PGM408", "drop-or-rename-trigger", Severity.Warning)
    {
        Trigger = "`DROP TRIGGER`, `ALTER TRIGGER ... RENAME`, `CREATE/DROP RULE`",
        Lock = "ACCESS EXCLUSIVE on the table",
        Why = "Short, yet readers queue behind it.",
        Recipe = "In a step of its own.",
    };

    public static readonly Rule ReplaceView = new("PGM409", "replace-view", Severity.Warning)
    {
        Trigger = "`CREATE OR REPLACE VIEW`, `DROP VIEW`, `ALTER VIEW` of a view that is there",
        Lock = "ACCESS EXCLUSIVE on the view",
        Why = "Readers of the view queue behind it.",
        Recipe = "In a step of its own, or a view of a new name.",
    };

    public static readonly Rule Refresh = new("PGM410", "refresh-matview", Severity.Error)
    {
        Trigger = "`REFRESH MATERIALIZED VIEW` without CONCURRENTLY",
        Lock = "ACCESS EXCLUSIVE on the view; writes it anew",
        Why = "Its readers wait until the query is done.",
        Recipe = "`REFRESH MATERIALIZED VIEW CONCURRENTLY`, which needs a unique index over all rows.",
        GrowsWithRows = true,
    };

    public static readonly Rule AlterSequence = new("PGM411", "alter-sequence", Severity.Warning)
    {
        Trigger = "`ALTER SEQUENCE`",
        Lock = "SHARE ROW EXCLUSIVE on the sequence",
        Why = "`nextval()` waits for it, so every insert that takes a number does.",
        Recipe = "Alone in its step.",
    };

    public static readonly Rule VacuumFull = new("PGM412", "vacuum-full-cluster", Severity.Error)
    {
        Trigger = "`VACUUM FULL`, `CLUSTER`",
        Lock = "ACCESS EXCLUSIVE on the table; writes it anew",
        Why = "Reads and writes stop for as long as it takes.",
        Recipe = "pg_repack or pg_squeeze; `REPACK CONCURRENTLY` from PostgreSQL 19.",
        GrowsWithRows = true,
    };

    public static readonly Rule Storage = new("PGM413", "table-storage-rewrite", Severity.Error)
    {
        Trigger = "`SET LOGGED/UNLOGGED`, `SET ACCESS METHOD`, `SET TABLESPACE` of a table",
        Lock = "ACCESS EXCLUSIVE on the table; writes it anew",
        Why = "Reads and writes stop; an UNLOGGED table is empty after a crash and on every replica.",
        Recipe = "A new table, a copy and a swap.",
        GrowsWithRows = true,
    };

    public static readonly Rule Truncate = new("PGM414", "truncate", Severity.Error)
    {
        Trigger = "`TRUNCATE`, with or without CASCADE",
        Lock = "ACCESS EXCLUSIVE on the table; with CASCADE on every table that references it",
        Why = "The rows are gone; with CASCADE also those of tables that are not named.",
        Recipe = "A backfill step that deletes in batches, or every table by name and an `allow`.",
        IsDestructive = true,
    };

    public static readonly Rule LockTable = new("PGM415", "lock-table", Severity.Warning)
    {
        Trigger = "`LOCK TABLE`",
        Lock = "As it says",
        Why = "It is held until the end of the transaction, and a reviewer cannot see what for.",
        Recipe = "An `allow` with the reason.",
    };

    public static readonly Rule NoPolicy = new("PGM416", "rls-without-policy", Severity.Error)
    {
        Trigger = "`ENABLE ROW LEVEL SECURITY` on a table for which the step leaves no policy",
        Lock = "ACCESS EXCLUSIVE on the table",
        Why = "All roles but the owner see no rows, without an error: an outage that no monitor notices.",
        Recipe = "The policies in the same step, before the table is closed.",
    };

    public static readonly Rule Policy = new("PGM417", "create-policy", Severity.Warning)
    {
        Trigger = "`CREATE/ALTER/DROP POLICY`, `ENABLE/FORCE ROW LEVEL SECURITY`",
        Lock = "ACCESS EXCLUSIVE on the table",
        Why = "Short, yet readers queue behind it.",
        Recipe = "One table a step.",
    };

    public static readonly Rule Options = new("PGM418", "alter-table-options", Severity.Info)
    {
        Trigger = "`SET (fillfactor, autovacuum_*)`, `CLUSTER ON`, `SET STATISTICS`",
        Lock = "SHARE UPDATE EXCLUSIVE on the table; ACCESS EXCLUSIVE for `user_catalog_table`",
        Why = "Only VACUUM and other DDL wait.",
        Recipe = "Nothing to do.",
    };

    public static readonly Rule Publication = new("PGM419", "publication-for-table", Severity.Info)
    {
        Trigger = "`CREATE/ALTER PUBLICATION ... TABLE` of a table without a primary key or replica identity",
        Lock = "SHARE UPDATE EXCLUSIVE on the table",
        Why = "From then on the table refuses UPDATE and DELETE.",
        Recipe = "A primary key, or `REPLICA IDENTITY USING INDEX`, first.",
    };

    public static readonly Rule Extension = new("PGM420", "create-extension", Severity.Warning)
    {
        Trigger = "`CREATE/DROP EXTENSION`",
        Why = "It asks for rights that the migrator should not have; dropping one with CASCADE drops columns of its types.",
        Recipe = "A step of the superuser outside the migrations.",
    };

    public static IReadOnlyList<Rule> All =>
    [
        PartitionOf, Attach, Detach, DetachDefault, DetachPending, DropPartition, Trigger, DropTrigger, ReplaceView, Refresh, AlterSequence,
        VacuumFull, Storage, Truncate, LockTable, NoPolicy, Policy, Options, Publication, Extension,
    ];
}
