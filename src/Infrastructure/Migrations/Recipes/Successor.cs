using Agora.Migrations.Sql;

namespace Agora.Migrations.Recipes;

/// <param name="Value">From the columns on the other side.</param>
internal sealed record SuccessorColumn(string Name, string Type, string Value)
{
    public string Sql => ObjectName.Spell(Name);
}

/// <summary>
/// New columns in place of an old one, over two releases. While servers of both run, a trigger keeps both sides in step, whichever
/// is written; what a side cannot express exactly is left as it is, so that a value is never worn down by going to and fro.
/// </summary>
internal sealed class Successor(ObjectName table, string key, bool notNull)
{
    public const string BodyTag = "$sync$";

    public required SuccessorColumn Old { get; init; }

    public required IReadOnlyList<SuccessorColumn> New { get; init; }

    private ObjectName Function => table with { Name = $"{table.Name}_sync_{Old.Name}" };

    private string Trigger => ObjectName.Spell(Function.Name);

    private string News => string.Join(", ", New.Select(column => column.Sql));

    public RecipeText Text() => new(Expand(), $"{Unsync()}\n{SharedSteps.DropColumns(table, New.Select(column => column.Name))}")
    {
        Contract = new RecipeText(
            $"{SharedSteps.Guards("The down file brings the column back and fills it from what replaced it.")}\n"
            + $"{Unsync()}\n{SharedSteps.DropColumns(table, [Old.Name])}",
            Restore()),
    };

    private string Expand()
    {
        var added = string.Join(",\n    ", New.Select(column => $"ADD COLUMN {column.Sql} {column.Type}"));
        var filled = string.Join(",\n    ", New.Select(column => $"{column.Sql} = {column.Value}"));
        var missing = string.Join(" AND ", New.Select(column => $"{column.Sql} IS NULL").Append($"{Old.Sql} IS NOT NULL"));
        return $"""
            ALTER TABLE {table.Sql}
                {added};

            {Sync()}

            {SharedSteps.Backfill(table, key, filled, missing)}{NotNull(New)}
            """;
    }

    private string Restore() => $"""
        ALTER TABLE {table.Sql} ADD COLUMN {Old.Sql} {Old.Type};

        {Sync()}

        {SharedSteps.Backfill(table, key, $"{Old.Sql} = {Old.Value}", $"{Old.Sql} IS NULL")}{NotNull([Old])}
        """;

    private string NotNull(IReadOnlyList<SuccessorColumn> columns) =>
        notNull ? string.Concat(columns.Select(column => $"\n\n{SharedSteps.NotNull(table, column.Name)}")) : "";

    private string Unsync() => $"""
        {SharedSteps.Allow("PGM408", "Once, and short: readers wait only for those before it.")}
        DROP TRIGGER {Trigger} ON {table.Sql};
        DROP FUNCTION {Function.Sql}();

        {SharedSteps.Step}
        """;

    private string Sync()
    {
        var toNew = Assign(New, "NEW");
        var toOld = Assign([Old], "NEW");
        var given = string.Join(" OR ", New.Select(column => $"NEW.{column.Sql} IS NOT NULL"));
        return $"""
            {SharedSteps.Step}
            {SharedSteps.Allow("PGM407", "Once, and short: writers wait only for those before it.")}
            CREATE FUNCTION {Function.Sql}() RETURNS trigger
                LANGUAGE plpgsql
                SET search_path = pg_catalog, pg_temp
            AS {BodyTag}
            BEGIN
                IF TG_OP = 'INSERT' THEN
                    IF {given} THEN
                        {toOld}
                    ELSE
                        {toNew}
                    END IF;
                ELSIF {Row(New, "NEW")} IS DISTINCT FROM {Row(New, "OLD")} THEN
                    IF {Row(New, "NEW")} IS DISTINCT FROM {Values(New)} THEN
                        {toOld}
                    END IF;
                ELSIF {Row([Old], "NEW")} IS DISTINCT FROM {Row([Old], "OLD")} THEN
                    IF {Row([Old], "NEW")} IS DISTINCT FROM {Values([Old])} THEN
                        {toNew}
                    END IF;
                END IF;
                RETURN NEW;
            END
            {BodyTag};
            CREATE TRIGGER {Trigger}
                BEFORE INSERT OR UPDATE OF {Old.Sql}, {News} ON {table.Sql}
                FOR EACH ROW EXECUTE FUNCTION {Function.Sql}();
            """;
    }

    // The expressions name bare columns; the sub-select gives them the new row to read from.
    private static string Values(IReadOnlyList<SuccessorColumn> columns) =>
        $"(SELECT ROW({string.Join(", ", columns.Select(column => column.Value))}) FROM (SELECT NEW.*) AS changed)";

    private static string Row(IReadOnlyList<SuccessorColumn> columns, string row) =>
        $"ROW({string.Join(", ", columns.Select(column => $"{row}.{column.Sql}"))})";

    private static string Assign(IReadOnlyList<SuccessorColumn> columns, string row) => string.Join(
        "\n            ", columns.Select(column => $"{row}.{column.Sql} := (SELECT {column.Value} FROM (SELECT NEW.*) AS changed);"));
}
