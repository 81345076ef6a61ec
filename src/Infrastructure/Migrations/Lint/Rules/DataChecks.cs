using Agora.Migrations.Locks;
using Agora.Migrations.Sql;
using Agora.Migrations.Statements;

namespace Agora.Migrations.Lint.Rules;

internal static class DataChecks
{
    public static void Check(StatementContext context)
    {
        switch (context.Statement)
        {
            case DataStatement data:
                foreach (var write in data.Writes)
                {
                    Write(context, write);
                }

                break;
            case CreateIndex create:
                RepeatedElement(context, create);
                Index(context, create);
                break;
            case CreateTable create:
                Repeated(context, create.Columns.Select(column => column.Name), create.Source);
                break;
            case AlterTable { Kind: SchemaObjectKind.Table } alter
                when context.IsExisting(alter.Name) && !AlterTableLocks.IsForeign(alter, context.Schema):
                foreach (var action in alter.Actions)
                {
                    DependsOnData(context, alter, action);
                }

                break;
        }

        DdlAfterRows(context);
    }

    private static void Write(StatementContext context, TableWrite write)
    {
        Repeated(context, write.Columns, write.Source);
        if (!context.IsExisting(write.Table))
        {
            return;
        }

        var table = context.Full(write.Table);
        if (context.InTransaction && context.Step.Locked.ContainsKey(table))
        {
            context.ReportRewrite(
                DataRules.BackfillWithDdl, $"The lock that this step took on {table} is held until the rows are done.",
                [new RewriteStep(context.Statement.Source.Text) { IsSeparate = true }], write.Source);
        }

        context.Step.Written.TryAdd(table, write.Source);
        if (context.Step.IsBackfill)
        {
            AnalyzeMissing(context, table, "A backfill");
        }
        else if (write is { Kind: WriteKind.Update or WriteKind.Delete, Where: null })
        {
            context.ReportRewrite(DataRules.NoWhere, $"Every row of {table} in one transaction.", Backfill(context, write), write.Source);
        }
        else if (context.Statement.IsRepeated)
        {
            context.ReportRewrite(
                DataRules.Unbatched,
                $"Row by row in a loop, yet all in one transaction: as many rows of {table} as the loop has turns.",
                [],
                write.Source);
        }
        else if (!IsBounded(context, write))
        {
            context.ReportRewrite(
                DataRules.Unbatched,
                $"As many rows of {table} as there happen to be, in one transaction.",
                Backfill(context, write),
                write.Source);
        }
    }

    private static void DdlAfterRows(StatementContext context)
    {
        if (!context.InTransaction || context.Statement is DataStatement)
        {
            return;
        }

        foreach (var effect in context.Effects.Strong)
        {
            if (context.Step.Written.ContainsKey(effect.Relation))
            {
                context.ReportRewrite(
                    DataRules.BackfillWithDdl,
                    $"Rows of {effect.Relation} were changed in this step: the lock waits for no other session, yet their locks "
                    + "last until the end.",
                    [new RewriteStep(context.Statement.Source.Text) { IsSeparate = true }]);
            }
        }
    }

    /// <summary>The statement as a backfill over the primary key; empty when that has to be written by hand.</summary>
    private static List<RewriteStep> Backfill(StatementContext context, TableWrite write)
    {
        if (write.Kind is not (WriteKind.Update or WriteKind.Delete) || write.Source.First.Start != context.Statement.Source.First.Start
            || context.Schema.Table(write.Table)?.PrimaryKey?.Columns is not [var key])
        {
            return [];
        }

        var column = ObjectName.Spell(key);
        var window = $"{column} > :lo AND {column} <= :hi";
        var sql = write.Where is { } where
            ? new SqlEditor(context.Statement.Source).Replace(where, $"({where.Text}) AND {window}").ToString()
            : $"{context.Statement.Source.Text} WHERE {window}";
        return [new RewriteStep(sql) { Settings = $"backfill table={context.Full(write.Table)} key={key} batch=5000 pause=100ms" }];
    }

    private static bool IsBounded(StatementContext context, TableWrite write) => write.Kind switch
    {
        WriteKind.Insert => write.Where is not { } query || !RowBounds.ReadsTable(context, query) || query.IndexOf("limit") >= 0,
        WriteKind.Merge => write.Where is { } source
            && !RowBounds.ReadsTable(context, source)
            && source.IndexOf("using") is var at
            && source.Is(at + 1, SqlTokenKind.LeftParen),
        _ => RowBounds.HoldKey(context, write),
    };

