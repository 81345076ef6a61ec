using Agora.Migrations.Sql;
using Agora.Migrations.Statements;

namespace Agora.Migrations.Schemas;

/// <summary>Does to the model what a statement does to the catalogue.</summary>
internal sealed class SchemaReplay(SchemaModel schema)
{
    private readonly AlterTableReplay alter = new(schema);

    public void Apply(Statement statement, SourcePlace place)
    {
        switch (statement)
        {
            case CreateTable create:
                Create(create, place);
                break;
            case CreateIndex create:
                Create(create);
                break;
            case CreateView create:
                Create(create);
                break;
            case AlterTable change:
                alter.Apply(change, place);
                break;
            case DropObjects drop:
                Drop(drop);
                break;
            case CreateSchema create:
                foreach (var element in Elements(create))
                {
                    Apply(element, place);
                }

                break;
            case CreateSequence create:
                schema.Add(new TableState(Made(create.Name), SchemaObjectKind.Sequence) { IsComplete = true });
                break;
            case DefinePolicy { IsAlter: false } policy:
                schema.Edit(policy.Table).Policies.Add(policy.Name);
                break;
            case CreateTrigger trigger:
                schema.Edit(trigger.Table).Triggers[trigger.Name] = trigger.Function is { } function
                    ? schema.ResolveRoutine(function)
                    : null;
                break;
            case CommentOn { Kind: SchemaObjectKind.Table, IsColumn: false } comment:
                schema.Edit(comment.Name).HasComment = true;
                break;
            case DefinePublication publication:
                foreach (var table in publication.Tables)
                {
                    schema.Edit(table).IsPublished = true;
                }

                break;
            case AlterObject { Kind: SchemaObjectKind.Sequence, RenameTo: { } renamed } change:
                schema.Rename(change.Name, schema.Resolve(change.Name) with { Name = renamed });
                break;
            case Explain { Executes: true } explain:
                Apply(explain.Inner, place);
                break;
            case DataStatement data:
                Fill(data.Writes.Where(write => write.Kind is WriteKind.Insert or WriteKind.Merge).Select(write => write.Table));
                break;
            case CopyData { IsFrom: true, Table: { } copied }:
                Fill([copied]);
                break;
            default:
                ApplyTypes(statement);
                break;
        }
    }

    /// <summary>The name under which a CREATE makes its object.</summary>
    public ObjectName Made(ObjectName name) =>
        name.Schema is null && schema.SearchPath is [var first, ..] ? name with { Schema = first } : name;

    /// <summary>What CREATE SCHEMA makes inside itself, under its full names.</summary>
    public static IEnumerable<Statement> Elements(CreateSchema create)
    {
        var tables = create.Elements.OfType<CreateTable>().Select(table => table.Name.Name).ToHashSet(StringComparer.Ordinal);
        return create.Elements
            .Select(element => Qualify(element, create.Name, tables))
            .OrderBy(element => element is CreateIndex or CreateTrigger);
    }

    /// <param name="tables">What the statement makes comes first where it is named.</param>
    private static Statement Qualify(Statement element, string? owner, HashSet<string> tables) => element switch
    {
        CreateTable { PartitionOf: { Schema: null } whole } part when tables.Contains(whole.Name) =>
            Qualify(part with { PartitionOf = whole with { Schema = owner } }, owner, tables),
        CreateTable { Name.Schema: null } table => table with { Name = table.Name with { Schema = owner } },
        CreateView { Name.Schema: null } view => view with { Name = view.Name with { Schema = owner } },
        CreateSequence { Name.Schema: null } sequence => sequence with { Name = sequence.Name with { Schema = owner } },
        CreateIndex { Table.Schema: null } index => index with { Table = index.Table with { Schema = owner } },
        CreateTrigger { Table.Schema: null } trigger => trigger with { Table = trigger.Table with { Schema = owner } },
        _ => element,
    };

    private void Fill(IEnumerable<ObjectName> tables)
    {
        foreach (var table in tables.Where(table => schema.Table(table) is { HasRows: false }))
        {
            schema.Edit(table).HasRows = true;
        }
    }

