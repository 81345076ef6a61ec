namespace Agora.Migrations.Lint.Rules;

/// <summary>PGM201 to PGM220.</summary>
internal static class ConstraintRules
{
    public static readonly Rule CheckScan = new("PGM201", "check-not-not-valid", Severity.Error)
    {
        Trigger = "`ADD CONSTRAINT ... CHECK` without `NOT VALID`",
        Lock = "ACCESS EXCLUSIVE on the table; reads every row",
        Why = "Reads and writes stop while the server looks at every row.",
        Recipe = "`ADD ... NOT VALID`, then in a step of its own `VALIDATE CONSTRAINT`, which blocks neither reads nor writes.",
        GrowsWithRows = true,
    };

    public static readonly Rule ForeignKeyScan = new("PGM202", "fk-not-not-valid", Severity.Error)
    {
        Trigger = "`ADD CONSTRAINT ... FOREIGN KEY` without `NOT VALID`",
        Lock = "SHARE ROW EXCLUSIVE on both tables; reads both",
        Why = "Writes stop on both tables while every row is looked up.",
        Recipe = "`ADD ... NOT VALID`, which is short, then in a step of its own `VALIDATE CONSTRAINT`.",
        GrowsWithRows = true,
    };

    public static readonly Rule ValidateTogether = new("PGM203", "validate-in-same-transaction", Severity.Error)
    {
        Trigger = "`NOT VALID` and `VALIDATE CONSTRAINT` in one transaction",
        Lock = "ACCESS EXCLUSIVE, still held from `ADD`, during the read of every row",
        Why = "Locks last until the end of the transaction, so the recipe is cancelled by its own form.",
        Recipe = "`-- migrate: step` between the two.",
        GrowsWithRows = true,
    };

    public static readonly Rule NotNullScan = new("PGM204", "set-not-null-scan", Severity.Error)
    {
        Trigger = "`SET NOT NULL` on a column for which no validated CHECK says the same; a warning when the files validate one that they "
            + "do not make",
        Lock = "ACCESS EXCLUSIVE on the table; reads every row",
        Why = "An outage on a big table. A CHECK such as `c > 0` is no proof, because NULL passes it.",
        Recipe = "`ADD CHECK (c IS NOT NULL) NOT VALID`, `VALIDATE`, `SET NOT NULL`, `DROP CONSTRAINT`, each in a step of its own.",
        GrowsWithRows = true,
    };

    public static readonly Rule NotNullCombined = new("PGM205", "set-not-null-combined", Severity.Error)
    {
        Trigger = "One `ALTER TABLE` with `SET NOT NULL` and `VALIDATE CONSTRAINT` or `DROP CONSTRAINT` of the proof",
        Lock = "ACCESS EXCLUSIVE on the table; reads every row",
        Why = "The server drops and validates in passes of its own order, so the proof is not there when it is needed. Looks like an "
            + "optimisation, undoes the recipe.",
        Recipe = "Three statements in three steps.",
        GrowsWithRows = true,
    };

    public static readonly Rule UniqueBuild = new("PGM206", "unique-constraint-build", Severity.Error)
    {
        Trigger = "`ADD UNIQUE (..)`, `ADD COLUMN ... UNIQUE`",
        Lock = "ACCESS EXCLUSIVE on the table; builds an index",
        Why = "Reads and writes stop until the index is built.",
        Recipe = "`CREATE UNIQUE INDEX CONCURRENTLY`, then `ADD CONSTRAINT ... UNIQUE USING INDEX`, which is instant.",
        GrowsWithRows = true,
    };

    public static readonly Rule PrimaryKeyBuild = new("PGM207", "primary-key-build", Severity.Error)
    {
        Trigger = "`ADD PRIMARY KEY (..)`",
        Lock = "ACCESS EXCLUSIVE on the table; builds an index, and reads every row for a column that may be NULL",
        Why = "Reads and writes stop until the index is built.",
        Recipe = "`CREATE UNIQUE INDEX CONCURRENTLY`, the recipe of PGM204 for each column, then `ADD CONSTRAINT ... PRIMARY KEY USING "
            + "INDEX`.",
        GrowsWithRows = true,
    };

    public static readonly Rule PrimaryKeyNullable = new("PGM208", "pk-using-index-nullable", Severity.Error)
    {
        Trigger = "`PRIMARY KEY USING INDEX` over a column that may be NULL; a warning when the files do not say whether it may",
        Lock = "ACCESS EXCLUSIVE on the table; reads every row",
        Why = "The primary key implies NOT NULL, and the server looks for NULLs under the lock.",
        Recipe = "The recipe of PGM204 for each column first.",
        GrowsWithRows = true,
    };

    public static readonly Rule Exclusion = new("PGM209", "exclusion-constraint", Severity.Error)
    {
        Trigger = "`ADD ... EXCLUDE`",
        Lock = "ACCESS EXCLUSIVE on the table; builds an index and reads every row again",
        Why = "There is no NOT VALID and no USING INDEX for it.",
        Recipe = "A new table with the constraint and a swap, or a quiet window with an `allow` that says so.",
        GrowsWithRows = true,
    };

