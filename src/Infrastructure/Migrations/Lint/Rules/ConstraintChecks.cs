using Agora.Migrations.Locks;
using Agora.Migrations.Schemas;
using Agora.Migrations.Sql;
using Agora.Migrations.Statements;

namespace Agora.Migrations.Lint.Rules;

internal static class ConstraintChecks
{
    public static void Check(StatementContext context)
    {
        switch (context.Statement)
        {
            case AlterTable alter when alter.Kind is SchemaObjectKind.Table or SchemaObjectKind.ForeignTable:
                Alter(context, alter);
                break;
            case CreateTable create:
                Create(context, create);
                break;
            case DropObjects { Kind: SchemaObjectKind.Table } drop:
                DropTables(context, drop);
                break;
            case CreateDomain { NotNull: true } or CreateDomain { HasCheck: true }:
                context.Report(
                    ConstraintRules.DomainConstraint,
                    "A later change of this rule stops writes on every table that uses the domain.",
                    severity: Severity.Warning);
                break;
            case AlterDomain { Change: DomainChange.AddConstraint or DomainChange.SetNotNull or DomainChange.Validate } domain
                when !context.Schema.IsNewType(domain.Name):
                context.Report(
                    ConstraintRules.DomainConstraint, "Writes stop on every table that uses the domain, while all their rows are read.");
                break;
        }
    }

    private static void Create(StatementContext context, CreateTable create)
    {
        foreach (var constraint in create.Constraints.Concat(create.Columns.SelectMany(column => column.Constraints)))
        {
            Naming(context, constraint);
            Types(context, constraint, name => create.Columns.FirstOrDefault(column => column.Name == name)?.Type);
        }
    }

    private static void Alter(StatementContext context, AlterTable alter)
    {
        var existing = context.IsExisting(alter.Name) && !AlterTableLocks.IsForeign(alter, context.Schema);
        foreach (var action in alter.Actions)
        {
            foreach (var constraint in IndexChecks.Constraints(action))
            {
                Naming(context, constraint);
                Types(context, constraint, name => TypeOf(context, alter, name));
            }

            if (existing)
            {
                Existing(context, alter, action);
            }
        }
    }

    private static void Existing(StatementContext context, AlterTable alter, AlterAction action)
    {
        var table = context.Full(alter.Name);
        switch (action)
        {
            case AddConstraint add:
                Added(context, alter, add);
                break;
            case AddColumn add:
                AddedColumn(context, alter, add);
                break;
            case ValidateConstraint validate when context.InTransaction && context.Step.AddedNotValid.Contains((table, validate.Name)):
                context.ReportRewrite(
                    ConstraintRules.ValidateTogether,
                    $"{validate.Name} was added in this transaction, whose locks are held while every row is read.",
                    [AlterRewrites.Alone(alter, validate)], validate.Source);
                break;
            case SetNotNull set:
                NotNull(context, alter, set);
                break;
            case AlterConstraint:
                context.Report(ConstraintRules.AlterConstraint, $"Short, yet it waits for every reader of {table}.", action.Source);
                break;
            case DropConstraint drop:
                Dropped(context, alter, drop);
                break;
        }
    }

