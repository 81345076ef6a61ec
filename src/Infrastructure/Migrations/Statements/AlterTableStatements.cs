using Agora.Migrations.Sql;

namespace Agora.Migrations.Statements;

/// <summary>ALTER of a table, index, view, materialized view or foreign table: one relation, one or more actions.</summary>
internal sealed record AlterTable(SqlFragment Source, SchemaObjectKind Kind, ObjectName Name, IReadOnlyList<AlterAction> Actions)
    : Statement(Source)
{
    public bool IfExists { get; init; }

    public bool Only { get; init; }
}

internal abstract record AlterAction(SqlFragment Source);

internal sealed record AddColumn(SqlFragment Source, ColumnDefinition Column) : AlterAction(Source)
{
    public bool IfNotExists { get; init; }
}

internal sealed record DropColumn(SqlFragment Source, string Column) : AlterAction(Source)
{
    public bool IfExists { get; init; }

    public bool Cascade { get; init; }
}

internal sealed record SetColumnType(SqlFragment Source, string Column, SqlType Type) : AlterAction(Source)
{
    public string? Collation { get; init; }

    public SqlFragment? Using { get; init; }
}

/// <param name="Expression">Null for DROP DEFAULT.</param>
internal sealed record SetDefault(SqlFragment Source, string Column, SqlFragment? Expression) : AlterAction(Source);

internal sealed record SetNotNull(SqlFragment Source, string Column) : AlterAction(Source);

internal sealed record DropNotNull(SqlFragment Source, string Column) : AlterAction(Source);

internal sealed record SetExpression(SqlFragment Source, string Column) : AlterAction(Source);

internal sealed record DropExpression(SqlFragment Source, string Column) : AlterAction(Source);

internal enum IdentityChange
{
    Add,
    Set,
    Drop,
}

internal sealed record ChangeIdentity(SqlFragment Source, string Column, IdentityChange Change) : AlterAction(Source);

internal enum ColumnSettingKind
{
    Statistics,
    Storage,
    Compression,
    Options,
}

internal sealed record SetColumnSetting(SqlFragment Source, string Column, ColumnSettingKind Kind) : AlterAction(Source);

internal sealed record AddConstraint(SqlFragment Source, ConstraintDefinition Constraint) : AlterAction(Source);

internal sealed record AlterConstraint(SqlFragment Source, string Name) : AlterAction(Source);

internal sealed record ValidateConstraint(SqlFragment Source, string Name) : AlterAction(Source);

internal sealed record DropConstraint(SqlFragment Source, string Name) : AlterAction(Source)
{
    public bool IfExists { get; init; }

    public bool Cascade { get; init; }
}

internal sealed record ToggleTrigger(SqlFragment Source, bool Enable) : AlterAction(Source);

internal sealed record ToggleRule(SqlFragment Source, bool Enable) : AlterAction(Source);

internal enum RowSecurityChange
{
    Enable,
    Disable,
    Force,
    NoForce,
}

internal sealed record ChangeRowSecurity(SqlFragment Source, RowSecurityChange Change) : AlterAction(Source);

/// <summary>CLUSTER ON and SET WITHOUT CLUSTER.</summary>
internal sealed record ClusterOn(SqlFragment Source) : AlterAction(Source);

internal sealed record SetLogged(SqlFragment Source, bool Logged) : AlterAction(Source);

internal sealed record SetAccessMethod(SqlFragment Source) : AlterAction(Source);

internal sealed record SetTablespace(SqlFragment Source) : AlterAction(Source);

/// <param name="Names">Storage parameters, in lower case, without their values.</param>
internal sealed record SetOptions(SqlFragment Source, IReadOnlyList<string> Names, bool Reset) : AlterAction(Source);

/// <summary>INHERIT and NO INHERIT.</summary>
internal sealed record ChangeInheritance(SqlFragment Source, ObjectName Parent, bool Inherit) : AlterAction(Source);

internal sealed record OwnerTo(SqlFragment Source, string Owner) : AlterAction(Source);

/// <param name="Index">Set for REPLICA IDENTITY USING INDEX.</param>
internal sealed record SetReplicaIdentity(SqlFragment Source, string? Index, bool Nothing) : AlterAction(Source);

/// <param name="Bound">Null when an index is attached.</param>
internal sealed record AttachPartition(SqlFragment Source, ObjectName Partition, PartitionBound? Bound) : AlterAction(Source);

internal sealed record DetachPartition(SqlFragment Source, ObjectName Partition, bool Concurrently, bool Finalize) : AlterAction(Source);

internal sealed record RenameTo(SqlFragment Source, string NewName) : AlterAction(Source);

internal sealed record RenameColumn(SqlFragment Source, string Column, string NewName) : AlterAction(Source);

internal sealed record RenameConstraint(SqlFragment Source, string Name, string NewName) : AlterAction(Source);

internal sealed record SetSchema(SqlFragment Source, string Schema) : AlterAction(Source);

/// <summary>An action of a form that the parser does not read.</summary>
internal sealed record OtherAction(SqlFragment Source) : AlterAction(Source);
