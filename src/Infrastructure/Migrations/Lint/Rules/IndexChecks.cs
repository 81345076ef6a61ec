using Agora.Migrations.Locks;
using Agora.Migrations.Schemas;
using Agora.Migrations.Sql;
using Agora.Migrations.Statements;

namespace Agora.Migrations.Lint.Rules;

internal static class IndexChecks
{
    public static void Check(StatementContext context)
    {
        if (context.Effects.RefusesTransaction && context.InTransaction)
        {
            context.ReportRewrite(
                IndexRules.InTransaction, "The server refuses this statement in a transaction (25001).",
                [RewriteStep.Outside(context.Statement.Source.Text)]);
        }

        switch (context.Statement)
        {
            case CreateIndex create:
                Create(context, create);
                break;
            case DropObjects { Kind: SchemaObjectKind.Index } drop:
                Drop(context, drop);
                break;
            case Reindex reindex:
                Reindex(context, reindex);
                break;
            case AlterTable { Kind: SchemaObjectKind.Index } alter:
                Alter(context, alter);
                break;
            case CreateTable { IsTemporary: false } create:
                foreach (var key in create.Constraints.Concat(create.Columns.SelectMany(column => column.Constraints)))
                {
                    KeyWithoutIndex(
                        context, create.Name, key, [.. create.Constraints, .. create.Columns.SelectMany(column => column.Constraints)]);
                }

                break;
            case AlterTable alter:
                foreach (var key in alter.Actions.SelectMany(Constraints))
                {
                    KeyWithoutIndex(context, alter.Name, key, []);
                }

                break;
        }
    }

    public static IEnumerable<ConstraintDefinition> Constraints(AlterAction action) => action switch
    {
        AddConstraint add => [add.Constraint],
        AddColumn add => add.Column.Constraints,
        _ => [],
    };

    /// <summary>The statement as it should be: concurrent, named, without a guard.</summary>
    public static RewriteStep Concurrent(CreateIndex create)
    {
        var editor = new SqlEditor(create.Source);
        var index = create.Source.IndexOf("index");
        var at = index + 1;
        if (create.Concurrently)
        {
            at++;
        }
        else
        {
            editor.InsertAfter(index, "CONCURRENTLY");
        }

        if (create.IfNotExists)
        {
            editor.Remove(at, 3);
            at += 3;
        }

        if (create.Name is null)
        {
            editor.InsertAfter(at - 1, ObjectName.Spell(NameOf(create)));
        }

        return RewriteStep.Outside(editor.ToString());
    }

    private static string NameOf(CreateIndex create) =>
        AlterTableReplay.DefaultName(
            create.Table.Name, create.Elements.Select(element => element.Column ?? "expr"), create.Unique ? "key" : "idx");

    private static void Create(StatementContext context, CreateIndex create)
    {
        var table = context.Schema.Table(create.Table);
        var existing = context.IsExisting(create.Table);
        if (create.Concurrently)
        {
            CreateConcurrently(context, create, table);
        }
        else if (existing && !(create.Only && table?.PartitionedBy is not null))
        {
            NotConcurrent(context, create, table);
        }

        Shape(context, create, table);
    }

    private static void NotConcurrent(StatementContext context, CreateIndex create, TableState? table)
    {
        if (table?.PartitionedBy is not null)
        {
            context.ReportRewrite(
                IndexRules.NotConcurrent,
                $"This stops every write to {context.Full(create.Table)} and all its partitions until the index is built.",
                Partitioned(create, table));
        }
        else
        {
            context.ReportRewrite(
                IndexRules.NotConcurrent,
                $"This stops every write to {context.Full(create.Table)} until the index is built.",
                [Concurrent(create)]);
        }

        if (create.IfNotExists)
        {
            context.ReportRewrite(
                IndexRules.IfNotExists,
                "The guard does not spare the lock, and it accepts an index of another definition.",
                [Concurrent(create)]);
        }
    }

    private static void CreateConcurrently(StatementContext context, CreateIndex create, TableState? table)
    {
        if (table?.PartitionedBy is not null)
        {
            context.ReportRewrite(
                IndexRules.ConcurrentOnPartitioned,
                $"{table.Name} is partitioned, and the server refuses to index it concurrently.",
                Partitioned(create, table));
        }

        if (create.IfNotExists)
        {
            context.ReportRewrite(
                IndexRules.ConcurrentIfNotExists,
                "After a failed attempt this skips the INVALID index and reports success.",
                [Concurrent(create)]);
        }

        if (create.Name is null)
        {
            context.ReportRewrite(
                IndexRules.Unnamed, "Every attempt that fails leaves an INVALID index of another name.", [Concurrent(create)]);
        }

        if (create.Unique)
        {
            context.Report(
                IndexRules.UniqueLeftover,
                "If the build dies in its last phase, the INVALID index refuses duplicates until it is dropped.");
        }

        Corruption(context);
    }

