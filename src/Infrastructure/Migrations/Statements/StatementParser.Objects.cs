using Agora.Migrations.Sql;

namespace Agora.Migrations.Statements;

internal static partial class StatementParser
{
    private static SchemaObjectKind ObjectKind(SqlReader reader)
    {
        if (reader.Take("materialized", "view"))
        {
            return SchemaObjectKind.MaterializedView;
        }

        if (reader.Take("foreign", "table"))
        {
            return SchemaObjectKind.ForeignTable;
        }

        if (reader.Take("event", "trigger"))
        {
            return SchemaObjectKind.EventTrigger;
        }

        return reader.TakeAny(
            "table", "index", "view", "sequence", "schema", "database", "type", "domain", "function", "procedure", "routine", "aggregate",
            "trigger",
            "policy",
            "rule",
            "extension",
            "publication",
            "subscription",
            "role",
            "user",
            "group",
            "tablespace",
            "statistics") switch
        {
            "table" => SchemaObjectKind.Table,
            "index" => SchemaObjectKind.Index,
            "view" => SchemaObjectKind.View,
            "sequence" => SchemaObjectKind.Sequence,
            "schema" => SchemaObjectKind.Schema,
            "database" => SchemaObjectKind.Database,
            "type" => SchemaObjectKind.Type,
            "domain" => SchemaObjectKind.Domain,
            "function" => SchemaObjectKind.Function,
            "procedure" => SchemaObjectKind.Procedure,
            "routine" => SchemaObjectKind.Routine,
            "aggregate" => SchemaObjectKind.Aggregate,
            "trigger" => SchemaObjectKind.Trigger,
            "policy" => SchemaObjectKind.Policy,
            "rule" => SchemaObjectKind.Rule,
            "extension" => SchemaObjectKind.Extension,
            "publication" => SchemaObjectKind.Publication,
            "subscription" => SchemaObjectKind.Subscription,
            "role" or "user" or "group" => SchemaObjectKind.Role,
            "tablespace" => SchemaObjectKind.Tablespace,
            "statistics" => SchemaObjectKind.Statistics,
            _ => SchemaObjectKind.Other,
        };
    }

    private static Statement Drop(SqlReader reader)
    {
        reader.Position++;
        if (reader.Is("owned"))
        {
            return new OtherStatement(reader.Code);
        }

        var kind = ObjectKind(reader);
        var concurrently = reader.Take("concurrently");
        var guarded = reader.TakeIfExists();
        ObjectName? table = null;
        List<ObjectName> names;
        if (kind is SchemaObjectKind.Trigger or SchemaObjectKind.Policy or SchemaObjectKind.Rule)
        {
            names = [reader.Object() ?? Nameless];
            table = reader.Take("on") ? reader.Object() : null;
        }
        else
        {
            names = reader.Objects();
        }

        return new DropObjects(reader.Code, kind, names)
        {
            Table = table,
            Concurrently = concurrently,
            IfExists = guarded,
            Cascade = reader.Code.IndexOf("cascade") >= 0,
        };
    }

    private static Statement Alter(SqlReader reader)
    {
        reader.Position++;
        if (reader.Take("system"))
        {
            return new AlterSystem(reader.Code);
        }

        var kind = ObjectKind(reader);
        switch (kind)
        {
            case SchemaObjectKind.Table or SchemaObjectKind.Index or SchemaObjectKind.View or SchemaObjectKind.MaterializedView
                or SchemaObjectKind.ForeignTable:
                return reader.Is("all") && reader.Is(1, "in") ? new OtherStatement(reader.Code) : ReadAlterTable(reader, kind);
            case SchemaObjectKind.Policy:
                return ReadPolicy(reader, alter: true);
            case SchemaObjectKind.Type when ReadAlterEnum(reader) is { } change:
                return change;
            case SchemaObjectKind.Domain when ReadAlterDomain(reader) is { } change:
                return change;
            case SchemaObjectKind.Role when !reader.Is("mapping"):
                return ReadRole(reader, alter: true);
            case SchemaObjectKind.Publication when !IsRenameOrOwner(reader.Code):
                return ReadPublication(reader, alter: true);
            case SchemaObjectKind.Sequence when !IsRenameOrOwner(reader.Code):
                return ReadAlterSequence(reader);
            default:
                return ReadAlterObject(reader, kind);
        }
    }

    private static bool IsRenameOrOwner(SqlFragment code)
    {
        var owner = code.IndexOf("owner");
        var set = code.IndexOf("set");
        return code.IndexOf("rename") >= 0
            || (owner >= 0 && code.Is(owner + 1, "to"))
            || (set >= 0 && code.Is(set + 1, "schema") && code.Is(1, "sequence"));
    }

    private static AlterSequence ReadAlterSequence(SqlReader reader)
    {
        reader.TakeIfExists();
        var name = reader.Object() ?? Nameless;
        return new AlterSequence(reader.Code, name) { OnlyOwnedBy = reader.Take("owned", "by") };
    }