    private static void Added(StatementContext context, AlterTable alter, AddConstraint add)
    {
        var constraint = add.Constraint;
        var state = context.Schema.Table(alter.Name);
        var table = context.Full(alter.Name);
        var scans = ConstraintLocks.Scans(constraint)
            && !(constraint.References is not null && ConstraintLocks.PartitionsHaveKey(alter.Name, constraint, context.Schema));
        switch (constraint.Kind)
        {
            case ConstraintKind.Check when scans:
                context.ReportRewrite(
                    ConstraintRules.CheckScan,
                    $"Blocks reads and writes of {table} until every row is checked.",
                    AlterRewrites.NotValid(alter),
                    add.Source);
                break;
            case ConstraintKind.ForeignKey when state?.PartitionedBy is not null && constraint.NotValid:
                context.Report(
                    ConstraintRules.NotValidPartitioned,
                    $"{table} is partitioned: the server refuses a NOT VALID foreign key on it.",
                    add.Source);
                break;
            case ConstraintKind.ForeignKey when scans && state?.PartitionedBy is not null:
                context.ReportRewrite(
                    ConstraintRules.ForeignKeyScan,
                    $"Blocks writes to {table}, its partitions and {constraint.References} until every row is checked.",
                    PerPartition(alter, constraint, state), add.Source);
                break;
            case ConstraintKind.ForeignKey when scans:
                context.ReportRewrite(
                    ConstraintRules.ForeignKeyScan, $"Blocks writes to {table} and {constraint.References} until every row is checked.",
                    AlterRewrites.NotValid(alter), add.Source);
                break;
            case ConstraintKind.Unique when scans:
                context.ReportRewrite(
                    ConstraintRules.UniqueBuild,
                    $"Blocks reads and writes of {table} until the index is built.",
                    WithIndex(alter, add),
                    add.Source);
                break;
            case ConstraintKind.PrimaryKey when scans:
                context.ReportRewrite(
                    ConstraintRules.PrimaryKeyBuild,
                    $"Blocks reads and writes of {table} until the index is built.",
                    PrimaryKey(alter, add, state),
                    add.Source);
                break;
            case ConstraintKind.PrimaryKey when constraint.UsingIndex is { } index:
                PrimaryKeyUsingIndex(context, alter, add, state?.Index(index));
                break;
            case ConstraintKind.Exclude:
                context.Report(
                    ConstraintRules.Exclusion,
                    $"Blocks reads and writes of {table} until the index is built and every row is read again.",
                    add.Source);
                break;
        }
    }

    private static IReadOnlyList<RewriteStep> PerPartition(AlterTable alter, ConstraintDefinition constraint, TableState parent)
    {
        var name = ObjectName.Spell(AlterRewrites.NameOf(alter.Name, constraint));
        var body = constraint.Name is null ? constraint.Source.Text : constraint.Source.From(2).Text;
        var steps = parent.Partitions.SelectMany(partition => new[]
        {
            new RewriteStep($"ALTER TABLE {partition.Sql} ADD CONSTRAINT {name} {body} NOT VALID") { IsSeparate = true },
            new RewriteStep($"ALTER TABLE {partition.Sql} VALIDATE CONSTRAINT {name}") { IsSeparate = true },
        });
        return [.. steps, new RewriteStep($"{AlterRewrites.Target(alter)} ADD CONSTRAINT {name} {body}") { IsSeparate = true }];
    }

    private static IReadOnlyList<RewriteStep> WithIndex(AlterTable alter, AddConstraint add)
    {
        var rest = AlterRewrites.Without(alter, add);
        var steps = AlterRewrites.UsingIndex(alter, add.Constraint);
        return rest is null ? steps : [rest, .. steps];
    }

    private static List<RewriteStep> PrimaryKey(AlterTable alter, AddConstraint add, TableState? table)
    {
        var steps = new List<RewriteStep>(WithIndex(alter, add));
        var notNull = add.Constraint.Columns
            .Where(column => table?.Column(column)?.NotNull != true)
            .SelectMany(column => AlterRewrites.NotNull(alter, column, NotNullProof.Find(table, column)));
        steps.InsertRange(steps.Count - 1, notNull);
        return steps;
    }

    private static void PrimaryKeyUsingIndex(StatementContext context, AlterTable alter, AddConstraint add, IndexState? index)
    {
        var table = context.Schema.Table(alter.Name);
        var nullable = index?.Columns.OfType<string>().Where(column => table?.Column(column)?.NotNull != true).ToList();
        var unseen = nullable?.Where(column => table?.Column(column)?.Type is null).ToList() ?? [];
        if (unseen.Count > 0 && unseen.Count == nullable!.Count)
        {
            context.Report(
                ConstraintRules.PrimaryKeyNullable,
                $"The files do not say whether {string.Join(", ", unseen)} may be NULL; if so, every row is read.",
                add.Source, Severity.Warning);
        }
        else if (nullable is { Count: > 0 })
        {
            var steps = nullable.SelectMany(column => AlterRewrites.NotNull(alter, column, NotNullProof.Find(table, column)));
            context.ReportRewrite(
                ConstraintRules.PrimaryKeyNullable,
                $"{string.Join(", ", nullable)} may be NULL, so every row is read under ACCESS EXCLUSIVE.",
                [.. steps, AlterRewrites.Alone(alter, add)], add.Source);
        }
        else if (nullable is null)
        {
            context.Report(
                ConstraintRules.PrimaryKeyNullable,
                "The files do not say whether the columns of the index are NOT NULL; if not, every row is read.",
                add.Source, Severity.Warning);
        }
    }

