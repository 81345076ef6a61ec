using Agora.Migrations.Sql;
using Agora.Migrations.Statements;

namespace Agora.Migrations.Schemas;

/// <summary>Where in the files something was said.</summary>
/// <param name="Line">From 1.</param>
internal sealed record SourcePlace(string File, int Line);

/// <param name="Type">Null when the column is known by name alone.</param>
internal sealed record ColumnState(string Name, SqlType? Type)
{
    public bool NotNull { get; init; }

    public bool HasDefault { get; init; }

    public bool IsGenerated { get; init; }

    public bool IsIdentity { get; init; }
}

internal sealed record ConstraintState(string Name, ConstraintKind Kind)
{
    public IReadOnlyList<string> Columns { get; init; } = [];

    public SqlFragment Expression { get; init; } = SqlFragment.None;

    public ObjectName? References { get; init; }

    public IReadOnlyList<string> ReferencedColumns { get; init; } = [];

    public bool IsValidated { get; init; } = true;

    public SourcePlace? Place { get; init; }
}

/// <param name="Columns">In order; null stands for an expression.</param>
internal sealed record IndexState(string Name, IReadOnlyList<string?> Columns)
{
    public bool IsUnique { get; init; }

    /// <summary>Built by a constraint, or taken over by one: it cannot be dropped by itself.</summary>
    public bool BacksConstraint { get; init; }

    public string Method { get; init; } = "btree";

    /// <summary>Elements in one spelling, operator classes and directions included.</summary>
    public IReadOnlyList<string> Elements { get; init; } = [];

    public IReadOnlyList<string> Included { get; init; } = [];

    public SqlFragment? Where { get; init; }

    /// <summary>The elements that are expressions.</summary>
    public IReadOnlyList<SqlFragment> Expressions { get; init; } = [];
}

/// <summary>A relation as the files have left it so far.</summary>
internal sealed class TableState(ObjectName name, SchemaObjectKind kind)
{
    public ObjectName Name { get; set; } = name;

    public SchemaObjectKind Kind => kind;

    /// <summary>False for a table that a file changes but none creates.</summary>
    public bool IsKnown { get; init; } = true;

    /// <summary>False when no file creates the table: what the model does not list may exist all the same.</summary>
    public bool IsComplete { get; init; }

    public List<ColumnState> Columns { get; private init; } = [];

    public List<ConstraintState> Constraints { get; private init; } = [];

    public List<IndexState> Indexes { get; private init; } = [];

    /// <summary>Constraints that the files validate and do not make, so that their definition is unknown.</summary>
    public HashSet<string> ValidatedUnseen { get; private init; } = new(StringComparer.Ordinal);

    public HashSet<string> Policies { get; private init; } = new(StringComparer.Ordinal);

    public List<ObjectName> Partitions { get; private init; } = [];

    /// <summary>Tables that INHERIT from this one.</summary>
    public List<ObjectName> Heirs { get; private init; } = [];

    /// <summary>The triggers, with the functions that they call.</summary>
    public Dictionary<string, ObjectName?> Triggers { get; private init; } = new(StringComparer.Ordinal);

    public ObjectName? DefaultPartition { get; set; }

    public ObjectName? PartitionOf { get; set; }

    /// <summary>range, list or hash; null for a table that is not partitioned.</summary>
    public string? PartitionedBy { get; init; }

    /// <summary>The key of the partitions where it is one column.</summary>
    public string? PartitionColumn { get; init; }

    /// <summary>The relations that a view reads.</summary>
    public IReadOnlyList<ObjectName> ReadsFrom { get; set; } = [];

    /// <summary>A file puts rows into it.</summary>
    public bool HasRows { get; set; }

    public bool RowSecurity { get; set; }

    public bool IsPublished { get; set; }

    public bool HasReplicaIdentity { get; set; }

    public bool HasComment { get; set; }

    public ConstraintState? PrimaryKey => Constraints.Find(constraint => constraint.Kind == ConstraintKind.PrimaryKey);

    public ColumnState? Column(string column) => Columns.Find(candidate => candidate.Name == column);

    public ConstraintState? Constraint(string constraint) => Constraints.Find(candidate => candidate.Name == constraint);

    public IndexState? Index(string index) => Indexes.Find(candidate => candidate.Name == index);

    public void Replace(ColumnState column)
    {
        var at = Columns.FindIndex(candidate => candidate.Name == column.Name);
        if (at >= 0)
        {
            Columns[at] = column;
        }
        else
        {
            Columns.Add(column);
        }
    }

    public void Replace(ConstraintState constraint)
    {
        Constraints.RemoveAll(candidate => candidate.Name == constraint.Name);
        Constraints.Add(constraint);
    }

    public void SetNotNull(string column, bool notNull) =>
        Replace((Column(column) ?? new ColumnState(column, null)) with { NotNull = notNull });

    public TableState Clone(ObjectName? newName = null) => new(newName ?? Name, Kind)
    {
        IsKnown = IsKnown,
        IsComplete = IsComplete,
        Columns = [.. Columns],
        Constraints = [.. Constraints],
        Indexes = [.. Indexes],
        ValidatedUnseen = new HashSet<string>(ValidatedUnseen, StringComparer.Ordinal),
        Policies = new HashSet<string>(Policies, StringComparer.Ordinal),
        Partitions = [.. Partitions],
        Heirs = [.. Heirs],
        Triggers = new Dictionary<string, ObjectName?>(Triggers, StringComparer.Ordinal),
        DefaultPartition = DefaultPartition,
        PartitionOf = PartitionOf,
        PartitionedBy = PartitionedBy,
        PartitionColumn = PartitionColumn,
        ReadsFrom = ReadsFrom,
        HasRows = HasRows,
        RowSecurity = RowSecurity,
        IsPublished = IsPublished,
        HasReplicaIdentity = HasReplicaIdentity,
        HasComment = HasComment,
    };
}

internal enum TypeKind
{
    Enum,
    Domain,
    Other,
}

internal sealed record TypeState(ObjectName Name, TypeKind Kind)
{
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>What a domain is made of.</summary>
    public SqlType? BaseType { get; init; }

    /// <summary>A domain with a CHECK, NOT NULL or default: a column of it makes the server visit every row.</summary>
    public bool IsConstrained { get; init; }
}

internal sealed record RoutineState(ObjectName Name, CreateRoutine Definition);
