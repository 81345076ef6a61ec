using Agora.Migrations.Sql;

namespace Agora.Migrations.Locks;

/// <summary>How a statement must wait for its locks. Ordered: a step waits as its strictest statement does.</summary>
public enum LockClass
{
    /// <summary>No lock on an existing table, or only on what this step made.</summary>
    New,

    /// <summary>Row changes: waits for other DDL only.</summary>
    Data,

    /// <summary>SHARE UPDATE EXCLUSIVE: readers and writers pass, so a long wait does no harm.</summary>
    Weak,

    /// <summary>DETACH CONCURRENTLY: weak on the parent, then exclusive on the partition.</summary>
    TwoPhase,

    /// <summary>SHARE or above on an existing object: writers, and mostly readers, queue behind a wait.</summary>
    Strong,
}

internal enum TransactionRule
{
    Any,

    /// <summary>The server refuses it inside a transaction block (25001).</summary>
    Outside,

    /// <summary>BEGIN, COMMIT and their kin: never in a file, because the runner owns the transaction.</summary>
    Control,
}

/// <summary>What is known about a statement whose outcome may have to be read from the catalogue after a crash.</summary>
internal enum StatementKind
{
    Other,
    CreateIndexConcurrently,
    DropIndexConcurrently,
    ReindexConcurrently,
    DetachConcurrently,
    ValidateConstraint,
    AddEnumValue,

    /// <summary>May simply run again: VACUUM, ANALYZE, REFRESH, REINDEX.</summary>
    Repeatable,
}

/// <param name="Object">What the statement is about: the index, the constraint, the partition, the label.</param>
/// <param name="Targets">Existing relations that it locks, as far as its text names them.</param>
/// <param name="Creates">A relation that it makes, or null.</param>
internal sealed record StatementFacts(
    StatementKind Kind,
    LockClass Lock,
    TransactionRule Transaction,
    string? Object,
    IReadOnlyList<ObjectName> Targets,
    ObjectName? Creates);
