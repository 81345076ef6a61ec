using System.Collections.Frozen;
using Agora.Migrations.Schemas;
using Agora.Migrations.Sql;
using Agora.Migrations.Statements;

namespace Agora.Migrations.Locks;

/// <summary>
/// The one place that knows which locks a statement takes on which relation, whether it reads or writes all of it, and whether
/// it may run in a transaction. Every entry was seen on a PostgreSQL 17 server; a test replays them against the model.
/// </summary>
internal static class LockCatalogue
{
    /// <summary>What is not known counts as strong, because a short wait with retries is right for everything.</summary>
    private static readonly StatementEffects Opaque = new(LockClass.Strong, [], RefusesTransaction: false);

    /// <summary>What a comment locks; constraints, triggers and policies leave their table alone.</summary>
    private static readonly FrozenSet<SchemaObjectKind> Commented = FrozenSet.ToFrozenSet(
    [
        SchemaObjectKind.Table, SchemaObjectKind.Index, SchemaObjectKind.View, SchemaObjectKind.MaterializedView, SchemaObjectKind.Sequence,
        SchemaObjectKind.ForeignTable,
    ]);

    /// <param name="schema">As it stands before the statement.</param>
    public static StatementEffects Of(Statement statement, SchemaModel schema)
    {
        var effects = new EffectCollector(schema);
        switch (statement)
        {
            case AlterTable alter:
                return AlterTableLocks.Of(alter, effects);
            case CreateTable create:
                TableLocks.Create(create, effects);
                return effects.Build();
            case DropObjects drop:
                return TableLocks.Drop(drop, effects);
            case CreateIndex create:
                return Create(create, effects);
            case Reindex reindex:
                return Of(reindex, effects);
            case CreateSchema create:
                return Combine([.. SchemaReplay.Elements(create)], schema);
            case Explain { Executes: true } explain:
                return Of(explain.Inner, schema);
            case DataStatement data:
                return Write(data, effects);
            case CopyData { IsFrom: true, Table: { } table }:
                effects.Add(table, LockMode.RowExclusive);
                return effects.Build();
            case Vacuum vacuum:
                AddAll(effects, vacuum.Tables, vacuum.Full ? LockMode.AccessExclusive : LockMode.ShareUpdateExclusive, vacuum.Full);
                return effects.Build(
                    refusesTransaction: true, vacuum.Tables.Count > 0 ? null : vacuum.Full ? LockClass.Strong : LockClass.Weak);
            case Analyze analyze:
                AddAll(effects, analyze.Tables, LockMode.ShareUpdateExclusive, rewrites: false);
                return effects.Build(lockClass: analyze.Tables.Count > 0 ? null : LockClass.Weak);
            case Cluster cluster:
                AddAll(effects, cluster.Table is null ? [] : [cluster.Table], LockMode.AccessExclusive, rewrites: true);
                return effects.Build(
                    refusesTransaction: cluster.Table is null || IsPartitioned(cluster.Table, schema), cluster.Table is null
                        ? LockClass.Strong
                        : null);
            default:
                return OfObjects(statement, effects);
        }
    }