    /// <summary>The parent's index first, which is instant; each partition concurrently; then both are joined.</summary>
    private static List<RewriteStep> Partitioned(CreateIndex create, TableState table)
    {
        var name = create.Name ?? NameOf(create);
        var source = create.Source;
        var on = source.IndexOf("on");
        var relation = new SqlReader(source.From(on + 1));
        relation.Relation();
        var tail = source.Script[source.Span[on + relation.Position].End..source.Last.End];
        var unique = create.Unique ? "UNIQUE " : "";
        List<RewriteStep> steps = [new($"CREATE {unique}INDEX {ObjectName.Spell(name)} ON ONLY {create.Table.Sql}{tail}")];
        foreach (var partition in table.Partitions)
        {
            var local = AlterTableReplay.DefaultName(
                partition.Name, create.Elements.Select(element => element.Column ?? "expr"), create.Unique ? "key" : "idx");
            steps.Add(RewriteStep.Outside($"CREATE {unique}INDEX CONCURRENTLY {ObjectName.Spell(local)} ON {partition.Sql}{tail}"));
            steps.Add(new RewriteStep(
                $"ALTER INDEX {(table.Name with { Name = name }).Sql} ATTACH PARTITION {(partition with { Name = local }).Sql}"));
        }

        return steps;
    }

    private static void Shape(StatementContext context, CreateIndex create, TableState? table)
    {
        if (!create.Unique && create.Elements.Count > 3)
        {
            context.Report(IndexRules.Wide, "An index over more than three columns rarely pays for what it costs each write.");
        }

        if (create.Method == "hash")
        {
            context.Report(IndexRules.Hash, "A hash index serves equality alone.");
        }

        var described = AlterTableReplay.Describe(create, create.Name ?? NameOf(create));
        if (table?.Indexes.Find(index => IsSame(index, described)) is { } twin && twin.Name != described.Name)
        {
            context.Report(IndexRules.Duplicate, $"{twin.Name} is the same index already.");
        }

        foreach (var (_, dropped, place) in context.File.DroppedIndexes.Where(drop => drop.Table == context.Full(create.Table)))
        {
            if (dropped.Name != create.Name
                && dropped.Elements.Count > 0
                && dropped.Elements.SequenceEqual(described.Elements.Take(dropped.Elements.Count), StringComparer.Ordinal))
            {
                context.Report(
                    IndexRules.ReplaceOrder,
                    $"{dropped.Name}, which this index replaces, is dropped before it, in line {place.Line}: until this one stands, none "
                    + "serves.");
            }
        }
    }

    private static bool IsSame(IndexState one, IndexState other) =>
        one.Method == other.Method && one.IsUnique == other.IsUnique && one.Elements.SequenceEqual(other.Elements, StringComparer.Ordinal)
        && one.Included.SequenceEqual(other.Included, StringComparer.Ordinal) && one.Where?.Normalized() == other.Where?.Normalized();

    private static void Corruption(StatementContext context)
    {
        if (context.Options.Server is { Major: 14, Minor: < 4 })
        {
            context.Report(IndexRules.Corruption, "A server of 14.0 to 14.3 can build a corrupt index here.");
        }
    }

    private static void Drop(StatementContext context, DropObjects drop)
    {
        foreach (var name in drop.Names)
        {
            var table = context.Schema.TableOfIndex(name);
            if (table?.Index(name.Name) is { } index && context.IsExisting(table.Name))
            {
                context.File.DroppedIndexes.Add((table.Name, index, context.Place));
            }
        }

        var touched = drop.Names.Where(name => context.Schema.TableOfIndex(name) is not { } table || context.IsExisting(table.Name))
            .ToList();
        if (drop.Concurrently || touched.Count == 0)
        {
            return;
        }

        var steps = drop.Names.Select(
            name => RewriteStep.Outside($"DROP INDEX CONCURRENTLY {(drop.IfExists ? "IF EXISTS " : "")}{name.Sql}"));
        context.ReportRewrite(
            IndexRules.DropNotConcurrent,
            "This waits for every transaction that reads the table, and all later ones wait behind it.",
            [.. steps]);
    }

