using Agora.Migrations.Locks;
using Agora.Migrations.Schemas;
using Agora.Migrations.Sql;
using Agora.Migrations.Statements;

namespace Agora.Migrations.Lint.Rules;

internal static class ColumnChecks
{
    public static void Check(StatementContext context)
    {
        switch (context.Statement)
        {
            case CreateTable create:
                foreach (var column in create.Columns)
                {
                    Json(context, column.Type);
                }

                break;
            case AlterTable alter when alter.Kind is SchemaObjectKind.Table or SchemaObjectKind.ForeignTable:
                foreach (var action in alter.Actions)
                {
                    Shape(context, action);
                    if (context.IsExisting(alter.Name))
                    {
                        Existing(context, alter, action);
                    }
                }

                break;
        }
    }

    private static void Shape(StatementContext context, AlterAction action)
    {
        switch (action)
        {
            case AddColumn add:
                Json(context, add.Column.Type);
                break;
            case SetColumnType set:
                Json(context, set.Type);
                break;
        }
    }

    private static void Json(StatementContext context, SqlType type)
    {
        if (type.Base == "json")
        {
            context.ReportRewrite(
                ColumnRules.Json, "json has no equality: DISTINCT, UNION and GROUP BY fail on it.",
                [new RewriteStep(
                    new SqlEditor(context.Statement.Source).Replace(type.Source, type.IsArray ? "jsonb[]" : "jsonb").ToString())],
                    type.Source);
        }
    }

    private static void Existing(StatementContext context, AlterTable alter, AlterAction action)
    {
        var table = context.Full(alter.Name);
        var isForeign = AlterTableLocks.IsForeign(alter, context.Schema);
        switch (action)
        {
            case AddColumn add when !isForeign:
                Added(context, alter, add);
                break;
            case SetColumnType set when !isForeign:
                TypeChanges.Check(context, alter, set);
                break;
            case Statements.SetExpression:
                context.Report(
                    ColumnRules.SetExpression, $"Blocks reads and writes of {table} until every row is rewritten.", action.Source);
                break;
            case SetDefault set when !IsFirstDefault(context, alter, set):
                context.Report(ColumnRules.ChangeDefault, "Does the release that still runs rely on the old default?", action.Source);
                break;
            case Statements.DropNotNull drop:
                context.Report(ColumnRules.DropNotNull, $"Can every reader of {table} live with NULL in {drop.Column}?", action.Source);
                break;
            case SetColumnSetting { Kind: ColumnSettingKind.Storage or ColumnSettingKind.Compression }:
                context.Report(ColumnRules.Storage, $"Short, yet it waits for every reader of {table}.", action.Source);
                break;
        }

        if (action is AddColumn or DropColumn or SetColumnType)
        {
            context.Report(ColumnRules.PreparedStar, $"A prepared SELECT * from {table} fails once in each connection.", action.Source);
        }
    }

    /// <summary>
    /// True for a column that this file adds: the release that still runs does not know it, and only NOT NULL could stop its rows.
    /// </summary>
    private static bool IsFirstDefault(StatementContext context, AlterTable alter, SetDefault set)
    {
        var table = context.Full(alter.Name);
        return context.File.Statements.Take(context.Source.Index + 1).OfType<AlterTable>()
            .Where(earlier => context.Full(earlier.Name) == table)
            .SelectMany(earlier => earlier.Actions)
            .Any(action => action is AddColumn add && add.Column.Name == set.Column && (set.Expression is not null || !add.Column.NotNull));
    }

