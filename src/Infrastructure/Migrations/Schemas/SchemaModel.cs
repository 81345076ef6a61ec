using Agora.Migrations.Sql;
using Agora.Migrations.Statements;

namespace Agora.Migrations.Schemas;

/// <summary>
/// What the migration files have made so far, replayed without a server. A layer over another model may be changed and thrown
/// away, which is how a down file is checked.
/// </summary>
internal sealed class SchemaModel
{
    private readonly SchemaModel? below;
    private readonly Dictionary<ObjectName, TableState?> tables = [];
    private readonly Dictionary<ObjectName, TypeState?> types = [];
    private readonly Dictionary<ObjectName, RoutineState?> routines = [];
    private readonly Dictionary<ObjectName, ObjectName?> indexTables = [];
    private readonly Dictionary<string, List<RoutineState>> mentions = new(StringComparer.Ordinal);
    private readonly HashSet<ObjectName> created = [];
    private Dictionary<ObjectName, TableState?>? originals;

    /// <param name="searchPath">Where an unqualified name is looked for, and made in the first. Empty: names stay as they are
    /// written.</param>
    public SchemaModel(IReadOnlyList<string> searchPath) => SearchPath = searchPath;

    private SchemaModel(SchemaModel below)
    {
        this.below = below;
        SearchPath = below.SearchPath;
    }

    public IReadOnlyList<string> SearchPath { get; }

    public SchemaModel Layer() => new(this);

    /// <summary>From here on every relation is remembered as it is before its first change.</summary>
    public void Watch() => originals = [];

    /// <summary>The relations changed since <see cref="Watch"/>, as they were before; null for those that were not there.</summary>
    public IReadOnlyDictionary<ObjectName, TableState?> Originals => originals ?? [];

    /// <summary>What was made since the step began.</summary>
    public IReadOnlyCollection<ObjectName> Created => created;

    /// <summary>From here on nothing counts as new but these.</summary>
    public void BeginStep(IReadOnlyList<ObjectName> known)
    {
        created.Clear();
        created.UnionWith(known);
    }

    /// <summary>True for what was made since the step began: no other session can wait for it. Temporary tables always are.</summary>
    public bool IsNew(ObjectName name)
    {
        var full = Resolve(name);
        return full.Schema == "pg_temp" || created.Contains(full);
    }

    public bool IsNewRoutine(ObjectName name) => created.Contains(ResolveRoutine(name));

    public bool IsNewType(ObjectName name) => created.Contains(ResolveType(name));

    public void MarkOld(ObjectName name) => created.Remove(name);

    public ObjectName Resolve(ObjectName name) => ResolveBy(name, full => Find(full) is not null || IndexTable(full) is not null);

    public ObjectName ResolveType(ObjectName name) => ResolveBy(name, full => Lookup(full, static model => model.types) is not null);

    public ObjectName ResolveRoutine(ObjectName name) => ResolveBy(name, full => Lookup(full, static model => model.routines) is not null);

    public TableState? Table(ObjectName name) => Find(Resolve(name));

    public TypeState? Type(ObjectName name) => Lookup(ResolveType(name), static model => model.types);

    public RoutineState? Routine(ObjectName name) => Lookup(ResolveRoutine(name), static model => model.routines);

    /// <summary>The table of an index, or null when no file made the index.</summary>
    public TableState? TableOfIndex(ObjectName index) =>
        IndexTable(Resolve(index)) is { } table ? Find(table) : null;

    /// <summary>The table for a change, made here when no file creates it.</summary>
    public TableState Edit(ObjectName name)
    {
        var full = Resolve(name);
        Remember(full);
        if (tables.TryGetValue(full, out var own) && own is not null)
        {
            return own;
        }

        var table = Find(full)?.Clone() ?? new TableState(full, SchemaObjectKind.Table) { IsKnown = false };
        tables[full] = table;
        return table;
    }

    public void Add(TableState table)
    {
        Remember(table.Name);
        tables[table.Name] = table;
        created.Add(table.Name);
    }

    public void Remove(ObjectName name)
    {
        var full = Resolve(name);
        foreach (var index in Find(full)?.Indexes ?? [])
        {
            indexTables[full with { Name = index.Name }] = null;
        }

        Remember(full);
        tables[full] = null;
        created.Remove(full);
    }

