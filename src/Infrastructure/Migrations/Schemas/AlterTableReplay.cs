using Agora.Migrations.Sql;
using Agora.Migrations.Statements;

namespace Agora.Migrations.Schemas;

/// <summary>ALTER TABLE on the model, and what CREATE TABLE shares with it.</summary>
internal sealed class AlterTableReplay(SchemaModel schema)
{
    public void Apply(AlterTable change, SourcePlace place)
    {
        if (change.Kind == SchemaObjectKind.Index)
        {
            ApplyToIndex(change);
            return;
        }

        var table = schema.Edit(change.Name);
        foreach (var action in change.Actions)
        {
            Apply(table, action, place);
        }
    }

    public void AddColumn(TableState table, ColumnDefinition column, SourcePlace place)
    {
        table.Replace(new ColumnState(column.Name, column.Type)
        {
            NotNull = column.NotNull || column.Type.IsSerial,
            HasDefault = column.Default is not null || column.Type.IsSerial,
            IsGenerated = column.Generated is not null,
            IsIdentity = column.IsIdentity,
        });
        foreach (var constraint in column.Constraints)
        {
            AddConstraint(table, constraint, place);
        }
    }

    public void AddConstraint(TableState table, ConstraintDefinition constraint, SourcePlace place)
    {
        var index = constraint.UsingIndex is { } taken ? table.Index(taken) : null;
        var columns = index?.Columns.OfType<string>().ToList() ?? constraint.Columns;
        var name = constraint.Name ?? constraint.UsingIndex ?? ServerName(table, constraint, columns);
        table.Replace(new ConstraintState(name, constraint.Kind)
        {
            Columns = columns,
            Expression = constraint.Expression,
            References = constraint.References is { } target ? schema.Resolve(target) : null,
            ReferencedColumns = constraint.ReferencedColumns,
            IsValidated = !constraint.NotValid,
            Place = place,
        });
        if (constraint.Kind == ConstraintKind.PrimaryKey)
        {
            foreach (var column in columns)
            {
                table.SetNotNull(column, notNull: true);
            }
        }

        if (constraint.Kind is ConstraintKind.PrimaryKey or ConstraintKind.Unique or ConstraintKind.Exclude)
        {
            if (index is not null)
            {
                schema.RemoveIndex(table, index.Name);
            }

            schema.AddIndex(table, (index ?? new IndexState(name, columns) { Elements = [.. columns] }) with
            {
                Name = name,
                IsUnique = constraint.Kind != ConstraintKind.Exclude,
                BacksConstraint = true,
            });
        }
    }

    public static IndexState Describe(CreateIndex create, string name) => new(name, [.. create.Elements.Select(element => element.Column)])
    {
        IsUnique = create.Unique,
        Method = create.Method,
        Elements = [.. create.Elements.Select(element => element.Source.Normalized())],
        Included = create.Included,
        Where = create.Where,
        Expressions = [.. create.Elements.Where(element => element.Column is null).Select(element => element.Source)],
    };

    /// <summary>How the server names what the author does not.</summary>
    public static string DefaultName(string table, IEnumerable<string> columns, string suffix) =>
        string.Join('_', columns.Prepend(table).Append(suffix));

    public static void Attach(SchemaModel schema, TableState parent, TableState partition, PartitionBound? bound)
    {
        if (!parent.Partitions.Contains(partition.Name))
        {
            parent.Partitions.Add(partition.Name);
        }

        if (bound is { IsDefault: true })
        {
            parent.DefaultPartition = partition.Name;
        }

        schema.Edit(partition.Name).PartitionOf = parent.Name;
    }

    public static void Detach(TableState parent, ObjectName partition)
    {
        parent.Partitions.Remove(partition);
        if (parent.DefaultPartition == partition)
        {
            parent.DefaultPartition = null;
        }
    }

    private static string ServerName(TableState table, ConstraintDefinition constraint, IReadOnlyList<string> columns) =>
        constraint.Kind switch
        {
            ConstraintKind.PrimaryKey => DefaultName(table.Name.Name, [], "pkey"),
            ConstraintKind.Unique => DefaultName(table.Name.Name, columns, "key"),
            ConstraintKind.ForeignKey => DefaultName(table.Name.Name, columns, "fkey"),
            ConstraintKind.Exclude => DefaultName(table.Name.Name, columns, "excl"),
            ConstraintKind.NotNull => DefaultName(table.Name.Name, columns, "not_null"),
            _ => DefaultName(table.Name.Name, columns, "check"),
        };

