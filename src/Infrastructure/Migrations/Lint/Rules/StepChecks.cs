using Agora.Migrations.Schemas;
using Agora.Migrations.Sql;
using Agora.Migrations.Statements;

namespace Agora.Migrations.Lint.Rules;

/// <summary>What a statement means together with those that share its transaction.</summary>
internal static class StepChecks
{
    public static void Check(StatementContext context)
    {
        if (context.InTransaction)
        {
            Slow(context);
            SeveralTables(context);
        }

        MultiAlter(context);
        Remember(context);
    }

    /// <summary>Checks of a step as a whole.</summary>
    public static void End(FileContext file, StepContext step, SchemaModel schema)
    {
        foreach (var (table, at, statement) in step.EnabledRowSecurity)
        {
            if (schema.Table(table) is { Policies.Count: > 0 })
            {
                continue;
            }

            file.Add(new Finding(
                TableRules.NoPolicy, TableRules.NoPolicy.Severity, file.Path, TextRange.Of(at),
                $"No policy of {table} stands at the end of the step: all roles but its owner see no rows, without an error.")
            {
                Step = step.Number,
                Statement = statement,
                IsRewrite = true,
                Recipe = $"CREATE POLICY {ObjectName.Spell(table.Name + "_select")} ON {table.Sql} FOR SELECT USING (...);\nALTER "
                    + $"TABLE {table.Sql} ENABLE ROW LEVEL SECURITY;",
            });
        }
    }

    private static void Slow(StatementContext context)
    {
        if (context.Step.Locked.Count == 0 || context.Step.IsBackfill)
        {
            return;
        }

        var held = string.Join(", ", context.Step.Locked.Keys);
        var slow = context.Statement switch
        {
            DataStatement { Writes: [{ Kind: not WriteKind.Insert }, ..] } => "rows are changed",
            DataStatement { Writes: [{ Kind: WriteKind.Insert, Where: { } }, ..] } => "rows are copied",
            DataStatement { Writes: [] } when ReadsMuch(context, context.Statement.Source) => "a table is read",
            CreateTable { Query: { } query } when ReadsMuch(context, query) => "rows are copied",
            CreateView { IsMaterialized: true } view when ReadsMuch(context, view.Query)
                && view.Source.IndexOf("no", view.Source.Count - 2) < 0 => "rows are copied",
            OtherStatement { IsInBody: true } perform when perform.Source.Is(0, "perform") && ReadsMuch(context, perform.Source) =>
                "a table is read",
            _ when context.Effects.Relations.Any(effect => !effect.IsNew && (effect.Scans || effect.Rewrites)) =>
                "all rows are worked through",
            _ when context.Statement.Source.Calls().Any(call => call.Name.Name is "pg_sleep" or "pg_sleep_for" or "pg_sleep_until") =>
                "this sleeps",
            _ => null,
        };
        if (slow is not null)
        {
            context.ReportRewrite(
                TransactionRules.SlowUnderLock, $"The lock on {held} is held while {slow}.",
                [new RewriteStep(context.Statement.Source.Text) { IsSeparate = true }]);
        }
    }

    /// <summary>
    /// True for a query over a table that neither a limit, a key nor an index for the smallest or largest value cuts short.
    /// </summary>
    private static bool ReadsMuch(StatementContext context, SqlFragment query)
    {
        if (!RowBounds.ReadsTable(context, query) || query.Mentions("limit") || query.Mentions("fetch") || query.Mentions("exists")
            || query.Calls().Any(call => call.Name.Name is "max" or "min"))
        {
            return false;
        }

        var from = query.IndexOf("from");
        var reader = new SqlReader(query) { Position = from + 1 };
        if (from < 0 || reader.Relation().Name is not { } table)
        {
            return true;
        }

        if (!reader.Is("where"))
        {
            reader.Until(comma: false, "where", "group", "order", "union");
        }

        SqlFragment? where = reader.Take("where") ? reader.Rest() : null;
        return !RowBounds.HoldKey(context, new TableWrite(WriteKind.Delete, table, where, query.From(Math.Max(from - 1, 0))));
    }

