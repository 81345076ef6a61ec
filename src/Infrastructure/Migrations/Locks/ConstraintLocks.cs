using Agora.Migrations.Schemas;
using Agora.Migrations.Sql;
using Agora.Migrations.Statements;

namespace Agora.Migrations.Locks;

/// <summary>What ALTER TABLE does to constraints, and by them to other tables.</summary>
internal static class ConstraintLocks
{
    /// <summary>True when the constraint makes the server read all rows of the table, or build an index over them.</summary>
    public static bool Scans(ConstraintDefinition constraint) => constraint.UsingIndex is null && !constraint.NotValid;

    /// <summary>A foreign key of a partitioned table takes over those of its partitions when each has one that is validated.</summary>
    public static bool PartitionsHaveKey(ObjectName name, ConstraintDefinition key, SchemaModel schema)
    {
        var target = schema.Resolve(key.References!);
        return schema.Table(name) is { PartitionedBy: not null, Partitions: { Count: > 0 } partitions }
            && partitions.All(partition => schema.Table(partition)?.Constraints.Exists(own =>
                own.References == target && own.IsValidated && own.Columns.SequenceEqual(key.Columns, StringComparer.Ordinal)) == true);
    }

    /// <summary>True for a table that the step made and that is empty: a check of its rows reads no other table.</summary>
    public static bool IsEmpty(ObjectName name, SchemaModel schema) => schema.IsNew(name) && schema.Table(name) is { HasRows: false };

    public static void Add(ObjectName name, ConstraintDefinition constraint, EffectCollector effects)
    {
        if (constraint.Kind == ConstraintKind.ForeignKey)
        {
            var reads = !constraint.NotValid && !PartitionsHaveKey(name, constraint, effects.Schema);
            effects.AddTree(name, LockMode.ShareRowExclusive, reads);
            if (constraint.References is { } parent)
            {
                // A key that takes over those of the partitions removes their triggers from the other table.
                effects.AddTree(
                    parent, !constraint.NotValid && !reads
                        ? LockMode.AccessExclusive
                        : LockMode.ShareRowExclusive, reads && !IsEmpty(name, effects.Schema));
            }

            return;
        }

        var scans = Scans(constraint);
        if (constraint.Kind == ConstraintKind.PrimaryKey && constraint.UsingIndex is { } index && effects.Schema.Table(name) is { } table)
        {
            // The implied NOT NULL looks at every row unless each column has it already.
            scans = table.Index(index)?.Columns.Any(column => column is null || table.Column(column)?.NotNull != true) ?? true;
        }

        if (constraint.Kind == ConstraintKind.Check)
        {
            effects.AddFamily(name, LockMode.AccessExclusive, scans);
        }
        else
        {
            // The partitions get their index as CREATE INDEX would make it, unless the key has to make a column NOT NULL first.
            var columns = effects.Schema.Table(name);
            var isNullable = constraint.Kind == ConstraintKind.PrimaryKey
                && constraint.Columns.Any(column => columns?.Column(column)?.NotNull != true);
            effects.AddTree(name, isNullable ? LockMode.AccessExclusive : LockMode.Share, scans);
            effects.Add(name, LockMode.AccessExclusive, scans);
        }
    }

    public static void Validate(ObjectName name, ValidateConstraint validate, EffectCollector effects)
    {
        effects.AddFamily(name, LockMode.ShareUpdateExclusive, scans: true);
        if (effects.Schema.Table(name)?.Constraint(validate.Name)?.References is { } parent)
        {
            effects.Add(parent, LockMode.RowShare, scans: true);
        }
    }

    public static void Drop(ObjectName name, DropConstraint drop, EffectCollector effects)
    {
        effects.AddFamily(name, LockMode.AccessExclusive);
        var table = effects.Schema.Table(name);
        if (table?.Constraint(drop.Name) is not { } constraint)
        {
            return;
        }

        if (constraint.References is { } parent)
        {
            effects.Add(parent, LockMode.AccessExclusive);
        }

        if (drop.Cascade)
        {
            DropKeysTo(name, constraint.Columns, effects);
        }
    }

    /// <summary>Foreign keys that rest on one of the columns go with them, and their tables are locked for it.</summary>
    public static void DropKeysTo(ObjectName name, IReadOnlyList<string> columns, EffectCollector effects)
    {
        foreach (var (child, key) in TableLocks.ForeignKeysTo(name, effects.Schema))
        {
            if (columns.Any(column => ColumnLocks.References(key, column, effects.Schema.Table(name))))
            {
                effects.Add(child.Name, LockMode.AccessExclusive);
            }
        }
    }
}
