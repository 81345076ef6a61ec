namespace Agora.Migrations.Lint.Rules;

/// <summary>PGM501 to PGM513.</summary>
internal static class DestructiveRules
{
    public static readonly Rule DropColumn = new("PGM501", "drop-column", Severity.Error)
    {
        Trigger = "`DROP COLUMN` outside a contract file",
        Lock = "ACCESS EXCLUSIVE on the table",
        Why = "The data is gone, and the release that still runs fails. Indexes and UNIQUE constraints over several columns vanish with it "
            + "without CASCADE; functions with a text body keep compiling and fail when called.",
        Recipe = "A release that no longer uses the column, then a contract file: `-- migrate: phase=contract` and `requires=` its expand "
            + "file.",
        IsDestructive = true,
    };

    public static readonly Rule DropTable = new("PGM502", "drop-table", Severity.Error)
    {
        Trigger = "`DROP TABLE` outside a contract file",
        Lock = "ACCESS EXCLUSIVE on the table and on every table that it references",
        Why = "The data is gone, and the release that still runs fails.",
        Recipe = "As for PGM501.",
        IsDestructive = true,
    };

    public static readonly Rule DropSchema = new("PGM503", "drop-schema", Severity.Error)
    {
        Trigger = "`DROP SCHEMA`, `DROP DATABASE`",
        Why = "Everything in it is gone.",
        Recipe = "Drop what it holds by name, in contract files, and the empty schema last.",
        IsDestructive = true,
    };

    public static readonly Rule Cascade = new("PGM504", "cascade", Severity.Error)
    {
        Trigger = "`CASCADE` on any DROP",
        Why = "It silently removes views, materialized views, indexes, foreign keys and columns that are not named.",
        Recipe = "Drop what depends on it by name, where a reviewer sees it.",
        IsDestructive = true,
    };

    public static readonly Rule Rename = new("PGM505", "rename", Severity.Error)
    {
        Trigger = "`RENAME` of a column, table, schema or enum value, `SET SCHEMA`",
        Lock = "ACCESS EXCLUSIVE on the table",
        Why = "Instant, and the release that still runs fails at once. A rename is fine where the same transaction leaves a view under the "
            + "old name.",
        Recipe = "A new column, dual writes, a backfill; or a view under the old name in the same step.",
        IsDestructive = true,
    };

    public static readonly Rule DropIndex = new("PGM506", "drop-index-used-by-app", Severity.Warning)
    {
        Trigger = "`DROP INDEX` of an index that an earlier file made; in SQL of others a note when no file made it",
        Why = "Queries that used it read the whole table from now on.",
        Recipe = "Look at `pg_stat_user_indexes.idx_scan` on every replica first, and say so in the `allow`.",
        IsDestructive = true,
    };

    public static readonly Rule ReplaceFunction = new("PGM507", "function-signature", Severity.Warning)
    {
        Trigger = "`DROP FUNCTION`; `CREATE OR REPLACE` with other arguments than the function of that name has",
        Why = "Callers fail, or keep calling the old one, which stays beside the new one. Replacing one function from two sessions blocks "
            + "on its catalogue row.",
        Recipe = "A new name, or the old signature kept until no release calls it.",
        IsDestructive = true,
    };

    public static readonly Rule Grant = new("PGM508", "unsafe-grant", Severity.Error)
    {
        Trigger = "`GRANT ... TO PUBLIC`, `GRANT ALL`, `WITH GRANT OPTION`, `CREATE/ALTER ROLE`, a password in SQL",
        Why = "More rights than are listed; a password in a file is in the history of the repository and in the server's log.",
        Recipe = "Name the privileges and the role; roles are made outside migrations.",
    };

    public static readonly Rule EnumValueUsed = new("PGM509", "enum-add-value-used", Severity.Error)
    {
        Trigger = "`ALTER TYPE ... ADD VALUE`, and the value used in the same transaction",
        Why = "The server answers 55P04, unless the type was made in the same transaction.",
        Recipe = "`-- migrate: step` between the two.",
    };

    public static readonly Rule EnumOrder = new("PGM510", "enum-order", Severity.Info)
    {
        Trigger = "`ADD VALUE` without BEFORE or AFTER",
        Why = "Comparison and ORDER BY follow the order of the labels.",
        Recipe = "Say where it belongs.",
    };

    public static readonly Rule CreateEnum = new("PGM511", "create-enum", Severity.Info)
    {
        Trigger = "`CREATE TYPE ... AS ENUM`",
        Why = "Values can be added but never removed.",
        Recipe = "A table of values, or text with a CHECK.",
        IsStyle = true,
    };

    public static readonly Rule Owner = new("PGM512", "change-owner", Severity.Warning)
    {
        Trigger = "`OWNER TO`; `SECURITY DEFINER` without `SET search_path`",
        Why = "Rights move in silence; a definer function without a fixed path runs what the caller puts in front of it.",
        Recipe = "`SET search_path = pg_catalog, pg_temp` on the function.",
    };

    public static readonly Rule ContractAge = new("PGM513", "contract-before-expand-age", Severity.Error)
    {
        Trigger = "A contract file without its expand file, in the same release as it, or sooner after it than the policy says",
        Why = "The release that still runs needs what the file takes away.",
        Recipe = "`-- migrate: requires=<version of the expand file>`, in a later release.",
        IsAboutFile = true,
    };

    public static IReadOnlyList<Rule> All =>
    [
        DropColumn, DropTable, DropSchema, Cascade, Rename, DropIndex, ReplaceFunction, Grant, EnumValueUsed, EnumOrder, CreateEnum, Owner,
        ContractAge,
    ];
}
