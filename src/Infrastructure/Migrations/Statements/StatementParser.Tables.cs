using Agora.Migrations.Sql;

namespace Agora.Migrations.Statements;

internal static partial class StatementParser
{
    private static readonly ObjectName Nameless = new(null, "");

    private static CreateTable ReadCreateTable(SqlReader reader)
    {
        var guarded = reader.TakeIfNotExists();
        var table = new CreateTable(reader.Code, reader.Object() ?? Nameless) { IfNotExists = guarded };
        if (reader.Take("partition", "of"))
        {
            table = table with { PartitionOf = reader.Object() };
        }
        else if (reader.Take("of"))
        {
            reader.Object();
        }

        var columns = new List<ColumnDefinition>();
        var constraints = new List<ConstraintDefinition>();
        var likes = new List<LikeClause>();
        foreach (var item in reader.Parentheses().Items())
        {
            ReadTableElement(new SqlReader(item), columns, constraints, likes, typed: table.PartitionOf is null);
        }

        table = table with { Columns = columns, Constraints = constraints, Likes = likes };
        return ReadTableOptions(reader, table);
    }

    private static void ReadTableElement(
        SqlReader reader, List<ColumnDefinition> columns, List<ConstraintDefinition> constraints, List<LikeClause> likes, bool typed)
    {
        if (reader.Take("like"))
        {
            var source = reader.Object() ?? Nameless;
            var copies = new HashSet<string>(StringComparer.Ordinal);
            while (reader.TakeAny("including", "excluding") is { } verb)
            {
                var what = reader.Name() ?? "";
                _ = verb == "including" ? copies.Add(what) : copies.Remove(what);
            }

            likes.Add(new LikeClause(source, copies));
        }
        else if (IsTableConstraint(reader))
        {
            constraints.Add(ReadTableConstraint(reader));
        }
        else if (typed && ReadColumn(reader) is { } column)
        {
            columns.Add(column);
        }
    }

    private static CreateTable ReadTableOptions(SqlReader reader, CreateTable table)
    {
        while (!reader.AtEnd)
        {
            if (reader.Take("inherits"))
            {
                table = table with
                {
                    Inherits = [.. reader.Parentheses().Items().Select(item => new SqlReader(item).Object()).OfType<ObjectName>()],
                };
            }
            else if (reader.Take("partition", "by"))
            {
                var method = reader.Name() ?? "";
                table = table with { PartitionBy = new PartitionKey(method, [.. reader.Parentheses().Items()]) };
            }
            else if (reader.Is("default") || reader.Is("for", "values"))
            {
                table = table with { Bound = ReadBound(reader) };
            }
            else if (reader.Take("as"))
            {
                table = table with { Query = reader.Rest() };
            }
            else
            {
                reader.SkipBalanced();
            }
        }

        return table;
    }

    private static PartitionBound ReadBound(SqlReader reader)
    {
        if (reader.Take("default"))
        {
            return new PartitionBound(IsDefault: true, SqlFragment.None);
        }

        reader.Take("for", "values");
        return new PartitionBound(IsDefault: false, reader.Until(comma: false, "partition", "using", "tablespace"));
    }

    private static bool IsTableConstraint(SqlReader reader) =>
        reader.IsAny("constraint", "check", "unique", "primary", "foreign")
        || (reader.Is("exclude") && (reader.Is(1, "using") || reader.Is(1, SqlTokenKind.LeftParen)));

    private static ConstraintDefinition ReadTableConstraint(SqlReader reader)
    {
        var start = reader.Position;
        var name = reader.Take("constraint") ? reader.Name() : null;
        var constraint = ReadConstraintBody(reader, start, column: null)
            ?? new ConstraintDefinition(ConstraintKind.Check, reader.Since(start));
        while (!reader.AtEnd && reader.Kind != SqlTokenKind.Comma)
        {
            if (reader.Take("not", "valid"))
            {
                constraint = constraint with { NotValid = true };
            }
            else
            {
                reader.SkipBalanced();
            }
        }

        return constraint with { Name = name, Source = reader.Since(start) };
    }

