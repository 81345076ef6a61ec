using System.Globalization;
using Agora.Migrations.Running;
using Agora.Migrations.Sql;
using Agora.Migrations.Statements;
using Npgsql;

namespace Agora.Migrations.Tracing;

/// <summary>
/// Generated rows know nothing of what a migration takes for granted, such as a column without NULL. When the server refuses a statement
/// because of them, the rows in question are taken out and the step is tried again; the report says so, because production's rows may
/// refuse it too.
/// </summary>
internal sealed class DataRepair(TraceSession session)
{
    private readonly List<string> removed = [];
    private readonly HashSet<string> tried = new(StringComparer.Ordinal);

    /// <summary>Full sentences.</summary>
    public IReadOnlyList<string> Removed => removed;

    /// <returns>False when the error has nothing to do with rows.</returns>
    public async Task<bool> TryAsync(SqlStatement statement, PostgresException error, CancellationToken ct)
    {
        if (!error.SqlState.StartsWith("23", StringComparison.Ordinal) && !error.SqlState.StartsWith("22", StringComparison.Ordinal))
        {
            return false;
        }

        var parsed = StatementParser.Parse(statement);
        if (TableOf(parsed, error) is not { } table)
        {
            return false;
        }

        await using var admin = await ServerConnection.OpenAsync(session.Database.Admin, "migrate trace", onNotice: null, ct);
        await RowTools.IgnoreTriggersAsync(admin, ct);
        if (parsed is CreateIndex { Concurrently: true, Name: { } index })
        {
            await admin.SendAsync($"DROP INDEX IF EXISTS {(table with { Name = index }).Quoted}", ct);
        }

        var (condition, because) = await ConditionAsync(admin, parsed, error, table, ct);
        if (!tried.Add($"{table} {condition}"))
        {
            condition = "true";
            because = $"the server refused them: {error.MessageText}";
        }

        var count = await admin.SendAsync($"DELETE FROM {table.Quoted} AS r WHERE {condition}", ct);
        if (count <= 0 && !tried.Add($"{table} true"))
        {
            return false;
        }

        await RowTools.RemoveOrphansAsync(admin, ct);
        await RowTools.FlushCountersAsync(admin, ct);
        removed.Add(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{count} generated rows of {table} were taken out, because {because}. Production may hold such rows."));
        return true;
    }

    private static ObjectName? TableOf(Statement statement, PostgresException error)
    {
        if (error is { SchemaName: { } schema, TableName: { } table })
        {
            return new ObjectName(schema, table);
        }

        var name = statement switch
        {
            AlterTable alter => alter.Name,
            CreateIndex create => create.Table,
            DataStatement { Writes: [var write, ..] } => write.Table,
            _ => null,
        };
        return name is null ? null : name.Schema is null ? name with { Schema = "public" } : name;
    }

    private static async Task<(string Condition, string Because)> ConditionAsync(
        ServerConnection admin, Statement statement, PostgresException error, ObjectName table, CancellationToken ct)
    {
        var constraint = Added(statement, error.ConstraintName);
        switch (error.SqlState)
        {
            case PostgresErrorCodes.NotNullViolation when error.ColumnName is { } column:
                return ($"r.{ObjectName.Quote(column)} IS NULL", $"they hold NULL in {column}");
            case PostgresErrorCodes.CheckViolation when constraint is { Expression.IsEmpty: false }:
                return ($"({constraint.Expression.Text}) IS FALSE", $"they break CHECK ({constraint.Expression.Text})");
            case PostgresErrorCodes.CheckViolation when await ExpressionAsync(admin, table, error.ConstraintName, ct) is { } expression:
                return ($"({expression}) IS FALSE", $"they break {error.ConstraintName}");
            case PostgresErrorCodes.UniqueViolation when Columns(statement, constraint) is { Count: > 0 } columns:
                var list = string.Join(", ", columns);
                return ("r.ctid IN (SELECT t.c FROM (SELECT ctid AS c, row_number() OVER (PARTITION "
                    + $"BY {list}) AS n FROM {table.Quoted}) AS t WHERE t.n > 1)",
                    $"they have the same {list} as others");
            case PostgresErrorCodes.ForeignKeyViolation when constraint is { References: { } parent, Columns: [var child] }:
                var key = constraint.ReferencedColumns is [var named] ? ObjectName.Quote(named) : await KeyAsync(admin, parent, ct);
                return ($"r.{ObjectName.Quote(child)} IS NOT NULL AND NOT EXISTS (SELECT "
                    + $"FROM {parent.Quoted} AS p WHERE p.{key} = r.{ObjectName.Quote(child)})",
                    $"their {child} is not in {parent}");
            default:
                return ("true", $"the server refused them: {error.MessageText}");
        }
    }

    private static ConstraintDefinition? Added(Statement statement, string? name)
    {
        var constraints = statement is AlterTable alter
            ? alter.Actions.SelectMany(action => action switch
            {
                AddConstraint add => [add.Constraint],
                AddColumn add => add.Column.Constraints,
                _ => (IEnumerable<ConstraintDefinition>)[],
            }).ToList()
            : [];
        return constraints.Find(constraint => constraint.Name == name) ?? (constraints is [var only] ? only : null);
    }

    private static List<string> Columns(Statement statement, ConstraintDefinition? constraint) => statement switch
    {
        CreateIndex create =>
            [.. create.Elements.Select(element => element.Column is { } column ? ObjectName.Quote(column) : element.Source.Text)],
        _ => [.. (constraint?.Columns ?? []).Select(ObjectName.Quote)],
    };

    private static async Task<string?> ExpressionAsync(ServerConnection admin, ObjectName table, string? constraint, CancellationToken ct)
    {
        const string sql = """
            SELECT pg_catalog.pg_get_expr(conbin, conrelid)
            FROM pg_catalog.pg_constraint
            WHERE conrelid = pg_catalog.to_regclass($1)
              AND conname = $2
              AND contype = 'c'
            """;
        return (await admin.ReadAsync(new SqlCommand(sql, table.Quoted, constraint), row => row.GetString(0), ct)).FirstOrDefault();
    }

    private static async Task<string> KeyAsync(ServerConnection admin, ObjectName table, CancellationToken ct)
    {
        const string sql = """
            SELECT pg_catalog.quote_ident(a.attname)
            FROM pg_catalog.pg_index AS i
            JOIN pg_catalog.pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
            WHERE i.indrelid = pg_catalog.to_regclass($1)
              AND i.indisprimary
            """;
        return (await admin.ReadAsync(new SqlCommand(sql, table.Quoted), row => row.GetString(0), ct)).FirstOrDefault() ?? "ctid";
    }
}