    private static AlterObject ReadAlterObject(SqlReader reader, SchemaObjectKind kind)
    {
        reader.TakeIfExists();
        var name = reader.Object() ?? Nameless;
        reader.Parentheses();
        var change = new AlterObject(reader.Code, kind, name);
        if (reader.Take("on"))
        {
            change = change with { Table = reader.Object() };
        }

        if (reader.Take("rename"))
        {
            // ALTER TYPE .. RENAME ATTRIBUTE and ALTER DOMAIN .. RENAME CONSTRAINT keep the name of the object.
            return reader.Take("to") ? change with { RenameTo = reader.Name() } : change;
        }

        if (reader.Take("owner", "to"))
        {
            return change with { OwnerTo = reader.Name() };
        }

        return reader.Take("set", "schema") ? change with { SetSchema = reader.Name() } : change;
    }

    private static CreateTrigger ReadCreateTrigger(SqlReader reader, bool replace)
    {
        var name = reader.Name() ?? "";
        while (!reader.AtEnd && !reader.Take("on"))
        {
            reader.SkipBalanced();
        }

        var trigger = new CreateTrigger(reader.Code, name, reader.Object() ?? Nameless) { OrReplace = replace };
        if (reader.Take("from"))
        {
            trigger = trigger with { From = reader.Object() };
        }

        while (!reader.AtEnd && !reader.Take("execute"))
        {
            reader.SkipBalanced();
        }

        _ = reader.TakeAny("function", "procedure");
        return trigger with { Function = reader.Object() };
    }

    private static CreateRule ReadCreateRule(SqlReader reader)
    {
        var name = reader.Name() ?? "";
        while (!reader.AtEnd && !reader.Take("to"))
        {
            reader.SkipBalanced();
        }

        return new CreateRule(reader.Code, name, reader.Object() ?? Nameless);
    }

    private static DefinePolicy ReadPolicy(SqlReader reader, bool alter)
    {
        reader.TakeIfExists();
        var name = reader.Name() ?? "";
        reader.Take("on");
        return new DefinePolicy(reader.Code, alter, name, reader.Object() ?? Nameless);
    }

    private static DefineRole ReadRole(SqlReader reader, bool alter)
    {
        var name = reader.Name() ?? "";
        var at = reader.Code.IndexOf("password");
        return new DefineRole(reader.Code, alter, name) { HasPassword = at >= 0 && !reader.Code.Is(at + 1, "null") };
    }

    private static DefinePublication ReadPublication(SqlReader reader, bool alter)
    {
        var publication = new DefinePublication(reader.Code, alter, reader.Name() ?? "")
        {
            AllTables = reader.Take("for", "all", "tables"),
        };
        while (!reader.AtEnd && !reader.Is("table"))
        {
            reader.SkipBalanced();
        }

        var tables = new List<ObjectName>();
        if (reader.Take("table"))
        {
            do
            {
                reader.Take("table");
                if (reader.Is("tables") && reader.Is(1, "in"))
                {
                    break;
                }

                if (reader.Relation().Name is { } table)
                {
                    tables.Add(table);
                }

                reader.Until(comma: true, "with");
            }
            while (reader.Take(SqlTokenKind.Comma));
        }

        return publication with { Tables = tables };
    }

    private static CreateStatistics ReadCreateStatistics(SqlReader reader)
    {
        while (!reader.AtEnd && !reader.Take("from"))
        {
            reader.SkipBalanced();
        }

        return new CreateStatistics(reader.Code, reader.Object() ?? Nameless);
    }

    private static CommentOn ReadComment(SqlReader reader)
    {
        reader.Position++;
        reader.Take("on");
        if (reader.Take("column"))
        {
            var column = reader.Object() ?? Nameless;
            var before = reader.Code.From(3);
            // schema.table.column: the reader keeps the last two parts, so the schema is read again from the front.
            var schema = before.Is(1, SqlTokenKind.Dot) && before.Is(3, SqlTokenKind.Dot) ? new SqlReader(before).Name() : null;
            return new CommentOn(reader.Code, SchemaObjectKind.Table, new ObjectName(schema, column.Schema ?? "")) { Column = column.Name };
        }

        var kind = ObjectKind(reader);
        if (kind == SchemaObjectKind.Other && reader.Take("constraint"))
        {
            reader.Name();
            reader.Take("on");
            return new CommentOn(reader.Code, SchemaObjectKind.Other, reader.Object() ?? Nameless);
        }

        return new CommentOn(reader.Code, kind, reader.Object() ?? Nameless);
    }

    private static GrantPrivileges ReadGrant(SqlReader reader, bool isRevoke)
    {
        reader.Position++;
        if (isRevoke)
        {
            reader.Take("grant", "option", "for");
        }

        var privileges = new List<string>();
        do
        {
            var privilege = reader.Name() ?? "";
            reader.Take("privileges");
            reader.Parentheses();
            privileges.Add(privilege);
        }
        while (reader.Take(SqlTokenKind.Comma));

        var membership = !reader.Take("on");
        var target = membership ? SqlFragment.None : reader.Until(comma: false, isRevoke ? "from" : "to");
        _ = reader.TakeAny("to", "from");
        var grantees = new List<string>();
        do
        {
            reader.Take("group");
            grantees.Add(reader.Name() ?? "");
        }
        while (reader.Take(SqlTokenKind.Comma));

        var option = reader.Take("with") && (reader.Is("grant") || reader.Is("admin"));
        return new GrantPrivileges(reader.Code, isRevoke, privileges, target, grantees)
        {
            WithGrantOption = option,
            IsMembership = membership,
        };
    }
}