    private static void Index(StatementContext context, CreateIndex create)
    {
        if (!context.IsExisting(create.Table))
        {
            return;
        }

        if (create.Unique && !context.Step.HasAssert)
        {
            var columns = string.Join(", ", create.Elements.Select(element => element.Source.Text));
            var where = create.Where is { } condition ? $" WHERE {condition.Text}" : "";
            Ask(
                context, create.Source, $"The build fails when rows share ({columns}).",
                $"SELECT NOT EXISTS (SELECT FROM {create.Table.Sql}{where} GROUP BY {columns} HAVING count(*) > 1)",
                create.Concurrently ? Severity.Info : null);
        }

        if (create.Elements.Any(element => element.Column is null))
        {
            AnalyzeMissing(context, context.Full(create.Table), "An index over an expression");
        }
    }

    private static void AnalyzeMissing(StatementContext context, ObjectName table, string what)
    {
        if (!context.Later.Any(
            later => later is Analyze analyze
                && (analyze.Tables.Count == 0 || analyze.Tables.Any(target => context.Full(target) == table))))
        {
            context.ReportRecipe(
                DataRules.AnalyzeMissing,
                $"{what} is planned without statistics until {table} is analysed.",
                $"-- migrate: step\nANALYZE {table.Sql};");
        }
    }

    private static void DependsOnData(StatementContext context, AlterTable alter, AlterAction action)
    {
        if (context.Step.HasAssert)
        {
            return;
        }

        var table = context.Schema.Table(alter.Name);
        switch (action)
        {
            case AddConstraint { Constraint: { Kind: ConstraintKind.Unique or ConstraintKind.PrimaryKey, UsingIndex: null } key }:
                var columns = string.Join(", ", key.Columns.Select(ObjectName.Spell));
                Ask(
                    context,
                    action.Source,
                    $"It fails when rows share ({columns}).",
                    $"SELECT NOT EXISTS (SELECT FROM {alter.Name.Sql} GROUP BY {columns} HAVING count(*) > 1)");
                break;
            case AddConstraint { Constraint: { Kind: ConstraintKind.Check, NotValid: false } check }:
                Ask(
                    context,
                    action.Source,
                    "It fails when a row breaks the rule.",
                    $"SELECT NOT EXISTS (SELECT FROM {alter.Name.Sql} WHERE NOT ({check.Expression.Text}))");
                break;
            case AddConstraint { Constraint: { Kind: ConstraintKind.ForeignKey, NotValid: false } reference }
                when !ConstraintLocks.PartitionsHaveKey(alter.Name, reference, context.Schema):
                Ask(
                    context,
                    action.Source,
                    $"It fails when a row points to nothing in {reference.References}.",
                    Orphans(alter.Name, reference));
                break;
            case SetNotNull set when table?.Column(set.Column)?.NotNull != true
                && NotNullProof.Find(table, set.Column) is not { IsValidated: true } && !NotNullProof.CanExist(table, set.Column):
                Ask(
                    context,
                    action.Source,
                    $"It fails when a row holds NULL in {set.Column}.",
                    $"SELECT NOT EXISTS (SELECT FROM {alter.Name.Sql} WHERE {ObjectName.Spell(set.Column)} IS NULL)");
                break;
            case SetColumnType set when TypeChange.Narrows(table?.Column(set.Column)?.Type, set.Type):
                context.Report(DataRules.DependsOnData, $"It fails when a value of {set.Column} does not fit {set.Type}.", action.Source);
                break;
        }
    }

    private static string Orphans(ObjectName table, ConstraintDefinition key)
    {
        var columns = key.Columns.Zip(key.ReferencedColumns.Count > 0 ? key.ReferencedColumns : key.Columns).ToList();
        var present = string.Join(" AND ", columns.Select(pair => $"c.{ObjectName.Spell(pair.First)} IS NOT NULL"));
        var same = string.Join(" AND ", columns.Select(pair => $"p.{ObjectName.Spell(pair.Second)} = c.{ObjectName.Spell(pair.First)}"));
        return $"SELECT NOT EXISTS (SELECT FROM {table.Sql} AS c WHERE {present} AND NOT EXISTS (SELECT "
            + $"FROM {key.References!.Sql} AS p WHERE {same}))";
    }

    private static void Ask(StatementContext context, SqlFragment at, string message, string question, Severity? severity = null) =>
        context.ReportRecipe(
            DataRules.DependsOnData,
            message,
            "-- migrate: assert "
            + string.Join(' ', question.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)),
            at,
            severity);

    /// <summary>The server accepts it, and with another operator class it has its use.</summary>
    private static void RepeatedElement(StatementContext context, CreateIndex create)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        if (create.Elements.FirstOrDefault(element => !seen.Add(element.Source.Normalized())) is { } again)
        {
            context.Report(
                DataRules.DuplicateColumn, $"{again.Source.Text} is in the index twice, which serves nothing.", create.Source,
                Severity.Warning);
        }
    }

    private static void Repeated(StatementContext context, IEnumerable<string> columns, SqlFragment at)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var column in columns)
        {
            if (!seen.Add(column))
            {
                context.Report(DataRules.DuplicateColumn, $"{column} is named twice.", at);
                return;
            }
        }
    }
}
