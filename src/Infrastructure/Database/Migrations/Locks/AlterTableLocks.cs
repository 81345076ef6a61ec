using System.Collections.Frozen;
using Agora.Infrastructure.Database.Migrations.Schemas;
using Agora.Infrastructure.Database.Migrations.Sql;
using Agora.Infrastructure.Database.Migrations.Statements;

namespace Agora.Infrastructure.Database.Migrations.Locks;

/// <summary>ALTER TABLE: one lock for all actions, the strongest that any of them needs.</summary>
internal static class AlterTableLocks
{
    /// <summary>Storage parameters that the server sets under SHARE UPDATE EXCLUSIVE; autovacuum's are among them by their prefix.</summary>
    private static readonly FrozenSet<string> WeakOptions = FrozenSet.ToFrozenSet(
        ["fillfactor", "toast_tuple_target", "parallel_workers", "vacuum_index_cleanup", "vacuum_truncate", "log_autovacuum_min_duration",
            "deduplicate_items", "n_distinct", "n_distinct_inherited", "seq_page_cost", "random_page_cost"], StringComparer.Ordinal);

    public static StatementEffects Of(AlterTable alter, EffectCollector effects)
    {
        if (alter.Kind == SchemaObjectKind.Index)
        {
            return OfIndex(alter, effects);
        }

        if (alter.Actions is [DetachPartition { Concurrently: true } detach])
        {
            effects.Add(alter.Name, LockMode.ShareUpdateExclusive);
            effects.Add(detach.Partition, LockMode.AccessExclusive);
            return effects.Build(refusesTransaction: true, LockClass.TwoPhase);
        }

        foreach (var action in alter.Actions)
        {
            Add(alter, action, effects);
        }

        return alter.Only ? Alone(alter, effects) : effects.Build();
    }

    /// <summary>ONLY leaves out what stands below the table.</summary>
    private static StatementEffects Alone(AlterTable alter, EffectCollector effects)
    {
        var below = effects.Schema.Table(alter.Name) is { } table ? table.Partitions.Concat(table.Heirs).ToHashSet() : [];
        var built = effects.Build();
        return built with { Relations = [.. built.Relations.Where(effect => !below.Contains(effect.Relation))] };
    }

    public static bool IsWeakOption(string option) =>
        WeakOptions.Contains(option) || option.StartsWith("autovacuum_", StringComparison.Ordinal)
        || (option.StartsWith("toast.", StringComparison.Ordinal) && IsWeakOption(option["toast.".Length..]));

    /// <summary>True when the constraint makes the server read all rows of the table, or build an index over them.</summary>
    public static bool Scans(ConstraintDefinition constraint) => constraint.UsingIndex is null && !constraint.NotValid;

    /// <summary>True when adding this column computes a value for every row.</summary>
    public static bool RewritesForColumn(ColumnDefinition column, SchemaModel schema) =>
        column.Type.IsSerial || column.IsIdentity || column.Generated is not null
        || (column.Default is { } expression && Volatility.VolatileCall(expression, schema) is not null)
        || schema.Type(column.Type.Name) is { Kind: TypeKind.Domain, IsConstrained: true };

    private static void Add(AlterTable alter, AlterAction action, EffectCollector effects)
    {
        var name = alter.Name;
        switch (action)
        {
            case AddColumn add:
                AddColumn(name, add.Column, effects);
                break;
            case SetColumnType set:
                SetType(name, set, effects);
                break;
            case SetNotNull set:
                var table = effects.Schema.Table(name);
                var proven = table?.Column(set.Column)?.NotNull == true
                    || (alter.Actions.Count == 1 && NotNullProof.Find(table, set.Column) is { IsValidated: true });
                effects.AddFamily(name, LockMode.AccessExclusive, scans: !proven);
                break;
            case SetExpression:
                effects.AddFamily(name, LockMode.AccessExclusive, rewrites: true);
                break;
            case DropColumn drop:
                DropColumn(name, drop, effects);
                break;
            case AddConstraint add:
                AddConstraint(name, add.Constraint, effects);
                break;
            case ValidateConstraint validate:
                effects.AddFamily(name, LockMode.ShareUpdateExclusive, scans: true);
                if (effects.Schema.Table(name)?.Constraint(validate.Name)?.References is { } parent)
                {
                    effects.Add(parent, LockMode.RowShare, scans: true);
                }

                break;
            case AlterConstraint:
                effects.AddTree(name, LockMode.AccessExclusive);
                break;
            case DropConstraint drop:
                Drop(name, drop, effects);
                break;
            default:
                AddOther(name, action, effects);
                break;
        }
    }