    private static void Added(StatementContext context, AlterTable alter, AddColumn add)
    {
        var column = add.Column;
        var table = context.Full(alter.Name);
        var rewritten = $"Blocks reads and writes of {table} until every row is rewritten";
        var isDomain = context.Schema.Type(column.Type.Name) is { Kind: TypeKind.Domain, IsConstrained: true };
        if (column.Type.IsSerial || column.IsIdentity)
        {
            context.ReportRewrite(
                ColumnRules.SerialColumn, $"{rewritten}, because each gets a number.", Numbered(context, alter, add), add.Source);
        }
        else if (column.Generated is not null)
        {
            context.Report(ColumnRules.StoredGenerated, $"{rewritten}, because each value is stored.", add.Source);
        }
        else if (isDomain)
        {
            context.Report(ColumnRules.ConstrainedDomain, $"{rewritten}, because {column.Type} has constraints or a default.", add.Source);
        }
        else if (column.Default is { } expression && Volatility.VolatileCall(expression, context.Schema) is { } call)
        {
            context.ReportRewrite(
                ColumnRules.VolatileDefault, $"{rewritten}, because {call}() gives each its own value.", Backfilled(
                    context, alter, add, expression), add.Source);
        }

        if (column is { NotNull: true, Default: null, Generated: null, IsIdentity: false } && !column.Type.IsSerial)
        {
            context.Report(ColumnRules.NotNullWithoutDefault, $"It fails with 23502 as soon as {table} has a row.", add.Source);
        }

        if (add.IfNotExists)
        {
            var guard = alter.Source.IndexOf("if", alter.IfExists ? alter.Source.IndexOf("exists") : 0);
            context.ReportRewrite(
                ColumnRules.ColumnIfNotExists, "The guard does not spare the lock, and it accepts a column of another type.",
                guard < 0 ? [] : [new RewriteStep(new SqlEditor(alter.Source).Remove(guard, 3).ToString())], add.Source);
        }
    }

    private static List<RewriteStep> Backfilled(StatementContext context, AlterTable alter, AddColumn add, SqlFragment expression)
    {
        var column = ObjectName.Spell(add.Column.Name);
        var bare = WithoutDefault(add.Column, expression);
        List<RewriteStep> steps =
        [
            new(new SqlEditor(alter.Source).Replace(add.Column.Source, bare).ToString()),
            new($"{AlterRewrites.Target(alter)} ALTER COLUMN {column} SET DEFAULT {expression.Text}") { IsSeparate = true },
            Backfill(context, alter.Name, $"{column} = {expression.Text}", $"{column} IS NULL"),
        ];
        if (add.Column.NotNull)
        {
            steps.AddRange(AlterRewrites.NotNull(alter, add.Column.Name, proof: null));
        }

        return steps;
    }

    private static List<RewriteStep> Numbered(StatementContext context, AlterTable alter, AddColumn add)
    {
        var column = ObjectName.Spell(add.Column.Name);
        var sequence = new ObjectName(alter.Name.Schema, $"{alter.Name.Name}_{add.Column.Name}_seq");
        var next = $"nextval('{sequence.Sql}')";
        List<RewriteStep> steps =
        [
            new($"CREATE SEQUENCE {sequence.Sql}"),
            new($"{AlterRewrites.Target(alter)} ADD COLUMN {column} bigint"),
            new($"{AlterRewrites.Target(alter)} ALTER COLUMN {column} SET DEFAULT {next}") { IsSeparate = true },
            Backfill(context, alter.Name, $"{column} = {next}", $"{column} IS NULL"),
            .. AlterRewrites.NotNull(alter, add.Column.Name, proof: null),
        ];
        return steps;
    }

    private static RewriteStep Backfill(StatementContext context, ObjectName table, string assignment, string condition)
    {
        var key = context.Schema.Table(table)?.PrimaryKey?.Columns is [var only] ? only : "id";
        var spelled = ObjectName.Spell(key);
        return new RewriteStep($"UPDATE {table.Sql} SET {assignment} WHERE {condition} AND {spelled} > :lo AND {spelled} <= :hi")
        {
            Settings = $"backfill table={context.Full(table)} key={key} batch=5000 pause=100ms",
        };
    }

    /// <summary>The column as written, but without DEFAULT and NOT NULL.</summary>
    private static string WithoutDefault(ColumnDefinition column, SqlFragment expression)
    {
        var editor = new SqlEditor(column.Source);
        for (var i = 0; i < column.Source.Count; i++)
        {
            if (column.Source.Is(i, "default") && column.Source.Span[i + 1].Start == expression.First.Start)
            {
                editor.Remove(i, expression.Count + 1);
                i += expression.Count;
            }
            else if (column.Source.Is(i, "not") && column.Source.Is(i + 1, "null"))
            {
                editor.Remove(i, 2);
                i++;
            }
        }

        return editor.ToString().TrimEnd();
    }
}