    private static StatementEffects OfObjects(Statement statement, EffectCollector effects)
    {
        switch (statement)
        {
            case CreateView { OrReplace: true } view:
                if (effects.Schema.Table(view.Name) is not null)
                {
                    effects.Add(view.Name, LockMode.AccessExclusive);
                }

                return effects.Build();
            case RefreshMaterializedView refresh:
                effects.Add(
                    refresh.Name, refresh.Concurrently
                        ? LockMode.Exclusive
                        : LockMode.AccessExclusive, scans: true, rewrites: !refresh.Concurrently);
                return effects.Build();
            case CreateTrigger trigger:
                effects.AddTree(trigger.Table, LockMode.ShareRowExclusive);
                return effects.Build();
            case CreateRule rule:
                effects.Add(rule.Table, LockMode.AccessExclusive);
                return effects.Build();
            case DefinePolicy policy:
                effects.Add(policy.Table, LockMode.AccessExclusive);
                return effects.Build();
            case AlterObject { Kind: SchemaObjectKind.Trigger, Table: { } table }:
                effects.AddTree(table, LockMode.AccessExclusive);
                return effects.Build();
            case AlterObject { Kind: SchemaObjectKind.Rule, Table: { } table }:
                effects.Add(table, LockMode.AccessExclusive);
                return effects.Build();
            case AlterObject { Kind: SchemaObjectKind.Sequence } sequence:
                effects.Add(sequence.Name, LockMode.AccessExclusive);
                return effects.Build();
            case AlterSequence sequence:
                effects.Add(sequence.Name, LockMode.ShareRowExclusive);
                return effects.Build();
            case AlterDomain { Change: DomainChange.AddConstraint or DomainChange.SetNotNull or DomainChange.Validate } domain:
                DomainUsers(domain.Name, effects);
                return effects.Build(lockClass: effects.Schema.IsNewType(domain.Name) ? null : LockClass.Strong);
            case Truncate truncate:
                TableLocks.Truncate(truncate, effects);
                return effects.Build();
            case LockTable explicitLock:
                foreach (var table in explicitLock.Tables)
                {
                    if (explicitLock.Source.IndexOf("only") >= 0)
                    {
                        effects.Add(table, LockModes.Parse(explicitLock.Mode));
                    }
                    else
                    {
                        effects.AddFamily(table, LockModes.Parse(explicitLock.Mode));
                    }
                }

                return effects.Build();
            case CommentOn comment when Commented.Contains(comment.Kind):
                effects.Add(comment.Name, LockMode.ShareUpdateExclusive);
                return effects.Build();
            case DefinePublication publication:
                foreach (var table in publication.Tables)
                {
                    effects.Add(table, LockMode.ShareUpdateExclusive);
                }

                return effects.Build(lockClass: LockClass.Weak);
            case CreateStatistics statistics:
                effects.Add(statistics.Table, LockMode.ShareUpdateExclusive);
                return effects.Build();
            case CreateDatabase or CreateTablespace or AlterSystem or CreateSubscription { Connects: true } or Discard { What: "all" }:
            case TransactionControl { Verb: TransactionVerb.CommitPrepared or TransactionVerb.RollbackPrepared }:
            case AlterObject { Kind: SchemaObjectKind.Database } when statement.Source.IndexOf("tablespace") >= 0:
                return StatementEffects.Nothing with { RefusesTransaction = true };
            case DoBlock or CallProcedure or AlterObject { Kind: SchemaObjectKind.Type, RenameTo: null, OwnerTo: null, SetSchema: null }:
                return Opaque;
            case OtherStatement:
                return IsHarmless(statement.Source) ? StatementEffects.Nothing : Opaque;
            default:
                return StatementEffects.Nothing;
        }
    }

    /// <summary>
    /// Forms without a record of their own that touch no relation: CREATE CAST, ALTER DEFAULT PRIVILEGES, SHOW and their kin.
    /// </summary>
    private static bool IsHarmless(SqlFragment source) =>
        source.Is(0, "create") || source.Is(0, "show") || source.Is(0, "security") || source.Is(0, "notify") || source.Is(0, "listen")
        || source.Is(0, "unlisten")
        || source.Is(0, "deallocate")
        || source.Is(0, "execute")
        || source.Is(0, "checkpoint")
        || source.Is(0, "load")
        || (source.Is(0, "alter") && !source.Is(1, "table") && !source.Is(1, "index") && !source.Is(1, "materialized"));

    private static StatementEffects Combine(IReadOnlyList<Statement> statements, SchemaModel schema)
    {
        var all = statements.Select(statement => Of(statement, schema)).ToList();
        return all.Count == 0
            ? StatementEffects.Nothing
            : new StatementEffects(
                all.Max(effects => effects.Class), [.. all.SelectMany(effects => effects.Relations)], RefusesTransaction: false);
    }