    private void Apply(TableState table, AlterAction action, SourcePlace place)
    {
        switch (action)
        {
            case AddColumn add when !(add.IfNotExists && table.Column(add.Column.Name) is not null):
                AddColumn(table, add.Column, place);
                break;
            case DropColumn drop:
                DropColumn(table, drop.Column);
                break;
            case SetColumnType set:
                table.Replace((table.Column(set.Column) ?? new ColumnState(set.Column, null)) with { Type = set.Type });
                break;
            case SetDefault set when table.Column(set.Column) is { } column:
                table.Replace(column with { HasDefault = set.Expression is not null });
                break;
            case SetNotNull set:
                table.SetNotNull(set.Column, notNull: true);
                break;
            case DropNotNull drop:
                table.SetNotNull(drop.Column, notNull: false);
                break;
            case AddConstraint add:
                AddConstraint(table, add.Constraint, place);
                break;
            case ValidateConstraint validate when table.Constraint(validate.Name) is { } constraint:
                table.Replace(constraint with { IsValidated = true });
                break;
            case ValidateConstraint validate:
                table.ValidatedUnseen.Add(validate.Name);
                break;
            case DropConstraint drop:
                DropConstraint(table, drop.Name);
                break;
            default:
                ApplyToWhole(table, action);
                break;
        }
    }

    private void ApplyToWhole(TableState table, AlterAction action)
    {
        switch (action)
        {
            case ChangeRowSecurity { Change: RowSecurityChange.Enable }:
                table.RowSecurity = true;
                break;
            case ChangeRowSecurity { Change: RowSecurityChange.Disable }:
                table.RowSecurity = false;
                break;
            case SetReplicaIdentity set:
                table.HasReplicaIdentity = !set.Nothing;
                break;
            case AttachPartition attach:
                Attach(schema, table, schema.Edit(attach.Partition), attach.Bound);
                break;
            case DetachPartition detach:
                var partition = schema.Edit(detach.Partition);
                partition.PartitionOf = null;
                Detach(table, partition.Name);
                break;
            case ChangeInheritance { Inherit: true } change:
                schema.Edit(change.Parent).Heirs.Add(table.Name);
                break;
            case ChangeInheritance change:
                schema.Edit(change.Parent).Heirs.Remove(table.Name);
                break;
            case RenameTo rename:
                schema.Rename(table.Name, table.Name with { Name = rename.NewName });
                break;
            case SetSchema set:
                schema.Rename(table.Name, table.Name with { Schema = set.Schema });
                break;
            case RenameColumn rename:
                RenameColumn(table, rename);
                break;
            case RenameConstraint rename when table.Constraint(rename.Name) is { } constraint:
                table.Constraints.Remove(constraint);
                table.Replace(constraint with { Name = rename.NewName });
                break;
        }
    }

    private static void RenameColumn(TableState table, RenameColumn rename)
    {
        string? Swap(string? column) => column == rename.Column ? rename.NewName : column;
        var at = table.Columns.FindIndex(column => column.Name == rename.Column);
        if (at >= 0)
        {
            table.Columns[at] = table.Columns[at] with { Name = rename.NewName };
        }

        for (var i = 0; i < table.Indexes.Count; i++)
        {
            table.Indexes[i] = table.Indexes[i] with { Columns = [.. table.Indexes[i].Columns.Select(Swap)] };
        }

        for (var i = 0; i < table.Constraints.Count; i++)
        {
            table.Constraints[i] = table.Constraints[i] with
            {
                Columns = [.. table.Constraints[i].Columns.Select(column => Swap(column)!)],
            };
        }
    }

    private void DropColumn(TableState table, string column)
    {
        table.Columns.RemoveAll(candidate => candidate.Name == column);
        table.Constraints.RemoveAll(
            constraint => constraint.Columns.Contains(column, StringComparer.Ordinal) || constraint.Expression.Names(column));
        foreach (var index in table.Indexes.Where(index =>
            index.Columns.Contains(column, StringComparer.Ordinal) || index.Included.Contains(column, StringComparer.Ordinal)
            || index.Where?.Names(column) == true || index.Expressions.Any(expression => expression.Names(column))).ToList())
        {
            schema.RemoveIndex(table, index.Name);
        }
    }

    private void DropConstraint(TableState table, string name)
    {
        table.Constraints.RemoveAll(constraint => constraint.Name == name);
        table.ValidatedUnseen.Remove(name);
        if (table.Index(name) is { BacksConstraint: true })
        {
            schema.RemoveIndex(table, name);
        }
    }

    private void ApplyToIndex(AlterTable change)
    {
        if (schema.TableOfIndex(change.Name) is not { } found || change.Actions is not [RenameTo rename])
        {
            return;
        }

        var table = schema.Edit(found.Name);
        if (table.Index(change.Name.Name) is { } index)
        {
            var wasNew = schema.IsNew(change.Name);
            schema.RemoveIndex(table, index.Name);
            schema.AddIndex(table, index with { Name = rename.NewName });
            if (!wasNew)
            {
                schema.MarkOld(table.Name with { Name = rename.NewName });
            }
        }
    }
}