    private static void AddedColumn(StatementContext context, AlterTable alter, AddColumn add)
    {
        var table = context.Full(alter.Name);
        foreach (var constraint in add.Column.Constraints)
        {
            switch (constraint.Kind)
            {
                case ConstraintKind.Check:
                    context.ReportRewrite(
                        ConstraintRules.InlineCheck, $"Every row of {table} is read, although all of them hold the same value.",
                        AlterRewrites.SplitColumn(alter, add), constraint.Source);
                    break;
                case ConstraintKind.Unique:
                    context.ReportRewrite(
                        ConstraintRules.UniqueBuild,
                        $"Blocks reads and writes of {table} until the index is built.",
                        AlterRewrites.SplitColumn(alter, add),
                        constraint.Source);
                    break;
                case ConstraintKind.PrimaryKey:
                    context.ReportRewrite(
                        ConstraintRules.PrimaryKeyBuild,
                        $"Blocks reads and writes of {table} until the index is built.",
                        AlterRewrites.SplitColumn(alter, add),
                        constraint.Source);
                    break;
                case ConstraintKind.ForeignKey when add.Column.Default is { } given && !given.Is(0, "null"):
                    context.ReportRewrite(
                        ConstraintRules.KeyOnAddColumn, $"With its default, every row of {table} is looked up in {constraint.References}.",
                        AlterRewrites.SplitColumn(alter, add), constraint.Source, Severity.Error);
                    break;
                case ConstraintKind.ForeignKey:
                    context.Report(
                        ConstraintRules.KeyOnAddColumn,
                        $"Writes to {constraint.References} stop for the moment that this takes; no row is read.",
                        constraint.Source);
                    break;
            }
        }
    }

    private static void NotNull(StatementContext context, AlterTable alter, SetNotNull set)
    {
        var table = context.Schema.Table(alter.Name);
        if (table?.Column(set.Column)?.NotNull == true)
        {
            return;
        }

        var proof = NotNullProof.Find(table, set.Column);
        var touched = alter.Actions.Where(action => action is DropConstraint or ValidateConstraint && proof is not null
            && proof.Name == (action is DropConstraint drop ? drop.Name : ((ValidateConstraint)action).Name)).ToList();
        if (touched.Count > 0)
        {
            List<RewriteStep> steps = [.. AlterRewrites.NotNull(alter, set.Column, proof)];
            if (!touched.Exists(action => action is DropConstraint))
            {
                steps.RemoveAt(steps.Count - 1);
            }

            if (AlterRewrites.Without(alter, [set, .. touched]) is { } rest)
            {
                steps.Insert(0, rest);
            }

            context.ReportRewrite(
                ConstraintRules.NotNullCombined,
                $"In one statement {proof!.Name} does not count as a proof: every row is read under ACCESS EXCLUSIVE.",
                steps,
                set.Source);
            return;
        }

        if (proof is { IsValidated: true })
        {
            return;
        }

        List<RewriteStep> recipe = [.. AlterRewrites.NotNull(alter, set.Column, proof)];
        if (AlterRewrites.Without(alter, set) is { } others)
        {
            recipe.Insert(0, others);
        }

        if (NotNullProof.CanExist(table, set.Column))
        {
            context.ReportRewrite(
                ConstraintRules.NotNullScan,
                $"The files do not say what {string.Join(", ", table!.ValidatedUnseen)} checks; unless it is {set.Column} IS NOT NULL, "
                + $"reads and writes of {table.Name} are blocked until every row has been read.",
                recipe, set.Source, Severity.Warning);
            return;
        }

        context.ReportRewrite(
            ConstraintRules.NotNullScan,
            $"Blocks reads and writes of {context.Full(alter.Name)} until every row has been checked for NULL.",
            recipe,
            set.Source);
    }

