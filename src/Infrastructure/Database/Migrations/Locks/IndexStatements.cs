namespace Agora.Infrastructure.Database.Migrations.Locks;

internal static class IndexStatements
{
    public static StatementFacts Create(ref StatementCursor at)
    {
        var concurrently = at.Accept("concurrently");
        at.Accept("if", "not", "exists");
        var index = at.Sees("on") ? null : at.Name();
        at.Accept("on");
        at.Accept("only");
        var table = at.Name();
        return concurrently
            ? StatementFacts.Of(LockClass.Weak, table) with
            {
                Kind = StatementKind.CreateIndexConcurrently,
                Transaction = TransactionRule.Outside,
                Object = index?.Name,
            }
            : StatementFacts.Of(LockClass.Strong, table);
    }

    public static StatementFacts Drop(ref StatementCursor at)
    {
        var concurrently = at.Accept("concurrently");
        at.Accept("if", "exists");
        var index = at.Name();
        return concurrently
            ? StatementFacts.Of(LockClass.Weak, index) with
            {
                Kind = StatementKind.DropIndexConcurrently,
                Transaction = TransactionRule.Outside,
                Object = index?.Name,
            }
            : StatementFacts.Of(LockClass.Strong);
    }

    public static StatementFacts Reindex(ref StatementCursor at)
    {
        var concurrently = at.AcceptOptions("concurrently");
        var whole = at.Sees("database") || at.Sees("system") || at.Sees("schema");
        at.Position++;
        concurrently |= at.Accept("concurrently");
        var target = at.Name();
        if (concurrently)
        {
            return StatementFacts.Of(LockClass.Weak, target) with
            {
                Kind = StatementKind.ReindexConcurrently,
                Transaction = TransactionRule.Outside,
                Object = target?.Name,
            };
        }

        return StatementFacts.Of(LockClass.Strong, target) with
        {
            Kind = StatementKind.Repeatable,
            Transaction = whole ? TransactionRule.Outside : TransactionRule.Any,
        };
    }

    public static StatementFacts Alter(ref StatementCursor at)
    {
        at.Accept("if", "exists");
        at.Name();

        // RENAME and fillfactor take SHARE UPDATE EXCLUSIVE on the index; other storage options stop the planner.
        var weak = at.Sees("rename") || (at.Accept("set") && at.AcceptOptions("fillfactor"));
        return StatementFacts.Of(weak ? LockClass.Weak : LockClass.Strong);
    }
}
