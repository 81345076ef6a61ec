using Agora.Migrations.Sql;

namespace Agora.Migrations.Statements;

internal static partial class StatementParser
{
    private static Statement ReadCreateIndex(SqlReader reader)
    {
        var unique = reader.Take("unique");
        if (!reader.Take("index"))
        {
            return new OtherStatement(reader.Code);
        }

        var concurrently = reader.Take("concurrently");
        var guarded = reader.TakeIfNotExists();
        var name = reader.Is("on") ? null : reader.Name();
        reader.Take("on");
        var (table, only) = reader.Relation();
        if (table is null)
        {
            return new OtherStatement(reader.Code);
        }

        var method = reader.Take("using") ? reader.Name() ?? "" : "btree";
        var index = new CreateIndex(reader.Code, table)
        {
            Name = name,
            Unique = unique,
            Concurrently = concurrently,
            IfNotExists = guarded,
            Only = only,
            Method = method,
            Elements = [.. reader.Parentheses().Items().Select(IndexElement)],
            Included = reader.Take("include") ? reader.Columns() : [],
        };
        var where = reader.Code.IndexOf("where", reader.Position);
        return where < 0 ? index : index with { Where = reader.Code.From(where + 1) };
    }

    private static IndexElement IndexElement(SqlFragment item)
    {
        var reader = new SqlReader(item);
        var column = reader.Name();
        var isColumn = column is not null && !reader.Is(0, SqlTokenKind.LeftParen) && !reader.Is(0, SqlTokenKind.Dot);
        return new IndexElement(item, isColumn ? column : null);
    }

    private static Statement ReadReindex(SqlReader reader)
    {
        reader.Position++;
        var concurrently = OptionIsOn(reader.Parentheses(), "concurrently");
        var kind = reader.TakeAny("index", "table", "schema", "database", "system") switch
        {
            "index" => SchemaObjectKind.Index,
            "table" => SchemaObjectKind.Table,
            "schema" => SchemaObjectKind.Schema,
            "database" => SchemaObjectKind.Database,
            _ => SchemaObjectKind.Other,
        };
        concurrently |= reader.Take("concurrently");
        var name = reader.Object();
        return name is null && kind is SchemaObjectKind.Index or SchemaObjectKind.Table
            ? new OtherStatement(reader.Code)
            : new Reindex(reader.Code, kind, name, concurrently);
    }

    /// <summary>True for a bare option and for one that is switched on.</summary>
    private static bool OptionIsOn(SqlFragment options, string option)
    {
        foreach (var item in options.Items())
        {
            if (item.Is(0, option))
            {
                return item.Count == 1 || !(item.Is(1, "false") || item.Is(1, "off") || item.Span[1].Of(item.Script) is "0");
            }
        }

        return false;
    }

    private static Vacuum ReadVacuum(SqlReader reader)
    {
        reader.Position++;
        var options = reader.Parentheses();
        var full = OptionIsOn(options, "full") || reader.Take("full");
        while (reader.TakeAny("full", "freeze", "verbose", "analyze", "analyse") is not null)
        {
        }

        return new Vacuum(reader.Code, full, reader.Objects());
    }

    private static Analyze ReadAnalyze(SqlReader reader)
    {
        reader.Position++;
        reader.Parentheses();
        reader.Take("verbose");
        return new Analyze(reader.Code, reader.Objects());
    }

    private static Cluster ReadCluster(SqlReader reader)
    {
        reader.Position++;
        reader.Parentheses();
        reader.Take("verbose");
        var table = reader.Object();
        // CLUSTER index ON table is the old writing.
        return new Cluster(reader.Code, reader.Take("on") ? reader.Object() : table);
    }

    private static Statement ReadRefresh(SqlReader reader)
    {
        reader.Position++;
        if (!reader.Take("materialized", "view"))
        {
            return new OtherStatement(reader.Code);
        }

        var concurrently = reader.Take("concurrently");
        return new RefreshMaterializedView(reader.Code, reader.Object() ?? Nameless, concurrently);
    }

    private static Truncate ReadTruncate(SqlReader reader)
    {
        reader.Position++;
        reader.Take("table");
        var tables = reader.Objects();
        return new Truncate(reader.Code, tables, reader.Code.IndexOf("cascade") >= 0);
    }

    private static LockTable ReadLock(SqlReader reader)
    {
        reader.Position++;
        reader.Take("table");
        var tables = reader.Objects();
        var mode = reader.Take("in") ? reader.Until(comma: false, "mode").Normalized() : "access exclusive";
        return new LockTable(reader.Code, tables, mode);
    }

    private static CopyData ReadCopy(SqlReader reader)
    {
        reader.Position++;
        reader.Take("binary");
        var table = reader.Object();
        reader.Parentheses();
        var from = reader.TakeAny("from", "to") == "from";
        return new CopyData(reader.Code, table, FromStdin: from && reader.Is("stdin"), from);
    }
}
