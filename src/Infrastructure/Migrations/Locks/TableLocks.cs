using Agora.Migrations.Schemas;
using Agora.Migrations.Sql;
using Agora.Migrations.Statements;

namespace Agora.Migrations.Locks;

/// <summary>CREATE TABLE, DROP and TRUNCATE: what they lock besides the object they name.</summary>
internal static class TableLocks
{
    public static void Create(CreateTable create, EffectCollector effects)
    {
        foreach (var constraint in create.Constraints.Concat(create.Columns.SelectMany(column => column.Constraints)))
        {
            if (constraint.References is { } target && effects.Schema.Resolve(target) != effects.Schema.Resolve(create.Name))
            {
                effects.Add(target, LockMode.ShareRowExclusive);
            }
        }

        foreach (var parent in create.Inherits)
        {
            effects.Add(parent, LockMode.ShareUpdateExclusive);
        }

        if (create.PartitionOf is { } partitioned)
        {
            effects.Add(partitioned, LockMode.AccessExclusive);
            AddDefaultPartition(partitioned, effects, scans: true);
            ReferencedByKeys(partitioned, effects, LockMode.ShareRowExclusive);
        }
    }

    public static StatementEffects Drop(DropObjects drop, EffectCollector effects)
    {
        foreach (var name in drop.Names)
        {
            switch (drop.Kind)
            {
                case SchemaObjectKind.Table or SchemaObjectKind.ForeignTable:
                    DropTable(name, drop.Cascade, effects);
                    break;
                case SchemaObjectKind.View or SchemaObjectKind.MaterializedView or SchemaObjectKind.Sequence:
                    effects.Add(name, LockMode.AccessExclusive);
                    break;
                case SchemaObjectKind.Index:
                    DropIndex(name, drop.Concurrently, effects);
                    break;
                case SchemaObjectKind.Trigger when drop.Table is not null:
                    effects.AddTree(drop.Table, LockMode.AccessExclusive);
                    break;
                case SchemaObjectKind.Policy or SchemaObjectKind.Rule when drop.Table is not null:
                    effects.Add(drop.Table, LockMode.AccessExclusive);
                    break;
                case SchemaObjectKind.Function or SchemaObjectKind.Routine when drop.Cascade:
                    var function = effects.Schema.ResolveRoutine(name);
                    foreach (var table in effects.Schema.Tables().Where(table => table.Triggers.ContainsValue(function)))
                    {
                        effects.AddTree(table.Name, LockMode.AccessExclusive);
                    }

                    break;
                case SchemaObjectKind.Schema when drop.Cascade:
                    foreach (var table in effects.Schema.Tables().Where(table => table.Name.Schema == name.Name))
                    {
                        DropTable(table.Name, drop.Cascade, effects);
                    }

                    break;
                case SchemaObjectKind.Type or SchemaObjectKind.Domain when drop.Cascade:
                    var type = effects.Schema.ResolveType(name);
                    foreach (var table in effects.Schema.Tables().Where(table =>
                        table.Columns.Exists(column => column.Type is { } used && effects.Schema.ResolveType(used.Name) == type)))
                    {
                        effects.Add(table.Name, LockMode.AccessExclusive);
                    }

                    break;
            }
        }

        var refuses = drop.Kind is SchemaObjectKind.Database or SchemaObjectKind.Tablespace || drop.Concurrently;
        // CASCADE reaches objects that the files need not know.
        return effects.Build(refuses, drop.Concurrently ? LockClass.Weak : drop.Cascade || refuses ? LockClass.Strong : null);
    }

    public static void Truncate(Truncate truncate, EffectCollector effects)
    {
        var pending = new Queue<ObjectName>(truncate.Tables.Select(effects.Schema.Resolve));
        var seen = new HashSet<ObjectName>();
        while (pending.TryDequeue(out var table))
        {
            if (!seen.Add(table))
            {
                continue;
            }

            if (truncate.Source.IndexOf("only") >= 0)
            {
                effects.Add(table, LockMode.AccessExclusive, rewrites: true);
            }
            else
            {
                effects.AddFamily(table, LockMode.AccessExclusive, rewrites: true);
            }

            if (truncate.Cascade)
            {
                foreach (var (child, _) in ForeignKeysTo(table, effects.Schema))
                {
                    pending.Enqueue(child.Name);
                }
            }
        }
    }

    /// <summary>The tables to which the foreign keys of this one point.</summary>
    public static void ReferencedByKeys(ObjectName name, EffectCollector effects, LockMode mode)
    {
        foreach (var constraint in effects.Schema.Table(name)?.Constraints ?? [])
        {
            if (constraint.References is { } target)
            {
                effects.Add(target, mode);
            }
        }
    }

    /// <summary>The foreign keys that point at this table.</summary>
    public static IEnumerable<(TableState Table, ConstraintState Key)> ForeignKeysTo(ObjectName name, SchemaModel schema)
    {
        var full = schema.Resolve(name);
        foreach (var table in schema.Tables())
        {
            foreach (var constraint in table.Constraints)
            {
                if (constraint.References == full)
                {
                    yield return (table, constraint);
                }
            }
        }
    }

    public static void AddDefaultPartition(ObjectName parent, EffectCollector effects, bool scans)
    {
        if (effects.Schema.Table(parent)?.DefaultPartition is { } other)
        {
            effects.AddTree(other, LockMode.AccessExclusive, scans);
        }
    }

    private static void DropTable(ObjectName name, bool cascade, EffectCollector effects)
    {
        effects.AddTree(name, LockMode.AccessExclusive);
        ReferencedByKeys(name, effects, LockMode.AccessExclusive);
        if (effects.Schema.Table(name)?.PartitionOf is { } parent)
        {
            effects.Add(parent, LockMode.AccessExclusive);
            AddDefaultPartition(parent, effects, scans: false);
        }

        if (cascade)
        {
            effects.AddFamily(name, LockMode.AccessExclusive);
            foreach (var (child, _) in ForeignKeysTo(name, effects.Schema))
            {
                effects.Add(child.Name, LockMode.AccessExclusive);
            }

            DropViews(effects.Schema.Resolve(name), effects);
        }
    }

    public static void DropViews(ObjectName relation, EffectCollector effects)
    {
        var readers = effects.Schema.Tables().SelectMany(view => view.ReadsFrom.Select(read => (Read: read, View: view.Name)))
            .ToLookup(pair => pair.Read, pair => pair.View);
        foreach (var view in effects.Reach(relation, table => readers[table.Name]).Skip(1))
        {
            effects.Add(view, LockMode.AccessExclusive);
        }
    }

    private static void DropIndex(ObjectName name, bool concurrently, EffectCollector effects)
    {
        // The last act of the concurrent form takes the index alone, when no other session can see it any more.
        effects.Add(name, concurrently ? LockMode.ShareUpdateExclusive : LockMode.AccessExclusive);
        if (effects.Schema.TableOfIndex(name) is { } table)
        {
            effects.AddTree(table.Name, concurrently ? LockMode.ShareUpdateExclusive : LockMode.AccessExclusive);
        }
    }
}
