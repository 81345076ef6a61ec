using Agora.Migrations.Sql;

namespace Agora.Migrations.Statements;

internal static partial class StatementParser
{
    private static AlterTable ReadAlterTable(SqlReader reader, SchemaObjectKind kind)
    {
        var guarded = reader.TakeIfExists();
        var (name, only) = reader.Relation();
        var actions = new List<AlterAction>();
        do
        {
            var start = reader.Position;
            var action = ReadAction(reader, start);
            if (!reader.AtEnd && reader.Kind != SqlTokenKind.Comma)
            {
                reader.Until(comma: true);
            }

            if (!reader.AtEnd && reader.Kind != SqlTokenKind.Comma)
            {
                reader.Position++;
            }

            actions.Add(action with { Source = reader.Since(start) });
        }
        while (reader.Take(SqlTokenKind.Comma));

        return new AlterTable(reader.Code, kind, name ?? Nameless, actions) { IfExists = guarded, Only = only };
    }

    private static AlterAction ReadAction(SqlReader reader, int start)
    {
        var verb = reader.TakeAny(
            "add", "drop", "alter", "validate", "set", "reset", "enable", "disable", "force", "no", "cluster", "inherit", "owner",
            "replica", "attach", "detach", "rename");
        var code = reader.Since(start);
        switch (verb)
        {
            case "add":
                return ReadAdd(reader, code);
            case "drop":
                return ReadDropAction(reader, code);
            case "alter":
                return reader.Take("constraint") ? new AlterConstraint(code, reader.Name() ?? "") : ReadAlterColumn(reader, code);
            case "validate":
                reader.Take("constraint");
                return new ValidateConstraint(code, reader.Name() ?? "");
            case "set" or "reset":
                return ReadSetAction(reader, code, reset: verb == "reset");
            case "enable" or "disable" or "force" or "no":
                return ReadToggle(reader, code, verb);
            case "cluster":
                return new ClusterOn(code);
            case "inherit":
                return new ChangeInheritance(code, reader.Object() ?? Nameless, Inherit: true);
            case "owner":
                reader.Take("to");
                return new OwnerTo(code, reader.Name() ?? "");
            case "replica":
                reader.Take("identity");
                var index = reader.Take("using", "index") ? reader.Name() : null;
                return new SetReplicaIdentity(code, index, reader.Is("nothing"));
            case "attach":
                reader.Take("partition");
                var attached = reader.Object() ?? Nameless;
                return new AttachPartition(code, attached, reader.AtEnd ? null : ReadBound(reader));
            case "detach":
                reader.Take("partition");
                var detached = reader.Object() ?? Nameless;
                var concurrently = reader.Take("concurrently");
                return new DetachPartition(code, detached, concurrently, reader.Take("finalize"));
            case "rename":
                return ReadRename(reader, code);
            default:
                return new OtherAction(code);
        }
    }

    private static AlterAction ReadAdd(SqlReader reader, SqlFragment code)
    {
        if (IsTableConstraint(reader))
        {
            return new AddConstraint(code, ReadTableConstraint(reader));
        }

        reader.Take("column");
        var guarded = reader.TakeIfNotExists();
        return ReadColumn(reader) is { } column
            ? new AddColumn(code, column) { IfNotExists = guarded }
            : new OtherAction(code);
    }

    private static AlterAction ReadDropAction(SqlReader reader, SqlFragment code)
    {
        var constraint = reader.Take("constraint");
        if (!constraint)
        {
            reader.Take("column");
        }

        var guarded = reader.TakeIfExists();
        var name = reader.Name() ?? "";
        var cascade = reader.Take("cascade");
        return constraint
            ? new DropConstraint(code, name) { IfExists = guarded, Cascade = cascade }
            : new DropColumn(code, name) { IfExists = guarded, Cascade = cascade };
    }

    private static AlterAction ReadAlterColumn(SqlReader reader, SqlFragment code)
    {
        reader.Take("column");
        // ALTER INDEX i ALTER COLUMN 1 SET STATISTICS names the column by its number.
        var column = reader.Take(SqlTokenKind.Integer) ? "" : reader.Name() ?? "";
        if (reader.Take("set", "data", "type") || reader.Take("type"))
        {
            return ReadSetType(reader, code, column);
        }

        if (reader.Take("set", "default"))
        {
            return new SetDefault(code, column, reader.Until(comma: true));
        }

        if (reader.Take("drop", "default"))
        {
            return new SetDefault(code, column, null);
        }

        if (reader.Take("set", "not", "null"))
        {
            return new SetNotNull(code, column);
        }

        if (reader.Take("drop", "not", "null"))
        {
            return new DropNotNull(code, column);
        }

        if (reader.Take("set", "expression"))
        {
            return new SetExpression(code, column);
        }

        if (reader.Take("drop", "expression"))
        {
            return new DropExpression(code, column);
        }

        return ReadColumnSetting(reader, code, column);
    }

