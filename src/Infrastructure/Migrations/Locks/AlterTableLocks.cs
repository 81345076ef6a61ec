using System.Collections.Frozen;
using Agora.Migrations.Schemas;
using Agora.Migrations.Sql;
using Agora.Migrations.Statements;

namespace Agora.Migrations.Locks;

/// <summary>ALTER TABLE: one lock for all actions, the strongest that any of them needs.</summary>
internal static class AlterTableLocks
{
    /// <summary>
    /// Storage parameters that the server sets under SHARE UPDATE EXCLUSIVE; autovacuum's are among them by their prefix.
    /// </summary>
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

        var built = alter.Only ? Alone(alter, effects) : effects.Build();
        return IsForeign(alter, effects.Schema)
            ? built with { Relations = [.. built.Relations.Select(effect => effect with { Scans = false, Rewrites = false })] }
            : built;
    }

    /// <summary>True for a table whose rows are elsewhere: the server neither reads nor writes them to change its definition.</summary>
    public static bool IsForeign(AlterTable alter, SchemaModel schema) =>
        alter.Kind == SchemaObjectKind.ForeignTable || schema.Table(alter.Name) is { Kind: SchemaObjectKind.ForeignTable };

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

    private static void Add(AlterTable alter, AlterAction action, EffectCollector effects)
    {
        var name = alter.Name;
        switch (action)
        {
            case AddColumn add:
                ColumnLocks.Add(name, add.Column, effects);
                break;
            case SetColumnType set:
                ColumnLocks.SetType(name, set, effects);
                break;
            case SetNotNull set:
                ColumnLocks.SetNotNull(name, set, alter.Actions.Count == 1, effects);
                break;
            case SetExpression:
                effects.AddFamily(name, LockMode.AccessExclusive, rewrites: true);
                break;
            case DropColumn drop:
                ColumnLocks.Drop(name, drop, effects);
                break;
            case AddConstraint add:
                ConstraintLocks.Add(name, add.Constraint, effects);
                break;
            case ValidateConstraint validate:
                ConstraintLocks.Validate(name, validate, effects);
                break;
            case AlterConstraint:
                effects.AddTree(name, LockMode.AccessExclusive);
                break;
            case DropConstraint drop:
                ConstraintLocks.Drop(name, drop, effects);
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
                PartitionLocks.Attach(name, attach.Partition, bound, effects);
                break;
            case DetachPartition detach:
                PartitionLocks.Detach(name, detach, effects);
                break;
            case RenameColumn or RenameConstraint:
                effects.AddFamily(name, LockMode.AccessExclusive);
                break;
            default:
                effects.Add(name, LockMode.AccessExclusive);
                break;
        }
    }

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
