namespace Agora.Migrations.Lint.Rules;

/// <summary>PGM601 to PGM614.</summary>
internal static class TransactionRules
{
    public static readonly Rule Control = new("PGM601", "transaction-control", Severity.Error)
    {
        Trigger = "`BEGIN`, `COMMIT`, `ROLLBACK`, `SAVEPOINT`, `PREPARE TRANSACTION` in a file; in SQL of others a `BEGIN` within a "
            + "transaction or a `COMMIT` without one",
        Why = "A COMMIT ends the transaction of the runner with no more than a warning, and the rest commits statement by statement.",
        Recipe = "Leave it out; `-- migrate: step` begins the next transaction.",
    };

    public static readonly Rule Uncommitted = new("PGM602", "uncommitted-transaction", Severity.Error)
    {
        Trigger = "A `BEGIN` that no `COMMIT` follows",
        Why = "When the session ends, all of it is rolled back.",
        Recipe = "`COMMIT` at the end; in our own files neither of both.",
    };

    public static readonly Rule SessionSet = new("PGM603", "session-set", Severity.Error)
    {
        Trigger = "`SET` without LOCAL, `RESET`, `set_config(..., false)` in a transactional step",
        Why = "It outlives the step: pg_dump's `search_path = ''` breaks the next file and the entry in the history.",
        Recipe = "`SET LOCAL`.",
    };

    public static readonly Rule LocalOutside = new("PGM604", "set-local-outside", Severity.Error)
    {
        Trigger = "`SET LOCAL` in a step with `transaction=off`",
        Why = "It does nothing; the server merely warns.",
        Recipe = "The directives `lock-timeout` and `statement-timeout` of the step.",
    };

    public static readonly Rule TimeoutOverride = new("PGM605", "timeout-override", Severity.Error)
    {
        Trigger = "`lock_timeout` or `statement_timeout` set to 0 or above the policy",
        Why = "Without a limit, one statement that waits blocks all later ones without end.",
        Recipe = "The directives `lock-timeout` and `statement-timeout` of the step, within the policy.",
    };

    public static readonly Rule TimeoutMissing = new("PGM606", "timeout-missing", Severity.Error)
    {
        Trigger = "SQL of others that takes a strong lock before it sets `lock_timeout` and `statement_timeout`; our own runner always "
            + "sets both",
        Lock = "As the statement says, and for as long as it likes",
        Why = "A DDL that waits is the outage: every reader queues behind it.",
        Recipe = "`SET lock_timeout = '2s'; SET statement_timeout = '10s';` first, and a retry around it.",
    };

    public static readonly Rule KillsSessions = new("PGM607", "releases-or-kills", Severity.Error)
    {
        Trigger = "`pg_advisory_unlock_all()`, `DISCARD ALL`, `pg_terminate_backend()`, `pg_cancel_backend()`",
        Why = "The first two let go of the lock by which the runner keeps others away; ending other people's sessions is no migration's "
            + "business.",
        Recipe = "Leave it out; the runner names who blocks.",
    };

    public static readonly Rule StandardStrings = new("PGM608", "standard-conforming-strings-off", Severity.Error)
    {
        Trigger = "`SET standard_conforming_strings = off`",
        Why = "It changes where strings end, and so what the rest of the file says.",
        Recipe = "Standard strings, `E'...'` where a backslash is meant.",
    };

    public static readonly Rule PsqlCommand = new("PGM609", "psql-meta-command", Severity.Error)
    {
        Trigger = "`\\i`, `\\copy`, `\\restrict` and other backslash commands",
        Why = "Only psql knows them; the server answers 42601.",
        Recipe = "SQL.",
    };

    public static readonly Rule CopyFromStdin = new("PGM610", "copy-from-stdin", Severity.Error)
    {
        Trigger = "`COPY ... FROM STDIN`",
        Why = "The data behind it is no SQL, and drivers refuse it in a command.",
        Recipe = "`INSERT ... VALUES`, or an import outside migrations.",
    };

    public static readonly Rule SlowUnderLock = new("PGM611", "strong-lock-then-slow", Severity.Error)
    {
        Trigger = "A strong lock on an existing table and, later in the transaction, row changes, another read of all rows, or `pg_sleep`",
        Lock = "The strong lock, held until the slow part is over",
        Why = "A lock that would have been short lasts as long as the slowest statement behind it.",
        Recipe = "`-- migrate: step` between the two.",
    };

    public static readonly Rule DoBlock = new("PGM612", "do-block-ddl", Severity.Warning)
    {
        Trigger = "A DO block, or a function called here, with DDL inside; `opaque-sql` for EXECUTE of text that is made at run time",
        Why = "Static statements are checked like any other; text that is built at run time cannot be checked before it runs.",
        Recipe = "Plain statements. Where that is impossible, the trace shows the locks: say in the `allow` that it was looked at.",
    };

    public static readonly Rule CallWithCommit = new("PGM613", "call-with-commit", Severity.Error)
    {
        Trigger = "`CALL` or `DO` of code that commits, in a transactional step",
        Why = "The server answers 2D000.",
        Recipe = "A step with `transaction=off`.",
    };

    public static readonly Rule MultiAlter = new("PGM614", "multi-alter-same-table", Severity.Info)
    {
        Trigger = "Two `ALTER TABLE` of one table in a row, neither part of the recipes of PGM201 to PGM205",
        Lock = "Taken once instead of twice",
        Why = "Each passes over the table by itself.",
        Recipe = "One `ALTER TABLE` with both actions.",
    };

    public static IReadOnlyList<Rule> All =>
    [
        Control, Uncommitted, SessionSet, LocalOutside, TimeoutOverride, TimeoutMissing, KillsSessions, StandardStrings, PsqlCommand,
        CopyFromStdin, SlowUnderLock, DoBlock, CallWithCommit, MultiAlter,
    ];
}