    private static StatementEffects Create(CreateIndex create, EffectCollector effects)
    {
        if (create.Concurrently)
        {
            effects.Add(create.Table, LockMode.ShareUpdateExclusive, scans: true);
            return effects.Build(refusesTransaction: true);
        }

        if (create.Only && IsPartitioned(create.Table, effects.Schema))
        {
            effects.Add(create.Table, LockMode.Share);
        }
        else
        {
            // A guard that finds its index there has taken the lock all the same.
            var exists = create is { IfNotExists: true, Name: { } name } && effects.Schema.Table(create.Table)?.Index(name) is not null;
            effects.AddTree(create.Table, LockMode.Share, scans: !exists);
        }

        return effects.Build();
    }

    private static StatementEffects Of(Reindex reindex, EffectCollector effects)
    {
        var schema = effects.Schema;
        var table = reindex.Name is null
            ? null
            : reindex.Kind == SchemaObjectKind.Index ? schema.TableOfIndex(reindex.Name) : schema.Table(reindex.Name);
        var weak = reindex.Concurrently;
        switch (reindex.Kind)
        {
            case SchemaObjectKind.Index:
                effects.Add(reindex.Name!, weak ? LockMode.ShareUpdateExclusive : LockMode.AccessExclusive, rewrites: !weak);
                break;
            case SchemaObjectKind.Table when table is not null && !weak:
                Rebuild(table, effects);
                break;
        }

        if ((table?.Name ?? (reindex.Kind == SchemaObjectKind.Table ? reindex.Name : null)) is { } name)
        {
            effects.AddTree(name, weak ? LockMode.ShareUpdateExclusive : LockMode.Share, scans: true);
        }

        var whole = reindex.Kind is SchemaObjectKind.Schema or SchemaObjectKind.Database or SchemaObjectKind.Other;
        var refuses = weak || whole || table?.PartitionedBy is not null;
        return effects.Build(refuses, whole && !weak ? LockClass.Strong : whole ? LockClass.Weak : null);
    }

    /// <summary>The index of a partitioned table is a name alone; what is built anew are those of its partitions.</summary>
    private static void Rebuild(TableState table, EffectCollector effects)
    {
        foreach (var member in effects.Reach(table.Name, whole => whole.Partitions).Select(effects.Schema.Table).OfType<TableState>())
        {
            foreach (var index in member.PartitionedBy is null ? member.Indexes : [])
            {
                effects.Add(member.Name with { Name = index.Name }, LockMode.AccessExclusive, rewrites: true);
            }
        }
    }

    private static StatementEffects Write(DataStatement data, EffectCollector effects)
    {
        foreach (var write in data.Writes)
        {
            if (write.Kind == WriteKind.Insert || write.Source.Is(1, "only") || write.Source.Is(2, "only"))
            {
                effects.Add(write.Table, LockMode.RowExclusive);
            }
            else
            {
                effects.AddFamily(write.Table, LockMode.RowExclusive);
            }
        }

        return effects.Build();
    }

    private static void AddAll(EffectCollector effects, IReadOnlyList<ObjectName> tables, LockMode mode, bool rewrites)
    {
        foreach (var table in tables)
        {
            effects.AddTree(table, mode, scans: true, rewrites);
        }
    }

    private static void DomainUsers(ObjectName name, EffectCollector effects)
    {
        var domain = effects.Schema.ResolveType(name);
        foreach (var table in effects.Schema.Tables())
        {
            if (table.Columns.Exists(column => column.Type is { } type && effects.Schema.ResolveType(type.Name) == domain))
            {
                effects.Add(table.Name, LockMode.Share, scans: true);
            }
        }
    }

    private static bool IsPartitioned(ObjectName name, SchemaModel schema) => schema.Table(name)?.PartitionedBy is not null;
}