    private static void AddOther(ObjectName name, AlterAction action, EffectCollector effects)
    {
        switch (action)
        {
            case SetColumnSetting { Kind: ColumnSettingKind.Options }:
                effects.Add(name, LockMode.ShareUpdateExclusive);
                break;
            case ChangeIdentity:
                effects.AddTree(name, LockMode.AccessExclusive);
                break;
            case SetColumnSetting { Kind: ColumnSettingKind.Statistics }:
                effects.AddFamily(name, LockMode.ShareUpdateExclusive);
                break;
            case SetDefault or DropNotNull or DropExpression or SetColumnSetting:
                effects.AddFamily(name, LockMode.AccessExclusive);
                break;
            case SetOptions options:
                effects.Add(name, options.Names.All(IsWeakOption) ? LockMode.ShareUpdateExclusive : LockMode.AccessExclusive);
                break;
            case ClusterOn:
                effects.Add(name, LockMode.ShareUpdateExclusive);
                break;
            case ToggleTrigger when effects.Schema.Table(name) is { PartitionedBy: not null, Triggers.Count: 0 }:
                effects.Add(name, LockMode.ShareRowExclusive);
                break;
            case ToggleTrigger:
                effects.AddTree(name, LockMode.ShareRowExclusive);
                break;
            case SetLogged or SetAccessMethod:
                effects.Add(name, LockMode.AccessExclusive, scans: true, rewrites: true);
                break;
            case SetTablespace:
                effects.Add(name, LockMode.AccessExclusive, rewrites: true);
                break;
            case ChangeInheritance change:
                effects.Add(name, LockMode.AccessExclusive);
                effects.Add(change.Parent, change.Inherit ? LockMode.ShareUpdateExclusive : LockMode.AccessShare);
                break;
            case AttachPartition { Bound: { } bound } attach:
                effects.Add(name, LockMode.ShareUpdateExclusive);
                effects.AddTree(attach.Partition, LockMode.AccessExclusive, scans: AttachScans(name, attach.Partition, bound, effects.Schema));
                TableLocks.AddDefaultPartition(name, effects, scans: !DefaultHasCheck(name, effects.Schema));
                TableLocks.ReferencedByKeys(name, effects, LockMode.ShareRowExclusive);
                break;
            case DetachPartition { Finalize: true } detach:
                effects.Add(name, LockMode.ShareUpdateExclusive);
                effects.Add(detach.Partition, LockMode.AccessExclusive);
                break;
            case DetachPartition detach:
                effects.Add(name, LockMode.AccessExclusive);
                effects.AddTree(detach.Partition, LockMode.AccessExclusive);
                TableLocks.AddDefaultPartition(name, effects, scans: false);
                break;
            case RenameColumn or RenameConstraint:
                effects.AddFamily(name, LockMode.AccessExclusive);
                break;
            default:
                effects.Add(name, LockMode.AccessExclusive);
                break;
        }
    }

    /// <summary>
    /// A validated CHECK on the new partition is taken as the one with the bounds: whether it implies them is decided by the server.
    /// </summary>
    private static bool HasCheck(ObjectName partition, SchemaModel schema) =>
        schema.Table(partition)?.Constraints.Exists(constraint => constraint.Kind == ConstraintKind.Check && constraint.IsValidated) == true;

    private static bool AttachScans(ObjectName parent, ObjectName partition, PartitionBound bound, SchemaModel schema) =>
        (!bound.IsDefault && !HasCheck(partition, schema)) || MissingIndexes(parent, partition, schema).Any();