    private void ApplyTypes(Statement statement)
    {
        switch (statement)
        {
            case CreateEnum create:
                schema.Add(new TypeState(Made(create.Name), TypeKind.Enum) { Labels = create.Labels });
                break;
            case CreateType create:
                schema.Add(new TypeState(Made(create.Name), TypeKind.Other));
                break;
            case AddEnumValue add when schema.Type(add.Type) is { } type:
                schema.Change(type with { Labels = [.. type.Labels, add.Label] });
                break;
            case CreateDomain create:
                schema.Add(new TypeState(Made(create.Name), TypeKind.Domain)
                {
                    BaseType = create.Type,
                    IsConstrained = create.NotNull || create.HasCheck || create.HasDefault
                        || schema.Type(create.Type.Name) is { Kind: TypeKind.Domain, IsConstrained: true },
                });
                break;
            case AlterDomain { Change: DomainChange.AddConstraint or DomainChange.AddConstraintNotValid or DomainChange.SetNotNull } change
                when schema.Type(change.Name) is { } domain:
                schema.Change(domain with { IsConstrained = true });
                break;
            case CreateRoutine create:
                schema.Add(new RoutineState(Made(create.Name), create));
                break;
        }
    }

    private void Create(CreateTable create, SourcePlace place)
    {
        var name = create.IsTemporary ? create.Name with { Schema = "pg_temp" } : Made(create.Name);
        if (create.IfNotExists && schema.Table(name) is not null)
        {
            return;
        }

        var kind = create.IsForeign ? SchemaObjectKind.ForeignTable : SchemaObjectKind.Table;
        var table = new TableState(name, kind)
        {
            IsComplete = create.Likes.Count == 0 && create.Inherits.Count == 0 && create.Query is null,
            HasRows = create.Query is not null,
            PartitionedBy = create.PartitionBy?.Method,
            PartitionColumn = create.PartitionBy?.Items is [{ Count: 1 } key] ? new SqlReader(key).Name() : null,
        };
        schema.Add(table);
        foreach (var like in create.Likes.Where(like => schema.Table(like.Table) is not null))
        {
            var all = like.Copies.Contains("all");
            Copy(
                schema.Table(like.Table)!,
                table,
                checks: all || like.Copies.Contains("constraints"),
                indexes: all || like.Copies.Contains("indexes"));
        }

        foreach (var ancestor in create.Inherits.Where(ancestor => schema.Table(ancestor) is not null))
        {
            Copy(schema.Table(ancestor)!, table, checks: true, indexes: false);
            schema.Edit(ancestor).Heirs.Add(name);
        }

        if (create.PartitionOf is not null && schema.Table(create.PartitionOf) is { } whole)
        {
            Copy(whole, table, checks: true, indexes: true, keys: true);
        }

        foreach (var column in create.Columns)
        {
            alter.AddColumn(table, column, place);
        }

        foreach (var constraint in create.Constraints)
        {
            // A constraint that comes with its table has no old rows to check, also when it says NOT VALID.
            alter.AddConstraint(table, constraint with { NotValid = false }, place);
        }

        if (create.PartitionOf is { } parent)
        {
            AlterTableReplay.Attach(schema, schema.Edit(parent), table, create.Bound);
        }
    }

    /// <summary>A CHECK keeps its name; what has an index or a foreign key is named after its new table.</summary>
    private void Copy(TableState source, TableState table, bool checks, bool indexes, bool keys = false)
    {
        foreach (var column in source.Columns)
        {
            table.Replace(column);
        }

        foreach (var constraint in source.Constraints)
        {
            var isCopied = constraint.Kind switch
            {
                ConstraintKind.ForeignKey => keys,
                ConstraintKind.Check or ConstraintKind.NotNull => checks,
                _ => indexes,
            };
            if (isCopied)
            {
                table.Replace(
                    constraint with
                    {
                        Name = constraint.Kind == ConstraintKind.Check ? constraint.Name : Renamed(constraint.Name),
                        Place = null,
                    });
            }
        }

        foreach (var index in indexes ? source.Indexes : [])
        {
            schema.AddIndex(table, index with { Name = Renamed(index.Name) });
        }

        string Renamed(string name) => name.StartsWith(source.Name.Name + "_", StringComparison.Ordinal)
            ? table.Name.Name + name[source.Name.Name.Length..]
            : name;
    }