    private static void Dropped(StatementContext context, AlterTable alter, DropConstraint drop)
    {
        var table = context.Schema.Table(alter.Name);
        var constraint = table?.Constraint(drop.Name);
        var isSpentProof = constraint is { Kind: ConstraintKind.Check }
            && table!.Columns.Exists(column => column.NotNull && NotNullProof.Proves(constraint.Expression, column.Name));
        var mayBeSpentProof = constraint is null && table?.ValidatedUnseen.Contains(drop.Name) == true
            && table.Columns.Exists(column => column.NotNull);
        if (isSpentProof || mayBeSpentProof)
        {
            return;
        }

        if (ComesBack(context, alter, drop, constraint))
        {
            context.Report(
                ConstraintRules.DropConstraint, $"{drop.Name} is replaced by the one that is added behind it.", drop.Source, Severity.Info);
        }
        else if (constraint is { Kind: ConstraintKind.PrimaryKey })
        {
            var published = table!.IsPublished && !table.HasReplicaIdentity;
            context.Report(
                ConstraintRules.DropConstraint,
                published
                    ? $"{table.Name} is published: without its primary key every UPDATE and DELETE fails."
                    : $"{table.Name} loses its primary key.",
                drop.Source, Severity.Error, "drop-pk");
        }
        else
        {
            context.Report(ConstraintRules.DropConstraint, $"The data is no longer held to {drop.Name}.", drop.Source);
        }

        if (constraint?.References is { } parent && context.IsExisting(parent))
        {
            context.Report(ConstraintRules.DropKey, $"{parent} is locked as well: its readers wait.", drop.Source);
        }
    }

    /// <summary>True when the file adds a constraint of that name again, or for a primary key the same transaction another one.</summary>
    private static bool ComesBack(StatementContext context, AlterTable alter, DropConstraint drop, ConstraintState? dropped)
    {
        var table = context.Full(alter.Name);
        var isKey = dropped is { Kind: ConstraintKind.PrimaryKey };
        return Added(context.LaterInStep).Any(added => isKey && added.Kind == ConstraintKind.PrimaryKey)
            || Added(context.Later).Any(added => (added.Name ?? added.UsingIndex ?? AlterRewrites.NameOf(alter.Name, added)) == drop.Name);

        IEnumerable<ConstraintDefinition> Added(IEnumerable<Statement> later) => later.OfType<AlterTable>()
            .Where(other => context.Full(other.Name) == table)
            .Prepend(alter)
            .SelectMany(other => other.Actions)
            .OfType<AddConstraint>()
            .Select(add => add.Constraint);
    }

    private static void DropTables(StatementContext context, DropObjects drop)
    {
        foreach (var name in drop.Names)
        {
            var parents = (context.Schema.Table(name)?.Constraints ?? [])
                .Select(constraint => constraint.References)
                .OfType<ObjectName>()
                .Where(
                    parent => parent != context.Full(name)
                        && context.IsExisting(parent)
                        && !drop.Names.Any(other => context.Full(other) == parent))
                .Distinct()
                .ToList();
            if (parents.Count > 0 && context.IsExisting(name))
            {
                context.Report(ConstraintRules.DropKey, $"Its foreign keys lock {string.Join(", ", parents)} as well: their readers wait.");
            }
        }
    }

    private static void Naming(StatementContext context, ConstraintDefinition constraint)
    {
        if (constraint.Name is null && constraint.UsingIndex is null)
        {
            context.Report(ConstraintRules.Unnamed, "The server will choose the name of this constraint.", constraint.Source);
        }
    }

    private static SqlType? TypeOf(StatementContext context, AlterTable alter, string column) =>
        alter.Actions.OfType<AddColumn>().FirstOrDefault(add => add.Column.Name == column)?.Column.Type
        ?? context.Schema.Table(alter.Name)?.Column(column)?.Type;

    private static void Types(StatementContext context, ConstraintDefinition key, Func<string, SqlType?> typeOf)
    {
        if (key.References is not { } target || context.Schema.Table(target) is not { } parent)
        {
            return;
        }

        var columns = key.ReferencedColumns.Count > 0 ? key.ReferencedColumns : parent.PrimaryKey?.Columns ?? [];
        foreach (var (own, other) in key.Columns.Zip(columns))
        {
            var ownType = typeOf(own);
            var otherType = parent.Column(other)?.Type;
            if (ownType is not null && otherType is not null && Plain(ownType) != Plain(otherType))
            {
                context.Report(ConstraintRules.KeyTypes, $"{own} is {ownType}, while {target}.{other} is {otherType}.", key.Source);
            }
        }
    }

    /// <summary>A serial is an integer with a default.</summary>
    private static ObjectName Plain(SqlType type) => type.Name with
    {
        Name = type.Base switch { "serial" => "int4", "bigserial" => "int8", "smallserial" => "int2", var other => other },
    };
}
