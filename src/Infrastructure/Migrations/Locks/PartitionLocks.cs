using Agora.Migrations.Schemas;
using Agora.Migrations.Sql;
using Agora.Migrations.Statements;

namespace Agora.Migrations.Locks;

/// <summary>What joining and parting of partitions does.</summary>
internal static class PartitionLocks
{
    public static void Attach(ObjectName parent, ObjectName partition, PartitionBound bound, EffectCollector effects)
    {
        effects.Add(parent, LockMode.ShareUpdateExclusive);
        effects.AddTree(partition, LockMode.AccessExclusive, scans: AttachScans(parent, partition, bound, effects.Schema));
        TableLocks.AddDefaultPartition(parent, effects, scans: !DefaultHasCheck(parent, effects.Schema));
        TableLocks.ReferencedByKeys(parent, effects, LockMode.ShareRowExclusive);
    }

    /// <summary>In one step; CONCURRENTLY is a statement of its own kind.</summary>
    public static void Detach(ObjectName parent, DetachPartition detach, EffectCollector effects)
    {
        if (detach.Finalize)
        {
            effects.Add(parent, LockMode.ShareUpdateExclusive);
            effects.Add(detach.Partition, LockMode.AccessExclusive);
            return;
        }

        effects.Add(parent, LockMode.AccessExclusive);
        effects.AddTree(detach.Partition, LockMode.AccessExclusive);
        TableLocks.AddDefaultPartition(parent, effects, scans: false);
    }

    /// <summary>
    /// A validated CHECK on the new partition is taken as the one with the bounds: whether it implies them is decided by the server.
    /// </summary>
    private static bool HasCheck(ObjectName partition, SchemaModel schema) =>
        schema.Table(partition)?.Constraints.Exists(
            constraint => constraint.Kind == ConstraintKind.Check && constraint.IsValidated) == true;

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
}