    public void AddIndex(TableState table, IndexState index)
    {
        table.Indexes.RemoveAll(candidate => candidate.Name == index.Name);
        table.Indexes.Add(index);
        indexTables[table.Name with { Name = index.Name }] = table.Name;
        created.Add(table.Name with { Name = index.Name });
    }

    public void RemoveIndex(TableState table, string index)
    {
        table.Indexes.RemoveAll(candidate => candidate.Name == index);
        indexTables[table.Name with { Name = index }] = null;
    }

    public void Rename(ObjectName from, ObjectName to)
    {
        var table = Edit(from);
        var full = table.Name;
        var wasNew = created.Contains(full);
        Remember(to);
        tables[full] = null;
        table.Name = to;
        tables[to] = table;
        foreach (var index in table.Indexes)
        {
            indexTables[full with { Name = index.Name }] = null;
            indexTables[to with { Name = index.Name }] = to;
        }

        if (wasNew)
        {
            created.Add(to);
        }

        RenameFamily(table, full, to);
    }

    private void RenameFamily(TableState table, ObjectName from, ObjectName to)
    {
        foreach (var partition in table.Partitions)
        {
            Edit(partition).PartitionOf = to;
        }

        if (table.PartitionOf is { } parent && Edit(parent).Partitions.IndexOf(from) is >= 0 and var place)
        {
            Edit(parent).Partitions[place] = to;
        }
    }

    public void Add(TypeState type)
    {
        types[type.Name] = type;
        created.Add(type.Name);
    }

    public void RemoveType(ObjectName name) => types[ResolveType(name)] = null;

    public void Change(TypeState type) => types[type.Name] = type;

    public void Add(RoutineState routine)
    {
        routines[routine.Name] = routine;
        created.Add(routine.Name);
        foreach (var word in routine.Definition.Body.Identifiers())
        {
            if (!mentions.TryGetValue(word, out var known))
            {
                mentions[word] = known = [];
            }

            known.Add(routine);
        }
    }

    public void RemoveRoutine(ObjectName name) => routines[ResolveRoutine(name)] = null;

    /// <summary>Every relation that stands, in no particular order.</summary>
    public IEnumerable<TableState> Tables()
    {
        var seen = new HashSet<ObjectName>();
        for (var model = this; model is not null; model = model.below)
        {
            foreach (var (name, table) in model.tables)
            {
                if (seen.Add(name) && table is not null)
                {
                    yield return table;
                }
            }
        }
    }

    /// <summary>Routines that stand and whose body names this.</summary>
    public IEnumerable<RoutineState> RoutinesNaming(string word)
    {
        for (var model = this; model is not null; model = model.below)
        {
            foreach (var routine in model.mentions.GetValueOrDefault(word, []))
            {
                if (ReferenceEquals(Lookup(routine.Name, static model => model.routines), routine))
                {
                    yield return routine;
                }
            }
        }
    }

    /// <summary>A name that the model does not resolve is one in the first schema of the path.</summary>
    private ObjectName ResolveBy(ObjectName name, Func<ObjectName, bool> exists)
    {
        if (name.Schema is not null || SearchPath.Count == 0)
        {
            return name;
        }

        var temporary = name with { Schema = "pg_temp" };
        if (exists(temporary))
        {
            return temporary;
        }

        foreach (var schema in SearchPath)
        {
            var full = name with { Schema = schema };
            if (exists(full))
            {
                return full;
            }
        }

        return name with { Schema = SearchPath[0] };
    }

    private void Remember(ObjectName full)
    {
        if (originals is not null && !originals.ContainsKey(full))
        {
            originals[full] = Find(full)?.Clone();
        }
    }

    private TableState? Find(ObjectName full) => Lookup(full, static model => model.tables);

    private ObjectName? IndexTable(ObjectName full) => Lookup(full, static model => model.indexTables);

    private T? Lookup<T>(ObjectName full, Func<SchemaModel, Dictionary<ObjectName, T?>> part)
        where T : class
    {
        for (var model = this; model is not null; model = model.below)
        {
            if (part(model).TryGetValue(full, out var found))
            {
                return found;
            }
        }

        return null;
    }
}