    public static readonly Rule InlineCheck = new("PGM210", "inline-check-on-add-column", Severity.Error)
    {
        Trigger = "`ADD COLUMN c int CHECK (c > 0)`",
        Lock = "ACCESS EXCLUSIVE on the table; reads every row",
        Why = "It looks like a change of the catalogue alone, yet the server checks every row, although all of them hold the same value.",
        Recipe = "Add the column, then the CHECK as NOT VALID, then validate it in a step of its own.",
        GrowsWithRows = true,
    };

    public static readonly Rule KeyOnAddColumn = new("PGM211", "fk-on-add-column", Severity.Warning)
    {
        Trigger = "`ADD COLUMN c ... REFERENCES p`; an error when the column has a default",
        Lock = "ACCESS EXCLUSIVE on the table, SHARE ROW EXCLUSIVE on the other; reads both only when there is a default",
        Why = "Writes to the other table stop for a moment, with a default for as long as both are read.",
        Recipe = "Without a default: in a step of its own. With one: column, then foreign key as NOT VALID, then VALIDATE.",
    };

    public static readonly Rule DropKey = new("PGM212", "drop-fk-locks-parent", Severity.Warning)
    {
        Trigger = "`DROP CONSTRAINT` of a foreign key, `DROP TABLE` of a table with one",
        Lock = "ACCESS EXCLUSIVE on the table and on the one it points to",
        Why = "Readers of the other table, which the statement does not name, stop too.",
        Recipe = "One foreign key a step; before `DROP TABLE`, drop its foreign keys one by one.",
    };

    public static readonly Rule SeveralTables = new("PGM213", "several-tables-one-transaction", Severity.Warning)
    {
        Trigger = "Strong locks on two existing tables in one transaction",
        Lock = "SHARE or stronger on both",
        Why = "An application that locks them in the other order deadlocks (40P01), and both tables stand still for as long as the slower "
            + "part takes.",
        Recipe = "One table a step, or first `LOCK TABLE a, b` in the application's order.",
    };

    public static readonly Rule AlterConstraint = new("PGM214", "alter-constraint", Severity.Warning)
    {
        Trigger = "`ALTER CONSTRAINT ... DEFERRABLE`",
        Lock = "ACCESS EXCLUSIVE on the table",
        Why = "Short, yet it queues behind every reader.",
        Recipe = "In a step of its own.",
    };

    public static readonly Rule KeyTypes = new("PGM215", "fk-type-mismatch", Severity.Warning)
    {
        Trigger = "A foreign key whose column has another type than what it points to",
        Why = "Every lookup converts, and an index may not be usable.",
        Recipe = "Give both columns the same type.",
    };

    public static readonly Rule NotValidPartitioned = new("PGM216", "fk-not-valid-partitioned", Severity.Error)
    {
        Trigger = "A NOT VALID foreign key on a partitioned table",
        Why = "PostgreSQL 17 refuses it.",
        Recipe = "NOT VALID and VALIDATE on each partition first; the foreign key of the parent then takes them over, reads nothing, and "
            + "needs ACCESS EXCLUSIVE on the other table for a moment.",
    };

    public static readonly Rule Unnamed = new("PGM217", "unnamed-constraint", Severity.Info)
    {
        Trigger = "A constraint without a name",
        Why = "What has no name of yours cannot be addressed later, and may be called differently in each database.",
        Recipe = "`CONSTRAINT <table>_<columns>_{pkey,key,fkey,check,excl}`.",
        IsStyle = true,
    };

    public static readonly Rule DropConstraint = new("PGM218", "drop-constraint", Severity.Warning)
    {
        Trigger = "`DROP CONSTRAINT`; an error for a primary key, a note when the file adds it again",
        Lock = "ACCESS EXCLUSIVE on the table",
        Why = "A rule about the data vanishes. Without its primary key a published table refuses UPDATE and DELETE.",
        Recipe = "For a primary key: `REPLICA IDENTITY USING INDEX` first.",
        IsDestructive = true,
    };

    public static readonly Rule LeftNotValid = new("PGM219", "not-valid-left-behind", Severity.Warning)
    {
        Trigger = "A NOT VALID constraint that no later file validates",
        Why = "Old rows are never held to it, and the planner does not use it.",
        Recipe = "`VALIDATE CONSTRAINT` in a step of its own.",
    };

    public static readonly Rule DomainConstraint = new("PGM220", "domain-constraint", Severity.Error)
    {
        Trigger = "`ALTER DOMAIN ... ADD CONSTRAINT`, `SET NOT NULL`, `VALIDATE`; a warning for `CREATE DOMAIN` with CHECK or NOT NULL",
        Lock = "SHARE on every table that uses the domain; reads every row",
        Why = "Writes stop on all those tables at once, with VALIDATE as well, so the recipe in two steps does not help.",
        Recipe = "CHECK constraints on the tables instead.",
        GrowsWithRows = true,
    };

    public static IReadOnlyList<Rule> All =>
    [
        CheckScan, ForeignKeyScan, ValidateTogether, NotNullScan, NotNullCombined, UniqueBuild, PrimaryKeyBuild, PrimaryKeyNullable,
        Exclusion,
        InlineCheck, KeyOnAddColumn, DropKey, SeveralTables, AlterConstraint, KeyTypes, NotValidPartitioned, Unnamed, DropConstraint,
        LeftNotValid,
        DomainConstraint,
    ];
}
