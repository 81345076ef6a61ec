using Agora.Migrations.Sql;

namespace Agora.Migrations.Statements;

internal enum ConstraintKind
{
    Check,
    NotNull,
    Unique,
    PrimaryKey,
    ForeignKey,
    Exclude,
}

internal sealed record ConstraintDefinition(ConstraintKind Kind, SqlFragment Source)
{
    /// <summary>Null when the author left the naming to the server.</summary>
    public string? Name { get; init; }

    /// <summary>The columns of a key, or the one column on which an inline constraint stands.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>What a CHECK demands, without its parentheses.</summary>
    public SqlFragment Expression { get; init; } = SqlFragment.None;

    public ObjectName? References { get; init; }

    public IReadOnlyList<string> ReferencedColumns { get; init; } = [];

    /// <summary>The index that becomes the constraint (USING INDEX).</summary>
    public string? UsingIndex { get; init; }

    public bool NotValid { get; init; }

    /// <summary>Written behind a column.</summary>
    public bool IsInline { get; init; }
}

internal sealed record ColumnDefinition(string Name, SqlType Type, SqlFragment Source)
{
    public bool NotNull { get; init; }

    public SqlFragment? Default { get; init; }

    /// <summary>The expression of GENERATED ALWAYS AS (..) STORED.</summary>
    public SqlFragment? Generated { get; init; }

    public bool IsIdentity { get; init; }

    public string? Collation { get; init; }

    public IReadOnlyList<ConstraintDefinition> Constraints { get; init; } = [];
}

/// <param name="Bound">The text behind FOR VALUES; empty for the default partition.</param>
internal sealed record PartitionBound(bool IsDefault, SqlFragment Bound);

/// <param name="Method">range, list or hash.</param>
internal sealed record PartitionKey(string Method, IReadOnlyList<SqlFragment> Items);

/// <param name="Copies">The words of the INCLUDING clauses, such as <c>all</c> or <c>indexes</c>.</param>
internal sealed record LikeClause(ObjectName Table, IReadOnlySet<string> Copies);

internal sealed record CreateTable(SqlFragment Source, ObjectName Name) : Statement(Source)
{
    public bool IfNotExists { get; init; }

    public bool IsTemporary { get; init; }

    public bool IsUnlogged { get; init; }

    public bool IsForeign { get; init; }

    public IReadOnlyList<ColumnDefinition> Columns { get; init; } = [];

    /// <summary>Constraints of the table; those behind a column are with the column.</summary>
    public IReadOnlyList<ConstraintDefinition> Constraints { get; init; } = [];

    public IReadOnlyList<LikeClause> Likes { get; init; } = [];

    public IReadOnlyList<ObjectName> Inherits { get; init; } = [];

    public ObjectName? PartitionOf { get; init; }

    public PartitionBound? Bound { get; init; }

    public PartitionKey? PartitionBy { get; init; }

    /// <summary>The query of CREATE TABLE AS, or the SELECT of SELECT INTO.</summary>
    public SqlFragment? Query { get; init; }
}

internal sealed record CreateView(SqlFragment Source, ObjectName Name, bool IsMaterialized) : Statement(Source)
{
    public bool OrReplace { get; init; }

    public bool IfNotExists { get; init; }

    public SqlFragment Query { get; init; } = SqlFragment.None;
}

internal sealed record RefreshMaterializedView(SqlFragment Source, ObjectName Name, bool Concurrently) : Statement(Source);

internal sealed record CreateTrigger(SqlFragment Source, string Name, ObjectName Table) : Statement(Source)
{
    public bool OrReplace { get; init; }

    public ObjectName? Function { get; init; }

    /// <summary>The other table of a constraint trigger (FROM).</summary>
    public ObjectName? From { get; init; }
}

internal sealed record CreateRule(SqlFragment Source, string Name, ObjectName Table) : Statement(Source);

/// <summary>CREATE or ALTER POLICY.</summary>
internal sealed record DefinePolicy(SqlFragment Source, bool IsAlter, string Name, ObjectName Table) : Statement(Source);

internal sealed record CreateSequence(SqlFragment Source, ObjectName Name) : Statement(Source)
{
    public bool IfNotExists { get; init; }
}

/// <summary>ALTER SEQUENCE with anything but a rename, a schema or an owner.</summary>
internal sealed record AlterSequence(SqlFragment Source, ObjectName Name) : Statement(Source)
{
    public bool OnlyOwnedBy { get; init; }
}

internal sealed record Truncate(SqlFragment Source, IReadOnlyList<ObjectName> Tables, bool Cascade) : Statement(Source);

/// <param name="Mode">In words as SQL has it, such as <c>access exclusive</c>.</param>
internal sealed record LockTable(SqlFragment Source, IReadOnlyList<ObjectName> Tables, string Mode) : Statement(Source);

/// <summary>CREATE or ALTER PUBLICATION.</summary>
internal sealed record DefinePublication(SqlFragment Source, bool IsAlter, string Name) : Statement(Source)
{
    public IReadOnlyList<ObjectName> Tables { get; init; } = [];

    public bool AllTables { get; init; }
}

/// <summary>CREATE SUBSCRIPTION.</summary>
internal sealed record CreateSubscription(SqlFragment Source, bool Connects) : Statement(Source);

internal sealed record CreateStatistics(SqlFragment Source, ObjectName Table) : Statement(Source);