    /// <summary>Indexes of the parent that the partition lacks: ATTACH builds each of them while it holds its locks.</summary>
    public static IEnumerable<IndexState> MissingIndexes(ObjectName parent, ObjectName partition, SchemaModel schema)
    {
        var own = schema.Table(partition)?.Indexes ?? [];
        return (schema.Table(parent)?.Indexes ?? []).Where(wanted => !own.Exists(index =>
            index.IsUnique == wanted.IsUnique && index.Elements.SequenceEqual(wanted.Elements, StringComparer.Ordinal)
            && index.Where?.Normalized() == wanted.Where?.Normalized()));
    }

    private static bool DefaultHasCheck(ObjectName parent, SchemaModel schema) =>
        schema.Table(parent)?.DefaultPartition is { } other && HasCheck(other, schema);

    private static void AddColumn(ObjectName name, ColumnDefinition column, EffectCollector effects)
    {
        var rewrites = RewritesForColumn(column, effects.Schema);
        var scans = column.Constraints.Any(constraint => constraint.Kind is not ConstraintKind.ForeignKey);
        effects.AddFamily(name, LockMode.AccessExclusive, scans, rewrites);
        foreach (var constraint in column.Constraints)
        {
            if (constraint.References is { } parent && effects.Schema.Resolve(parent) != effects.Schema.Resolve(name))
            {
                // Rows that all hold NULL need no look at the parent.
                var isNull = column.Default is not { } expression || (expression.Count == 1 && expression.Is(0, "null"));
                effects.Add(parent, LockMode.ShareRowExclusive, scans: !isNull && !IsEmpty(name, effects.Schema));
                effects.AddTree(name, LockMode.AccessExclusive, scans: column.Default is not null);
            }
        }
    }

    /// <summary>A foreign key of a partitioned table takes over those of its partitions when each has one that is validated.</summary>
    public static bool PartitionsHaveKey(ObjectName name, ConstraintDefinition key, SchemaModel schema)
    {
        var target = schema.Resolve(key.References!);
        return schema.Table(name) is { PartitionedBy: not null, Partitions: { Count: > 0 } partitions }
            && partitions.All(partition => schema.Table(partition)?.Constraints.Exists(own =>
                own.References == target && own.IsValidated && own.Columns.SequenceEqual(key.Columns, StringComparer.Ordinal)) == true);
    }

    /// <summary>True for a table that the step made and nobody has filled: a check of its rows has nothing to look up elsewhere.</summary>
    private static bool IsEmpty(ObjectName name, SchemaModel schema) => schema.IsNew(name) && schema.Table(name) is { HasRows: false };