    private void Create(CreateIndex create)
    {
        var table = schema.Edit(create.Table);
        var name = create.Name
            ?? AlterTableReplay.DefaultName(table.Name.Name, create.Elements.Select(element => element.Column ?? "expr"), "idx");
        if (create.IfNotExists && table.Index(name) is not null)
        {
            return;
        }

        schema.AddIndex(table, AlterTableReplay.Describe(create, name));
        if (!create.Only && table.PartitionedBy is not null)
        {
            CreateOnPartitions(create, table);
        }
    }

    /// <summary>Each partition gets an index of its own, named by the server, unless it has the same already.</summary>
    private void CreateOnPartitions(CreateIndex create, TableState whole)
    {
        foreach (var partition in whole.Partitions.Where(partition => !Has(partition, create)).ToList())
        {
            var name = AlterTableReplay.DefaultName(partition.Name, create.Elements.Select(element => element.Column ?? "expr"), "idx");
            Create(create with { Table = partition, Name = name });
        }
    }

    private bool Has(ObjectName partition, CreateIndex wanted)
    {
        var description = AlterTableReplay.Describe(wanted, "");
        return schema.Table(partition)?.Indexes.Exists(index => index.IsUnique == description.IsUnique
            && index.Elements.SequenceEqual(description.Elements, StringComparer.Ordinal)
            && index.Where?.Normalized() == description.Where?.Normalized()) == true;
    }

    private void Create(CreateView create)
    {
        var name = Made(create.Name);
        if (schema.Table(name) is { } existing && (create.OrReplace || create.IfNotExists))
        {
            schema.Edit(existing.Name).ReadsFrom = Relations(create.Query);
            return;
        }

        schema.Add(new TableState(name, create.IsMaterialized ? SchemaObjectKind.MaterializedView : SchemaObjectKind.View)
        {
            ReadsFrom = Relations(create.Query),
        });
    }

    /// <summary>The relations of the model that a query names behind FROM, JOIN or a comma.</summary>
    private List<ObjectName> Relations(SqlFragment query)
    {
        var found = new List<ObjectName>();
        var reader = new SqlReader(query);
        while (!reader.AtEnd)
        {
            if (reader.TakeAny("from", "join") is null && !reader.Take(SqlTokenKind.Comma))
            {
                reader.Position++;
            }
            else if (reader.Relation().Name is { } name && schema.Table(name) is { } table)
            {
                found.Add(table.Name);
            }
        }

        return found;
    }

    private void Drop(DropObjects drop)
    {
        foreach (var name in drop.Names)
        {
            switch (drop.Kind)
            {
                case SchemaObjectKind.Table or SchemaObjectKind.View or SchemaObjectKind.MaterializedView or SchemaObjectKind.Sequence
                    or SchemaObjectKind.ForeignTable:
                    DropTable(name);
                    break;
                case SchemaObjectKind.Index when schema.TableOfIndex(name) is { } table:
                    schema.RemoveIndex(schema.Edit(table.Name), name.Name);
                    break;
                case SchemaObjectKind.Trigger when drop.Table is not null:
                    schema.Edit(drop.Table).Triggers.Remove(name.Name);
                    break;
                case SchemaObjectKind.Policy when drop.Table is not null:
                    schema.Edit(drop.Table).Policies.Remove(name.Name);
                    break;
                case SchemaObjectKind.Type or SchemaObjectKind.Domain:
                    schema.RemoveType(name);
                    break;
                case SchemaObjectKind.Function or SchemaObjectKind.Procedure or SchemaObjectKind.Routine:
                    schema.RemoveRoutine(name);
                    break;
                case SchemaObjectKind.Schema:
                    foreach (var table in schema.Tables().Where(table => table.Name.Schema == name.Name).ToList())
                    {
                        DropTable(table.Name);
                    }

                    break;
            }
        }
    }

    private void DropTable(ObjectName name)
    {
        if (schema.Table(name) is not { } table)
        {
            return;
        }

        if (table.PartitionOf is { } parent)
        {
            AlterTableReplay.Detach(schema.Edit(parent), table.Name);
        }

        // Gone before what hangs on it, so that a circle of partitions comes to an end.
        schema.Remove(table.Name);
        foreach (var partition in table.Partitions.ToList())
        {
            DropTable(partition);
        }
    }
}
