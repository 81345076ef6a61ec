namespace Agora.Infrastructure.Database.Migrations.Locks;

internal static class MaintenanceStatements
{
    public static StatementFacts Vacuum(ref StatementCursor at)
    {
        var full = at.AcceptOptions("full") || at.Accept("full");
        return StatementFacts.Of(full ? LockClass.Strong : LockClass.Weak) with
        {
            Kind = StatementKind.Repeatable,
            Transaction = TransactionRule.Outside,
        };
    }

    public static StatementFacts Analyze(ref StatementCursor at)
    {
        at.AcceptOptions("verbose");
        at.Accept("verbose");
        return StatementFacts.Of(LockClass.Weak, at.Name()) with { Kind = StatementKind.Repeatable };
    }

    public static StatementFacts Cluster(ref StatementCursor at)
    {
        at.AcceptOptions("verbose");
        at.Accept("verbose");
        return StatementFacts.Of(LockClass.Strong) with
        {
            Kind = StatementKind.Repeatable,
            Transaction = at.AtEnd ? TransactionRule.Outside : TransactionRule.Any,
        };
    }

    /// <summary>Without CONCURRENTLY readers stop; with it the EXCLUSIVE lock still stops every writer of the view.</summary>
    public static StatementFacts Refresh(ref StatementCursor at)
    {
        at.Accept("materialized", "view");
        at.Accept("concurrently");
        return StatementFacts.Of(LockClass.Strong, at.Name()) with { Kind = StatementKind.Repeatable };
    }

    public static StatementFacts AlterDatabase(ref StatementCursor at)
    {
        at.Name();
        return StatementFacts.Of(LockClass.New) with
        {
            Transaction = at.Sees("set", "tablespace") ? TransactionRule.Outside : TransactionRule.Any,
        };
    }

    /// <summary>Only a subscription that touches no slot may run in a transaction.</summary>
    public static StatementFacts Subscription(ref StatementCursor at)
    {
        var apart = at.Contains("connect") || at.Contains("create_slot");
        return StatementFacts.Of(LockClass.New) with { Transaction = apart ? TransactionRule.Any : TransactionRule.Outside };
    }
}