    private static void AddConstraint(ObjectName name, ConstraintDefinition constraint, EffectCollector effects)
    {
        if (constraint.Kind == ConstraintKind.ForeignKey)
        {
            var reads = !constraint.NotValid && !PartitionsHaveKey(name, constraint, effects.Schema);
            effects.AddTree(name, LockMode.ShareRowExclusive, reads);
            if (constraint.References is { } parent)
            {
                // A key that takes over those of the partitions removes their triggers from the other table.
                effects.AddTree(
                    parent, !constraint.NotValid && !reads ? LockMode.AccessExclusive : LockMode.ShareRowExclusive, reads && !IsEmpty(name, effects.Schema));
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
            var isNullable = constraint.Kind == ConstraintKind.PrimaryKey && constraint.Columns.Any(column => columns?.Column(column)?.NotNull != true);
            effects.AddTree(name, isNullable ? LockMode.AccessExclusive : LockMode.Share, scans);
            effects.Add(name, LockMode.AccessExclusive, scans);
        }
    }

    private static void Drop(ObjectName name, DropConstraint drop, EffectCollector effects)
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

    private static void DropColumn(ObjectName name, DropColumn drop, EffectCollector effects)
    {
        effects.AddFamily(name, LockMode.AccessExclusive);
        foreach (var key in KeysOn(name, drop.Column, effects.Schema))
        {
            effects.Add(key.References!, LockMode.AccessExclusive);
        }

        if (drop.Cascade)
        {
            DropKeysTo(name, [drop.Column], effects);
            TableLocks.DropViews(effects.Schema.Resolve(name), effects);
        }
    }

    /// <summary>Foreign keys that rest on one of the columns go with them, and their tables are locked for it.</summary>
    private static void DropKeysTo(ObjectName name, IReadOnlyList<string> columns, EffectCollector effects)
    {
        foreach (var (child, key) in TableLocks.ForeignKeysTo(name, effects.Schema))
        {
            if (columns.Any(column => References(key, column, effects.Schema.Table(name))))
            {
                effects.Add(child.Name, LockMode.AccessExclusive);
            }
        }
    }

    private static void SetType(ObjectName name, SetColumnType set, EffectCollector effects)
    {
        var schema = effects.Schema;
        var table = schema.Table(name);
        var cost = TypeChange.Judge(table?.Column(set.Column)?.Type, set, schema);
        var rewrites = cost is TypeChangeCost.Rewrite or TypeChangeCost.ConstrainedDomain or TypeChangeCost.Unknown;
        effects.AddFamily(name, LockMode.AccessExclusive, scans: !rewrites && HasHiddenWork(table, set), rewrites);
        foreach (var key in KeysOn(name, set.Column, schema))
        {
            effects.Add(key.References!, LockMode.AccessExclusive, scans: rewrites && key.IsValidated);
        }

        foreach (var (child, key) in TableLocks.ForeignKeysTo(name, schema))
        {
            if (References(key, set.Column, table))
            {
                effects.Add(child.Name, LockMode.AccessExclusive, scans: rewrites && key.IsValidated);
            }
        }
    }

    /// <summary>True when an index or CHECK over the column has to be built or proven anew although the rows stay as they are.</summary>
    public static bool HasHiddenWork(TableState? table, SetColumnType set) => HiddenWork(table, set) is not null;

    /// <summary>The index or constraint that makes a harmless looking type change expensive.</summary>
    public static string? HiddenWork(TableState? table, SetColumnType set)
    {
        if (table is null || TypeChange.IsSame(table.Column(set.Column)?.Type, set.Type))
        {
            return set.Collation is null ? null : table?.Indexes.Find(index => index.Columns.Contains(set.Column, StringComparer.Ordinal))?.Name;
        }

        var index = table.Indexes.Find(index =>
            index.Expressions.Any(expression => expression.Names(set.Column)) || index.Where?.Names(set.Column) == true
            || (IsCitext(table, set) && index.Columns.Contains(set.Column, StringComparer.Ordinal)));
        return index?.Name
            ?? table.Constraints.Find(constraint => constraint.Kind == ConstraintKind.Check && constraint.Expression.Names(set.Column))?.Name;
    }

    private static bool IsCitext(TableState table, SetColumnType set) =>
        table.Column(set.Column)?.Type?.Base == "citext" || set.Type.Base == "citext";

    private static IEnumerable<ConstraintState> KeysOn(ObjectName name, string column, SchemaModel schema) =>
        (schema.Table(name)?.Constraints ?? []).Where(constraint =>
            constraint.References is not null && constraint.Columns.Contains(column, StringComparer.Ordinal));

    /// <summary>True when the key of another table points at this column, named or by way of the primary key.</summary>
    public static bool References(ConstraintState key, string column, TableState? table) =>
        (key.ReferencedColumns.Count > 0 ? key.ReferencedColumns : table?.PrimaryKey?.Columns ?? []).Contains(column, StringComparer.Ordinal);

    private static StatementEffects OfIndex(AlterTable alter, EffectCollector effects)
    {
        foreach (var action in alter.Actions)
        {
            switch (action)
            {
                case AttachPartition attach:
                    // The parent's index and the partition's are joined; the tables themselves stay open for reads and writes.
                    effects.Add(alter.Name, LockMode.ShareUpdateExclusive);
                    effects.Add(attach.Partition, LockMode.AccessExclusive);
                    break;
                case RenameTo or SetColumnSetting { Kind: ColumnSettingKind.Statistics }:
                    effects.Add(alter.Name, LockMode.ShareUpdateExclusive);
                    break;
                case SetOptions options when options.Names.All(IsWeakOption):
                    effects.Add(alter.Name, LockMode.ShareUpdateExclusive);
                    break;
                default:
                    effects.Add(alter.Name, LockMode.AccessExclusive, rewrites: action is SetTablespace);
                    break;
            }
        }

        return effects.Build();
    }
}
