namespace Agora.Infrastructure.Database.Migrations.Locks;

internal static class TableStatements
{
    public static StatementFacts Alter(ref StatementCursor at)
    {
        if (at.Sees("all", "in", "tablespace"))
        {
            return StatementFacts.Of(LockClass.Strong);
        }

        at.Accept("if", "exists");
        at.Accept("only");
        var table = at.Name();
        var facts = StatementFacts.Of(LockClass.New, table);
        do
        {
            var action = Action(ref at, table);
            facts = facts with
            {
                Lock = action.Lock > facts.Lock ? action.Lock : facts.Lock,
                Kind = action.Kind == StatementKind.Other ? facts.Kind : action.Kind,
                Object = action.Object ?? facts.Object,
                Transaction = action.Transaction == TransactionRule.Any ? facts.Transaction : action.Transaction,
                Targets = [.. facts.Targets, .. action.Targets],
            };
        }
        while (at.NextItem());

        return facts;
    }

    public static StatementFacts Create(ref StatementCursor at)
    {
        at.Accept("if", "not", "exists");
        var table = at.Name();
        var locked = References(ref at);
        var start = at.Position;
        if (at.Accept("partition", "of") && at.Name() is { } parent)
        {
            locked.Add(parent);
        }

        at.Position = start;
        if (at.Find("inherits") is var inherits and >= 0)
        {
            at.Position = inherits + 2;
            locked.AddRange(at.Names());
        }

        return Making(table, locked);
    }

    public static StatementFacts CreateView(ref StatementCursor at)
    {
        at.Accept("if", "not", "exists");
        return Making(at.Name(), []);
    }

    public static StatementFacts CreateSequence(ref StatementCursor at) => CreateView(ref at);

    public static StatementFacts Drop(ref StatementCursor at)
    {
        at.Accept("if", "exists");

        // A dropped table also locks the tables that its foreign keys point to, which the text does not name.
        return StatementFacts.Of(LockClass.Strong);
    }

    public static StatementFacts Truncate(ref StatementCursor at)
    {
        at.Accept("table");
        return new StatementFacts(StatementKind.Other, LockClass.Strong, TransactionRule.Any, null, at.Names(), null);
    }

    public static StatementFacts Lock(ref StatementCursor at) => Truncate(ref at);

    public static StatementFacts AlterRelation(ref StatementCursor at)
    {
        at.Accept("if", "exists");
        return StatementFacts.Of(LockClass.Strong, at.Name());
    }

    public static StatementFacts Comment(ref StatementCursor at)
    {
        var isColumn = at.Sees("column");
        var isRelation = isColumn || at.Sees("table") || at.Sees("view") || at.Sees("index") || at.Sees("materialized", "view");
        at.Position++;
        at.Accept("view");
        var name = at.Name();
        if (!isRelation)
        {
            return StatementFacts.Of(LockClass.New);
        }

        // Of "schema.table.column" the cursor kept the last two parts; naming no target keeps the class on the safe side.
        return isColumn ? StatementFacts.Of(LockClass.Weak) : StatementFacts.Of(LockClass.Weak, name);
    }

    private static StatementFacts Making(ObjectName? made, List<ObjectName> locked) => new(
        StatementKind.Other, locked.Count > 0 ? LockClass.Strong : LockClass.New, TransactionRule.Any, null, locked, made);

    private static StatementFacts Action(ref StatementCursor at, ObjectName? table)
    {
        if (at.Accept("validate", "constraint"))
        {
            return StatementFacts.Of(LockClass.Weak) with { Kind = StatementKind.ValidateConstraint, Object = at.Name()?.Name };
        }

        if (at.Accept("detach", "partition"))
        {
            var partition = at.Name();
            return at.Sees("concurrently")
                ? StatementFacts.Of(LockClass.TwoPhase, partition) with
                {
                    Kind = StatementKind.DetachConcurrently,
                    Transaction = TransactionRule.Outside,
                    Object = partition?.ToString(),
                }
                : StatementFacts.Of(LockClass.Strong, partition);
        }

        if (at.Accept("attach", "partition"))
        {
            return StatementFacts.Of(LockClass.Strong, at.Name());
        }

        var weak = at.Sees("cluster", "on") || at.Sees("set", "without", "cluster") || IsWeakOptions(ref at) || IsSetStatistics(at);
        return new StatementFacts(
            StatementKind.Other, weak ? LockClass.Weak : LockClass.Strong, TransactionRule.Any, null, References(ref at), null);
    }

    /// <summary>Storage parameters are SHARE UPDATE EXCLUSIVE, except those that change what a table is to the planner.</summary>
    private static bool IsWeakOptions(ref StatementCursor at)
    {
        var start = at.Position;
        var options = at.Accept("set") || at.Accept("reset");
        var strong = options && at.AcceptOptions("user_catalog_table");
        var parenthesised = at.Position > start + 1;
        at.Position = start;
        return options && parenthesised && !strong;
    }

    private static bool IsSetStatistics(StatementCursor at)
    {
        if (!at.Accept("alter"))
        {
            return false;
        }

        at.Accept("column");
        at.Name();
        return at.Sees("set", "statistics");
    }

    /// <summary>Tables that a foreign key of this clause points to; the cursor stays where it is.</summary>
    private static List<ObjectName> References(ref StatementCursor at)
    {
        var start = at.Position;
        var found = new List<ObjectName>();
        while (!at.AtEnd)
        {
            if (at.Accept("references"))
            {
                if (at.Name() is { } name)
                {
                    found.Add(name);
                }
            }
            else
            {
                at.Position++;
            }
        }

        at.Position = start;
        return found;
    }
}
