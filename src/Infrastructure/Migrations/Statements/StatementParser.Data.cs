using Agora.Migrations.Sql;

namespace Agora.Migrations.Statements;

internal static partial class StatementParser
{
    private static Statement Data(SqlReader reader, bool inBody)
    {
        var writes = new List<TableWrite>();
        var created = ReadData(reader, writes, inBody);
        return created is null
            ? new DataStatement(reader.Code, writes)
            : new CreateTable(reader.Code, created) { Query = reader.Code };
    }

    /// <returns>The table that SELECT INTO makes.</returns>
    private static ObjectName? ReadData(SqlReader reader, List<TableWrite> writes, bool inBody, int depth = 0)
    {
        if (reader.Is(0, SqlTokenKind.LeftParen))
        {
            return ReadData(new SqlReader(Innermost(reader)), writes, inBody, depth);
        }

        if (reader.Take("with"))
        {
            ReadWith(reader, writes, depth);
        }

        var start = reader.Position;
        switch (reader.TakeAny("insert", "update", "delete", "merge", "select"))
        {
            case "insert":
                ReadInsert(reader, writes, start);
                return null;
            case "update":
                ReadUpdate(reader, writes, start);
                return null;
            case "delete":
                reader.Take("from");
                var (deleted, _) = reader.Relation();
                writes.Add(new TableWrite(WriteKind.Delete, deleted ?? Nameless, Where(reader), reader.Since(start)));
                return null;
            case "merge":
                reader.Take("into");
                var (merged, _) = reader.Relation();
                writes.Add(new TableWrite(WriteKind.Merge, merged ?? Nameless, reader.Rest(), reader.Since(start)));
                return null;
            case "select" when !inBody:
                return ReadSelectInto(reader);
            default:
                return null;
        }
    }

    /// <summary>What stands within all parentheses that open here one behind the other.</summary>
    private static SqlFragment Innermost(SqlReader reader)
    {
        while (reader.Is(1, SqlTokenKind.LeftParen))
        {
            reader.Position++;
        }

        return reader.Parentheses();
    }

    private static void ReadWith(SqlReader reader, List<TableWrite> writes, int depth)
    {
        reader.Take("recursive");
        do
        {
            reader.Name();
            reader.Parentheses();
            reader.Take("as");
            reader.Take("not");
            reader.Take("materialized");
            if (depth < SqlReader.MostParentheses)
            {
                ReadData(new SqlReader(reader.Parentheses()), writes, inBody: true, depth + 1);
            }

            while (!reader.AtEnd
                && reader.Kind != SqlTokenKind.Comma
                && !reader.IsAny("insert", "update", "delete", "merge", "select", "values", "table")
                && !reader.Is(0, SqlTokenKind.LeftParen))
            {
                reader.SkipBalanced();
            }
        }
        while (reader.Take(SqlTokenKind.Comma));
    }

    private static void ReadInsert(SqlReader reader, List<TableWrite> writes, int start)
    {
        reader.Take("into");
        var table = reader.Object() ?? Nameless;
        if (reader.Take("as"))
        {
            reader.Name();
        }

        IReadOnlyList<string> columns = reader.Is(0, SqlTokenKind.LeftParen) && !reader.Is(1, "select") && !reader.Is(1, "with")
            ? reader.WholeColumns()
            : [];
        if (reader.Take("overriding"))
        {
            reader.Position += 2;
        }

        SqlFragment? source = reader.IsAny("values", "default") ? null : reader.Rest();
        reader.Position = reader.Code.Count;
        writes.Add(new TableWrite(WriteKind.Insert, table, source, reader.Since(start)) { Columns = columns });
    }

    private static void ReadUpdate(SqlReader reader, List<TableWrite> writes, int start)
    {
        var (table, _) = reader.Relation();
        while (!reader.AtEnd && !reader.Take("set"))
        {
            reader.SkipBalanced();
        }

        var columns = new List<string>();
        foreach (var item in reader.Until(comma: false, "from", "where", "returning").Items())
        {
            var assignment = new SqlReader(item);
            if (assignment.Is(0, SqlTokenKind.LeftParen))
            {
                columns.AddRange(assignment.WholeColumns());
            }
            else if (assignment.Name() is { } column && assignment.Kind == SqlTokenKind.Operator)
            {
                // SET a.b and SET a[1] write a part of a composite or an array, which may be named several times.
                columns.Add(column);
            }
        }

        writes.Add(new TableWrite(WriteKind.Update, table ?? Nameless, Where(reader), reader.Since(start)) { Columns = columns });
    }

    private static SqlFragment? Where(SqlReader reader)
    {
        while (!reader.AtEnd && !reader.Take("where"))
        {
            reader.SkipBalanced();
        }

        return reader.AtEnd ? null : reader.Rest();
    }

    private static ObjectName? ReadSelectInto(SqlReader reader)
    {
        while (!reader.AtEnd && !reader.Is("into"))
        {
            if (reader.IsAny("from", "union", "intersect", "except"))
            {
                // INTO stands before FROM; behind it only the word of some other clause could come.
                return null;
            }

            reader.SkipBalanced();
        }

        if (!reader.Take("into"))
        {
            return null;
        }

        var temporary = reader.TakeAny("temporary", "temp") is not null;
        reader.Take("unlogged");
        reader.Take("table");
        var name = reader.Object();
        return temporary && name is not null ? new ObjectName("pg_temp", name.Name) : name;
    }
}