    /// <param name="column">The column on which the constraint stands, or null for one of the table.</param>
    private static ConstraintDefinition? ReadConstraintBody(SqlReader reader, int start, string? column)
    {
        IReadOnlyList<string> Columns() => column is null ? reader.Columns() : [column];
        ConstraintDefinition Made(ConstraintKind kind) => new(kind, reader.Since(start)) { IsInline = column is not null };

        if (reader.Take("check"))
        {
            var expression = reader.Parentheses();
            reader.Take("no", "inherit");
            return Made(ConstraintKind.Check) with { Expression = expression, Columns = column is null ? [] : [column] };
        }

        var unique = reader.Take("unique");
        if (unique || reader.Take("primary", "key"))
        {
            if (unique && reader.Take("nulls"))
            {
                reader.Take("not");
                reader.Take("distinct");
            }

            var index = reader.Take("using", "index") && column is null ? reader.Name() : null;
            var columns = index is null ? Columns() : [];
            return Made(unique ? ConstraintKind.Unique : ConstraintKind.PrimaryKey) with { Columns = columns, UsingIndex = index };
        }

        if (column is null && reader.Take("foreign", "key"))
        {
            var columns = reader.Columns();
            return ReadReferences(reader, Made(ConstraintKind.ForeignKey) with { Columns = columns });
        }

        if (column is not null && reader.Is("references"))
        {
            return ReadReferences(reader, Made(ConstraintKind.ForeignKey) with { Columns = [column] });
        }

        if (column is null && reader.Take("exclude"))
        {
            if (reader.Take("using"))
            {
                reader.Name();
            }

            return Made(ConstraintKind.Exclude) with { Expression = reader.Parentheses() };
        }

        return null;
    }

    private static ConstraintDefinition ReadReferences(SqlReader reader, ConstraintDefinition constraint)
    {
        if (!reader.Take("references"))
        {
            return constraint.Kind == ConstraintKind.ForeignKey ? constraint with { References = Nameless } : constraint;
        }

        var table = reader.Object() ?? Nameless;
        var columns = reader.Columns();
        while (true)
        {
            if (reader.Take("match"))
            {
                reader.Name();
            }
            else if (reader.Take("on", "delete") || reader.Take("on", "update"))
            {
                if (!reader.Take("no", "action"))
                {
                    _ = reader.TakeAny("set", "cascade", "restrict");
                    _ = reader.TakeAny("null", "default");
                }

                reader.Parentheses();
            }
            else
            {
                return constraint with { References = table, ReferencedColumns = columns };
            }
        }
    }

    private static ColumnDefinition? ReadColumn(SqlReader reader)
    {
        var start = reader.Position;
        if (reader.Name() is not { } name || SqlType.Read(reader) is not { } type)
        {
            return null;
        }

        var column = new ColumnDefinition(name, type, reader.Code);
        var constraints = new List<ConstraintDefinition>();
        while (!reader.AtEnd && reader.Kind != SqlTokenKind.Comma)
        {
            var from = reader.Position;
            var constraintName = reader.Take("constraint") ? reader.Name() : null;
            if (ReadConstraintBody(reader, from, name) is { } constraint)
            {
                constraints.Add(constraint with { Name = constraintName, Source = reader.Since(from) });
            }
            else
            {
                column = ReadColumnOption(reader, column);
            }
        }

        return column with { Constraints = constraints, Source = reader.Since(start) };
    }

    private static ColumnDefinition ReadColumnOption(SqlReader reader, ColumnDefinition column)
    {
        if (reader.Take("not", "null"))
        {
            return column with { NotNull = true };
        }

        if (reader.Take("default"))
        {
            return column with { Default = ReadDefault(reader) };
        }

        if (reader.Take("collate"))
        {
            return column with { Collation = reader.Object()?.ToString() };
        }

        if (reader.Take("generated"))
        {
            reader.Take("always");
            reader.Take("by", "default");
            reader.Take("as");
            if (!reader.Take("identity"))
            {
                return column with { Generated = reader.Parentheses() };
            }

            reader.Parentheses();
            return column with { IsIdentity = true, NotNull = true };
        }

        reader.SkipBalanced();
        return column;
    }

    private static SqlFragment ReadDefault(SqlReader reader)
    {
        // A default is a b_expr, in which none of these words stands bare, except NOT before NULL and NULL itself.
        var start = reader.Position;
        while (!reader.AtEnd
            && reader.Kind != SqlTokenKind.Comma
            && (reader.Position == start
                || !(reader.IsAny(
                    "constraint", "check", "unique", "primary", "references", "generated", "collate", "deferrable", "initially")
                    || (reader.Is("not") && (reader.Is(1, "null") || reader.Is(1, "deferrable")))
                    || reader.Is("null"))))
        {
            reader.SkipBalanced();
        }

        return reader.Since(start);
    }

    private static CreateSequence ReadCreateSequence(SqlReader reader, bool temporary)
    {
        var guarded = reader.TakeIfNotExists();
        var name = reader.Object() ?? Nameless;
        return new CreateSequence(reader.Code, temporary ? new ObjectName("pg_temp", name.Name) : name) { IfNotExists = guarded };
    }

    private static CreateView ReadCreateView(SqlReader reader, bool materialized, bool replace, bool temporary)
    {
        var guarded = reader.TakeIfNotExists();
        var name = reader.Object() ?? Nameless;
        while (!reader.AtEnd && !reader.Take("as"))
        {
            reader.SkipBalanced();
        }

        return new CreateView(reader.Code, temporary ? new ObjectName("pg_temp", name.Name) : name, materialized)
        {
            OrReplace = replace,
            IfNotExists = guarded,
            Query = reader.Rest(),
        };
    }
}
