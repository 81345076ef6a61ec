using Agora.Migrations.Locks;
using Agora.Migrations.Schemas;
using Agora.Migrations.Sql;
using Agora.Migrations.Statements;

namespace Agora.Migrations.Lint.Rules;

/// <summary>ALTER COLUMN TYPE: PGM305 to PGM311.</summary>
internal static class TypeChanges
{
    public static void Check(StatementContext context, AlterTable alter, SetColumnType set)
    {
        var table = context.Schema.Table(alter.Name);
        var old = table?.Column(set.Column)?.Type;
        var name = context.Full(alter.Name);
        var rewritten = $"Blocks reads and writes of {name} until every row is rewritten";
        var cost = TypeChange.CostOf(old, set, context.Schema);
        switch (cost)
        {
            case TypeChangeCost.ConstrainedDomain:
                context.Report(ColumnRules.ConstrainedDomain, $"{rewritten}, because {set.Type} has constraints or a default.", set.Source);
                break;
            case TypeChangeCost.DependsOnTimeZone:
                context.Report(
                    ColumnRules.TypeTimeZone, $"Only a session whose time zone is UTC is spared writing every row of {name}.", set.Source);
                break;
            case TypeChangeCost.Rewrite when IsZoned(old, set):
                context.Report(ColumnRules.TypeTimeZone, $"USING makes the server write every row of {name}, in UTC as well.", set.Source);
                break;
            case TypeChangeCost.Rewrite:
                context.ReportRecipe(
                    ColumnRules.TypeRewrite, $"{rewritten} ({old} to {set.Type}).", Expand(context, alter, set), set.Source);
                break;
            case TypeChangeCost.Unknown:
                context.ReportRecipe(
                    ColumnRules.TypeRewrite,
                    $"The files do not say what type {set.Column} has, so every row may be rewritten.",
                    Expand(context, alter, set),
                    set.Source);
                break;
            case TypeChangeCost.Metadata when ColumnLocks.HiddenWork(table, set) is { } hidden && set.Collation is null:
                context.Report(
                    ColumnRules.TypeHiddenWork,
                    $"The rows stay as they are, but {hidden} is rebuilt or checked again while reads and writes of {name} are blocked.",
                    set.Source);
                break;
        }

        if (set.Collation is not null)
        {
            context.Report(
                ColumnRules.CollationChange,
                $"The indexes on {set.Column} are rebuilt while reads and writes of {name} are blocked.",
                set.Source);
        }

        Others(context, alter, set, table, old);
    }

    private static void Others(StatementContext context, AlterTable alter, SetColumnType set, TableState? table, SqlType? old)
    {
        var name = context.Full(alter.Name);
        var isSame = TypeChange.IsSame(old, set.Type) && set.Collation is null;
        var others = context.Effects.Relations
            .Where(effect => !effect.IsNew && effect.Relation != name && effect.Lock == LockMode.AccessExclusive
                && table?.Partitions.Contains(effect.Relation) != true)
            .Select(effect => effect.Relation.ToString())
            .ToList();
        if (!isSame && others.Count > 0)
        {
            context.Report(ColumnRules.TypeReferenced, $"The foreign keys stop {string.Join(", ", others)} as well.", set.Source);
        }

        if (!isSame
            && !context.Later.Any(
                later => later is Analyze analyze
                    && (analyze.Tables.Count == 0 || analyze.Tables.Any(target => context.Full(target) == name))))
        {
            context.ReportRewrite(
                ColumnRules.TypeStatistics, $"The statistics of {set.Column} are gone until the next ANALYZE of {name}.",
                [new RewriteStep(alter.Source.Text), new RewriteStep($"ANALYZE {alter.Name.Sql} ({ObjectName.Spell(set.Column)})")
                {
                    IsSeparate = true,
                }], set.Source);
        }
    }

    private static string OfNewRow(SetColumnType set, string column)
    {
        if (set.Using is not { } expression)
        {
            return $"NEW.{column}::{set.Type.Source.Text}";
        }

        var editor = new SqlEditor(expression);
        for (var i = 0; i < expression.Count; i++)
        {
            var token = expression.Span[i];
            if (token.IsIdentifier && SqlText.Name(token, expression.Script) == set.Column && !expression.Is(i - 1, SqlTokenKind.Dot))
            {
                editor.Replace(new SqlFragment(expression.Script, expression.Tokens[i..(i + 1)]), $"NEW.{column}");
            }
        }

        return editor.ToString();
    }

    private static bool IsZoned(SqlType? old, SetColumnType set) =>
        (old?.Base, set.Type.Base) is ("timestamp", "timestamptz") or ("timestamptz", "timestamp");

    private static string Expand(StatementContext context, AlterTable alter, SetColumnType set)
    {
        var table = alter.Name.Sql;
        var column = ObjectName.Spell(set.Column);
        var fresh = ObjectName.Spell($"{set.Column}_new");
        var value = set.Using?.Text ?? $"{column}::{set.Type.Source.Text}";
        var key = context.Schema.Table(alter.Name)?.PrimaryKey?.Columns is [var only] ? only : "id";
        var function = new ObjectName(alter.Name.Schema, $"{alter.Name.Name}_{set.Column}_sync").Sql;
        return $"""
            -- migrate: phase=expand
            ALTER TABLE {table} ADD COLUMN {fresh} {set.Type.Source.Text};

            -- migrate: step
            CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
            BEGIN
                NEW.{fresh} := {OfNewRow(set, column)};
                RETURN NEW;
            END
            $$;

            -- migrate: step
            CREATE TRIGGER {ObjectName.Spell($"{alter.Name.Name}_{set.Column}_sync")}
                BEFORE INSERT OR UPDATE OF {column} ON {table}
                FOR EACH ROW EXECUTE FUNCTION {function}();

            -- migrate: step backfill table={context.Full(alter.Name)} key={key} batch=5000 pause=100ms triggers=on
            UPDATE {table} SET {fresh} = {value} WHERE {fresh} IS NULL AND {ObjectName.Spell(key)} > :lo AND {ObjectName.Spell(key)} <= :hi;

            -- A contract file of a later release drops the trigger and {column}, and renames {fresh}.
            """;
    }
}