    private static void Reindex(StatementContext context, Reindex reindex)
    {
        if (reindex.Concurrently)
        {
            context.Report(IndexRules.ReindexLeftover, "If it is cancelled, INVALID indexes named _ccnew or _ccold stay behind.");
            Corruption(context);
        }
        else if (reindex.Name is null || context.IsExisting(reindex.Name))
        {
            var at = reindex.Source.IndexOf(reindex.Kind switch
            {
                SchemaObjectKind.Index => "index",
                SchemaObjectKind.Table => "table",
                SchemaObjectKind.Schema => "schema",
                SchemaObjectKind.Database => "database",
                _ => "system",
            });
            context.ReportRewrite(
                IndexRules.ReindexNotConcurrent, "Every query that plans on the table waits until this is done.",
                reindex.Kind == SchemaObjectKind.Other
                    ? []
                    : [RewriteStep.Outside(new SqlEditor(reindex.Source).InsertAfter(at, "CONCURRENTLY").ToString())]);
        }
    }

    private static void Alter(StatementContext context, AlterTable alter)
    {
        if (context.Effects.Strongest == LockMode.AccessExclusive && alter.Actions.Any(action => action is SetOptions or SetTablespace))
        {
            context.Report(IndexRules.StorageLock, $"While this holds {context.Full(alter.Name)}, no query can be planned on its table.");
        }
    }

    private static void KeyWithoutIndex(
        StatementContext context, ObjectName name, ConstraintDefinition key, IReadOnlyList<ConstraintDefinition> beside)
    {
        if (key.Kind != ConstraintKind.ForeignKey || key.Columns.Count == 0)
        {
            return;
        }

        var full = context.Full(name);
        var served = context.Schema.Table(name)?.Indexes.Exists(
            index => Leads(index.Columns, key.Columns) && Covers(index.Where, key)) == true
            || beside.Any(
                constraint => constraint.Kind is ConstraintKind.PrimaryKey or ConstraintKind.Unique
                    && Leads(constraint.Columns, key.Columns))
            || context.Later.Any(later => later is CreateIndex create && context.Full(create.Table) == full
                && Leads([.. create.Elements.Select(element => element.Column)], key.Columns) && Covers(create.Where, key))
            || context.Later.Any(later => later is AlterTable other && context.Full(other.Name) == full
                && other.Actions.SelectMany(Constraints).Any(constraint =>
                    constraint.Kind is ConstraintKind.PrimaryKey or ConstraintKind.Unique && Leads(constraint.Columns, key.Columns)));
        if (served)
        {
            return;
        }

        var columns = string.Join(", ", key.Columns);
        var table = context.Schema.Table(name);
        var mayBeServed = context.Statement is AlterTable alter && table is not { IsKnown: true }
            && !alter.Actions.Any(action => action is AddColumn add && key.Columns.Contains(add.Column.Name, StringComparer.Ordinal))
            && key.Columns.All(column => table?.Column(column)?.Type is null);
        if (mayBeServed)
        {
            context.Report(
                IndexRules.KeyWithoutIndex,
                $"The files do not say whether an index begins with ({columns}); "
                + $"without one, a delete on {key.References} reads all of {full}.",
                key.Source, Severity.Info);
            return;
        }

        var index = AlterTableReplay.DefaultName(name.Name, key.Columns, "idx");
        context.ReportRecipe(
            IndexRules.KeyWithoutIndex, $"No index begins with ({columns}): a delete on {key.References} reads all of {full}.",
            "-- migrate: step transaction=off\nCREATE INDEX "
            + $"CONCURRENTLY {ObjectName.Spell(index)} ON {name.Sql} ({string.Join(", ", key.Columns.Select(ObjectName.Spell))});",
            key.Source);
    }

    /// <summary>A partial index serves the key only when it leaves out only rows without a reference.</summary>
    private static bool Covers(SqlFragment? where, ConstraintDefinition key) =>
        where is not { } condition || (condition.IndexOf("and") < 0 && key.Columns.Any(column => NotNullProof.Proves(condition, column)));

    /// <summary>True when the first columns of the index are those of the key, in any order.</summary>
    private static bool Leads(IReadOnlyList<string?> index, IReadOnlyList<string> key) =>
        index.Count >= key.Count && index.Take(key.Count).All(column => column is not null && key.Contains(column, StringComparer.Ordinal));
}
