using Agora.Migrations.Sql;
using Agora.Migrations.Statements;

namespace Agora.Migrations.Lint.Rules;

/// <summary>Whether the text of a statement alone holds it to few rows.</summary>
internal static class RowBounds
{
    /// <summary>Words in an expression that name no column.</summary>
    private static readonly HashSet<string> Constants = new(StringComparer.Ordinal)
    {
        "true", "false", "null", "array", "row", "cast", "as", "interval", "date", "timestamp", "timestamptz", "time", "uuid",
        "current_date", "current_timestamp",
        "current_time", "localtime", "localtimestamp", "current_user", "session_user", "at", "zone", "or", "not", "symmetric", "asymmetric",
        "precision", "varying", "without", "with",
    };

    /// <summary>True when rows come from a relation that may be big: not from VALUES, functions or what this step made.</summary>
    public static bool ReadsTable(StatementContext context, SqlFragment query)
    {
        var reader = new SqlReader(query);
        while (!reader.AtEnd)
        {
            if (reader.TakeAny("from", "join") is null)
            {
                reader.Position++;
            }
            else if (ReadsHere(context, reader))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True when the condition fixes all columns of a key, or bounds the only one from both sides.</summary>
    public static bool HoldKey(StatementContext context, TableWrite write)
    {
        if (write.Where is not { } where || where.IndexOf("or") >= 0)
        {
            return false;
        }

        if (where.Is(0, "current") && where.Is(1, "of"))
        {
            return true;
        }

        var condition = new Condition(context, write);
        var reader = new SqlReader(where);
        while (!reader.AtEnd)
        {
            condition.Read(reader);
            if (!reader.Is("and"))
            {
                reader.Until(comma: false, "and");
            }

            reader.Take("and");
        }

        var keys = context.Schema.Table(write.Table)?.Indexes.Where(index => index is { IsUnique: true, Where: null })
            .Select(index => index.Columns).ToList() ?? [];
        if (keys.Count == 0)
        {
            keys.Add(["id"]);
        }

        return keys.Exists(condition.Fixes);
    }

    private static bool ReadsHere(StatementContext context, SqlReader reader)
    {
        reader.Take("only");
        var isFunction = reader.Is(1, SqlTokenKind.LeftParen) || reader.Is(3, SqlTokenKind.LeftParen);
        if (isFunction || reader.Is(0, SqlTokenKind.LeftParen) || reader.Relation().Name is not { } name)
        {
            return false;
        }

        return CommonTable(context, name) is { } query ? ReadsTable(context, query)
            : name.Schema is not ("pg_catalog" or "information_schema")
                && !(name.Schema is null && name.Name.StartsWith("pg_", StringComparison.Ordinal))
                && context.IsExisting(name);
    }

    /// <summary>The query of a WITH of the statement that has this name.</summary>
    private static SqlFragment? CommonTable(StatementContext context, ObjectName name)
    {
        var source = context.Statement.Source;
        if (name.Schema is not null || !source.Is(0, "with"))
        {
            return null;
        }

        var reader = new SqlReader(source) { Position = 1 };
        while (!reader.AtEnd)
        {
            if (reader.Name() is not { } found || found != name.Name)
            {
                reader.Position = Math.Max(reader.Position, 1);
                reader.SkipBalanced();
                continue;
            }

            reader.Parentheses();
            if (reader.Take("as"))
            {
                reader.Take("not");
                reader.Take("materialized");
                return reader.Parentheses();
            }
        }

        return null;
    }

    /// <summary>What a WHERE says about the columns of the table that is written.</summary>
    private sealed class Condition
    {
        private readonly StatementContext context;
        private readonly ObjectName table;
        private readonly string? alias;
        private readonly bool hasOthers;
        private readonly bool othersAreBig;
        private readonly HashSet<string> equal = new(StringComparer.Ordinal);
        private readonly Dictionary<string, int> sides = new(StringComparer.Ordinal);

        public Condition(StatementContext context, TableWrite write)
        {
            this.context = context;
            table = write.Table;
            var others = Others(write);
            hasOthers = !others.IsEmpty;
            othersAreBig = hasOthers && AreBig(context, others);
            alias = Alias(write);
        }

        public bool Fixes(IReadOnlyList<string?> key) =>
            key.All(column => column is not null && (equal.Contains(column) || (key.Count == 1 && sides.GetValueOrDefault(column) == 3)));

        /// <summary>Reads one term of a conjunction and stops somewhere within it.</summary>
        public void Read(SqlReader reader)
        {
            var start = reader.Position;
            if (reader.Object() is not { } column || reader.AtEnd || !IsOwn(column))
            {
                reader.Position = start;
                return;
            }

            var word = reader.Code.Span[reader.Position].Of(reader.Code.Script);
            if (word is "=" && IsFixed(Operand(reader)))
            {
                equal.Add(column.Name);
            }
            else if (reader.Is("in") && IsFixed(Operand(reader)))
            {
                equal.Add(column.Name);
            }
            else if (word is ">" or ">=" or "<" or "<=" && IsFixed(Operand(reader)))
            {
                sides[column.Name] = sides.GetValueOrDefault(column.Name) | (word[0] == '>' ? 1 : 2);
            }
            else if (reader.Is("between") && IsFixed(Operand(reader)))
            {
                reader.Take("and");
                var rest = reader.Position;
                sides[column.Name] = IsFixed(new SqlReader(reader.Code) { Position = rest }.Until(comma: false, "and")) ? 3 : 1;
            }
        }

        /// <summary>What stands behind the operator, up to the next AND.</summary>
        private static SqlFragment Operand(SqlReader reader)
        {
            reader.Position++;
            return reader.Until(comma: false, "and");
        }

        private bool IsOwn(ObjectName column) => column.Schema is null || column.Schema == alias || column.Schema == table.Name;

        /// <summary>One value or a list of them, the same for every row.</summary>
        private bool IsFixed(SqlFragment operand)
        {
            if (operand.IsEmpty || operand.Mentions("select") || operand.Mentions("any"))
            {
                return false;
            }

            for (var i = 0; i < operand.Count; i++)
            {
                if (!operand.Span[i].IsIdentifier
                    || operand.Is(i + 1, SqlTokenKind.LeftParen)
                    || operand.Is(i - 1, SqlTokenKind.TypeCast)
                    || operand.Is(i - 1, "as")
                    || operand.Is(i - 1, SqlTokenKind.Colon))
                {
                    continue;
                }

                var name = SqlText.Name(operand.Span[i], operand.Script);
                var qualifier = operand.Is(i + 1, SqlTokenKind.Dot) ? name : null;
                if (Constants.Contains(name) || operand.Is(i - 1, SqlTokenKind.Dot))
                {
                    continue;
                }

                if (qualifier is null
                    ? IsColumn(name)
                    : qualifier == alias || qualifier == table.Name || othersAreBig || !(hasOthers || context.Statement.IsInBody))
                {
                    return false;
                }
            }

            return true;
        }

        /// <summary>
        /// A bare name is a variable in a body, or a column of what stands beside the table, when the table has no such column.
        /// </summary>
        private bool IsColumn(string name) =>
            othersAreBig || !(context.Statement.IsInBody || hasOthers) || context.Schema.Table(table)?.Column(name) is not null;

        /// <summary>The relations beside the one that is written: FROM of an UPDATE, USING of a DELETE.</summary>
        private static SqlFragment Others(TableWrite write)
        {
            var word = write.Kind == WriteKind.Update ? "from" : "using";
            var at = write.Source.IndexOf(word, write.Kind == WriteKind.Update ? Math.Max(write.Source.IndexOf("set"), 0) : 0);
            if (at < 0)
            {
                return SqlFragment.None;
            }

            var reader = new SqlReader(write.Source) { Position = at + 1 };
            return reader.Until(comma: false, "where", "returning");
        }

        private static bool AreBig(StatementContext context, SqlFragment others) => ReadsTable(context, others)
            || others.Items().Any(item => ReadsHere(context, new SqlReader(item)));

        private static string? Alias(TableWrite write)
        {
            var reader = new SqlReader(write.Source) { Position = 1 };
            reader.Take("from");
            reader.Relation();
            return reader.Take("as") || !reader.IsAny("set", "using", "where", "returning") ? reader.Name() : null;
        }
    }
}
