namespace Agora.Migrations;

/// <summary>Exit codes of every verb; scripts rely on the numbers.</summary>
public enum MigratorExit
{
    Ok = 0,
    Failed = 1,

    /// <summary>Wrong usage or configuration.</summary>
    Usage = 2,

    /// <summary>Something is pending, and the caller asked for this exit code.</summary>
    Pending = 3,

    /// <summary>Edited, missing or out of order, or the schema differs.</summary>
    Drift = 4,
    LintErrors = 5,

    /// <summary>The state of a statement is uncertain, and a human must decide.</summary>
    NeedsDecision = 6,
    AnotherRunner = 7,

    /// <summary>The locks could not be had within the budget.</summary>
    LocksNotObtained = 8,

    /// <summary>A pooler, a standby, a wrong encoding, missing rights, or a history table of another program.</summary>
    UnsafeEnvironment = 9,
}
