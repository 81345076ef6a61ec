using Agora.Migrations.Schemas;
using Agora.Migrations.Sql;

namespace Agora.Migrations.Locks;

/// <summary>Gathers what a statement does, one entry a relation, the strongest lock of each.</summary>
internal sealed class EffectCollector(SchemaModel schema)
{
    private readonly Dictionary<ObjectName, RelationEffect> effects = [];

    public SchemaModel Schema => schema;

    public void Add(ObjectName relation, LockMode mode, bool scans = false, bool rewrites = false)
    {
        var name = schema.Resolve(relation);
        // A partitioned table has no rows of its own; what is read or written stands in its partitions.
        var hasRows = schema.Table(name)?.PartitionedBy is null;
        (scans, rewrites) = (scans && hasRows, rewrites && hasRows);
        var effect = new RelationEffect(name, mode, scans, rewrites, schema.IsNew(name));
        effects[name] = effects.TryGetValue(name, out var known)
            ? effect with
            {
                Lock = known.Lock > mode ? known.Lock : mode,
                Scans = known.Scans || scans,
                Rewrites = known.Rewrites || rewrites,
            }
            : effect;
    }

    /// <summary>The relation and all partitions below it.</summary>
    public void AddTree(ObjectName relation, LockMode mode, bool scans = false, bool rewrites = false)
    {
        foreach (var member in Reach(relation, table => table.Partitions))
        {
            Add(member, mode, scans, rewrites);
        }
    }

    /// <summary>
    /// The relation, all partitions below it and all that inherits from it: what a change of columns reaches without ONLY.
    /// </summary>
    public void AddFamily(ObjectName relation, LockMode mode, bool scans = false, bool rewrites = false)
    {
        foreach (var member in Reach(relation, table => table.Partitions.Concat(table.Heirs)))
        {
            Add(member, mode, scans, rewrites);
        }
    }

    /// <summary>
    /// The relation and all that is reached from it, each once. What the files say need not be possible: a server refuses a table that
    /// inherits from itself, a reader of files meets it.
    /// </summary>
    public IReadOnlyCollection<ObjectName> Reach(ObjectName relation, Func<TableState, IEnumerable<ObjectName>> next)
    {
        var reached = new List<ObjectName> { schema.Resolve(relation) };
        var seen = reached.ToHashSet();
        for (var at = 0; at < reached.Count; at++)
        {
            if (schema.Table(reached[at]) is { } table)
            {
                reached.AddRange(next(table).Select(schema.Resolve).Where(seen.Add));
            }
        }

        return reached;
    }

    public StatementEffects Build(bool refusesTransaction = false, LockClass? lockClass = null)
    {
        var relations = effects.Values.Where(effect => effect.Lock != LockMode.None).ToList();
        return new StatementEffects(lockClass ?? Classify(relations), relations, refusesTransaction);
    }

    private static LockClass Classify(List<RelationEffect> relations)
    {
        var strongest = relations.Where(effect => !effect.IsNew).Select(effect => effect.Lock).DefaultIfEmpty().Max();
        return strongest switch
        {
            >= LockMode.Share => LockClass.Strong,
            LockMode.ShareUpdateExclusive => LockClass.Weak,
            LockMode.RowExclusive => LockClass.Data,
            _ => LockClass.New,
        };
    }
}