    private static AlterAction ReadColumnSetting(SqlReader reader, SqlFragment code, string column)
    {
        if (reader.Take("add", "generated"))
        {
            return new ChangeIdentity(code, column, IdentityChange.Add);
        }

        if (reader.Take("drop", "identity"))
        {
            return new ChangeIdentity(code, column, IdentityChange.Drop);
        }

        if (reader.Take("set", "statistics"))
        {
            return new SetColumnSetting(code, column, ColumnSettingKind.Statistics);
        }

        if (reader.Take("set", "storage"))
        {
            return new SetColumnSetting(code, column, ColumnSettingKind.Storage);
        }

        if (reader.Take("set", "compression"))
        {
            return new SetColumnSetting(code, column, ColumnSettingKind.Compression);
        }

        if (reader.Is(1, SqlTokenKind.LeftParen) && reader.TakeAny("set", "reset") is not null)
        {
            return new SetColumnSetting(code, column, ColumnSettingKind.Options);
        }

        return reader.IsAny("set", "restart") ? new ChangeIdentity(code, column, IdentityChange.Set) : new OtherAction(code);
    }

    private static SetColumnType ReadSetType(SqlReader reader, SqlFragment code, string column)
    {
        var type = SqlType.Read(reader) ?? new SqlType(Nameless, [], IsArray: false, SqlFragment.None);
        var collation = reader.Take("collate") ? reader.Object()?.ToString() : null;
        return new SetColumnType(code, column, type)
        {
            Collation = collation,
            Using = reader.Take("using") ? reader.Until(comma: true) : null,
        };
    }

    private static AlterAction ReadSetAction(SqlReader reader, SqlFragment code, bool reset)
    {
        if (reader.Is(0, SqlTokenKind.LeftParen))
        {
            var names = reader.Parentheses().Items().Select(item => new SqlReader(item).Object()?.ToString() ?? "");
            return new SetOptions(code, [.. names], reset);
        }

        switch (reader.TakeAny("schema", "tablespace", "logged", "unlogged", "access", "without"))
        {
            case "schema":
                return new SetSchema(code, reader.Name() ?? "");
            case "tablespace":
                return new SetTablespace(code);
            case "logged":
                return new SetLogged(code, Logged: true);
            case "unlogged":
                return new SetLogged(code, Logged: false);
            case "access":
                return new SetAccessMethod(code);
            case "without" when reader.Take("cluster"):
                return new ClusterOn(code);
            default:
                return new OtherAction(code);
        }
    }

    private static AlterAction ReadToggle(SqlReader reader, SqlFragment code, string verb)
    {
        if (verb == "no" && reader.Take("inherit"))
        {
            return new ChangeInheritance(code, reader.Object() ?? Nameless, Inherit: false);
        }

        if (verb == "no")
        {
            reader.Take("force");
        }

        _ = reader.TakeAny("replica", "always");
        if (reader.Take("row", "level", "security"))
        {
            return new ChangeRowSecurity(code, verb switch
            {
                "enable" => RowSecurityChange.Enable,
                "disable" => RowSecurityChange.Disable,
                "force" => RowSecurityChange.Force,
                _ => RowSecurityChange.NoForce,
            });
        }

        return reader.TakeAny("trigger", "rule") switch
        {
            "trigger" => new ToggleTrigger(code, verb == "enable"),
            "rule" => new ToggleRule(code, verb == "enable"),
            _ => new OtherAction(code),
        };
    }

    private static AlterAction ReadRename(SqlReader reader, SqlFragment code)
    {
        if (reader.Take("to"))
        {
            return new RenameTo(code, reader.Name() ?? "");
        }

        var constraint = reader.Take("constraint");
        if (!constraint)
        {
            reader.Take("column");
        }

        var name = reader.Name() ?? "";
        reader.Take("to");
        var newName = reader.Name() ?? "";
        return constraint ? new RenameConstraint(code, name, newName) : new RenameColumn(code, name, newName);
    }
}