    private static void SeveralTables(StatementContext context)
    {
        var step = context.Step;
        var strong = context.Effects.Strong.Where(effect => context.Schema.TableOfIndex(effect.Relation) is null).ToList();
        if (context.Statement is DropObjects { Kind: SchemaObjectKind.Index } or AlterTable { Kind: SchemaObjectKind.Index }
            or Reindex { Kind: SchemaObjectKind.Index })
        {
            step.StrayIndexes.UnionWith(strong.Select(effect => effect.Relation));
        }

        var held = step.Locked.Keys
            .Where(table => !step.StrayIndexes.Contains(table) && !strong.Exists(effect => effect.Relation == table))
            .ToList();
        var fresh = strong.Where(effect => !step.Locked.ContainsKey(effect.Relation)).ToList();
        if (held.Count > 0 && fresh.Find(effect => !step.StrayIndexes.Contains(effect.Relation)) is { } second)
        {
            context.ReportRewrite(
                ConstraintRules.SeveralTables,
                $"{second.Relation} is locked while {held[0]} still is: a session that locks them in the other order deadlocks.",
                [new RewriteStep(context.Statement.Source.Text) { IsSeparate = true }]);
        }

        foreach (var effect in fresh)
        {
            step.Locked[effect.Relation] = effect.Lock;
        }
    }

    private static void MultiAlter(StatementContext context)
    {
        var alter = context.Statement as AlterTable;
        var previous = context.Step.PreviousAlter;
        context.Step.PreviousAlter = alter is { Kind: SchemaObjectKind.Table } && alter.Actions.All(IsMergeable) ? alter : null;
        if (context.InTransaction && previous is not null && context.Step.PreviousAlter is not null && context.IsExisting(alter!.Name)
            && context.Full(previous.Name) == context.Full(alter.Name) && !alter.Actions.Any(action => NeedsBefore(action, previous)))
        {
            context.Report(
                TransactionRules.MultiAlter, $"Together with the statement before it this could be one ALTER TABLE {alter.Name.Sql}.");
        }
    }

    /// <summary>
    /// Within one ALTER TABLE the server takes away and converts before it adds columns, so this would not find its column.
    /// </summary>
    private static bool NeedsBefore(AlterAction action, AlterTable previous)
    {
        var column = action switch
        {
            SetDefault { Expression: null } set => set.Column,
            DropNotNull drop => drop.Column,
            DropColumn drop => drop.Column,
            SetColumnType set => set.Column,
            _ => null,
        };
        return column is not null && previous.Actions.Any(earlier => earlier is AddColumn add && add.Column.Name == column);
    }

    private static bool IsMergeable(AlterAction action) =>
        action is AddColumn or DropColumn or SetDefault or DropNotNull or SetColumnType or SetColumnSetting or SetOptions;

    private static void Remember(StatementContext context)
    {
        switch (context.Statement)
        {
            case AlterTable alter:
                var table = context.Full(alter.Name);
                foreach (var add in alter.Actions.OfType<AddConstraint>().Where(add => add.Constraint.NotValid))
                {
                    context.Step.AddedNotValid.Add((table, AlterRewrites.NameOf(alter.Name, add.Constraint)));
                }

                if (alter.Actions.FirstOrDefault(action => action is ChangeRowSecurity { Change: RowSecurityChange.Enable }) is { } enable)
                {
                    context.Step.EnabledRowSecurity.Add((table, enable.Source, context.Source.Index));
                }

                break;
            case AddEnumValue add when !context.Schema.IsNewType(add.Type):
                context.Step.AddedLabels.Add((context.Schema.ResolveType(add.Type), add.Label));
                break;
        }
    }
}
