using Agora.Infrastructure.Database.Migrations.Sql;

namespace Agora.Infrastructure.Database.Migrations.Locks;

/// <summary>
/// Says from the text of a statement how it waits for locks and whether it may run in a transaction. What it does not know counts
/// as strong, because a short wait with retries is right for everything.
/// </summary>
internal static class StatementClassifier
{
    private delegate StatementFacts Reader(ref StatementCursor at);

    private static readonly (string[] Words, Reader Read)[] Table =
    [
        (["begin"], Control), (["start", "transaction"], Control), (["commit"], Control), (["end"], Control), (["rollback"], Control),
        (["abort"], Control), (["savepoint"], Control), (["release"], Control), (["prepare", "transaction"], Control),

        (["create", "unique", "index"], IndexStatements.Create), (["create", "index"], IndexStatements.Create),
        (["drop", "index"], IndexStatements.Drop), (["reindex"], IndexStatements.Reindex), (["alter", "index"], IndexStatements.Alter),

        (["alter", "table"], TableStatements.Alter), (["alter", "foreign", "table"], Strong),
        (["create", "table"], TableStatements.Create), (["create", "unlogged", "table"], TableStatements.Create),
        (["create", "foreign", "table"], TableStatements.Create), (["create", "temp"], New), (["create", "temporary"], New),
        (["create", "materialized", "view"], TableStatements.CreateView), (["create", "view"], TableStatements.CreateView),
        (["create", "recursive", "view"], TableStatements.CreateView), (["create", "sequence"], TableStatements.CreateSequence),
        (["create", "or", "replace", "view"], ReplaceView), (["create", "schema"], New),
        (["drop", "table"], TableStatements.Drop), (["drop", "view"], TableStatements.Drop), (["drop", "sequence"], TableStatements.Drop),
        (["drop", "materialized", "view"], TableStatements.Drop), (["truncate"], TableStatements.Truncate), (["lock"], TableStatements.Lock),
        (["alter", "sequence"], TableStatements.AlterRelation), (["alter", "view"], TableStatements.AlterRelation),
        (["alter", "materialized", "view"], TableStatements.AlterRelation),

        (["create", "trigger"], OnTable), (["create", "or", "replace", "trigger"], OnTable), (["create", "constraint", "trigger"], OnTable),
        (["drop", "trigger"], OnTable), (["alter", "trigger"], OnTable), (["create", "policy"], OnTable), (["alter", "policy"], OnTable),
        (["drop", "policy"], OnTable), (["drop", "rule"], OnTable), (["alter", "rule"], OnTable),
        (["create", "rule"], ToTable), (["create", "or", "replace", "rule"], ToTable),
        (["create", "statistics"], WeakFrom), (["comment", "on"], TableStatements.Comment),
        (["create", "publication"], Weak), (["alter", "publication"], Weak), (["analyze"], MaintenanceStatements.Analyze),
        (["vacuum"], MaintenanceStatements.Vacuum), (["cluster"], MaintenanceStatements.Cluster), (["refresh"], MaintenanceStatements.Refresh),

        (["alter", "type"], AlterType), (["create", "database"], Outside), (["drop", "database"], Outside), (["create", "tablespace"], Outside),
        (["drop", "tablespace"], Outside), (["alter", "system"], Outside), (["create", "subscription"], MaintenanceStatements.Subscription),
        (["drop", "subscription"], MaintenanceStatements.Subscription), (["commit", "prepared"], Outside), (["rollback", "prepared"], Outside),
        (["alter", "database"], MaintenanceStatements.AlterDatabase), (["discard", "all"], Outside),

        (["create"], New), (["grant"], New), (["revoke"], New), (["set"], New), (["reset"], New), (["show"], New), (["alter", "role"], New),
        (["alter", "function"], New), (["alter", "procedure"], New), (["alter", "routine"], New), (["alter", "schema"], New),
        (["alter", "default", "privileges"], New), (["drop", "function"], New), (["drop", "procedure"], New), (["drop", "routine"], New),
        (["drop", "aggregate"], New), (["drop", "role"], New), (["security", "label"], New),
        (["insert"], Data), (["update"], Data), (["delete"], Data), (["merge"], Data), (["copy"], Data), (["select"], Data), (["with"], Data),
        (["values"], Data), (["table"], Data),
    ];

    private static readonly Dictionary<string, (string[] Words, Reader Read)[]> ByFirstWord = Table
        .GroupBy(row => row.Words[0], StringComparer.OrdinalIgnoreCase)
        .ToDictionary(
            group => group.Key,
            group => group.OrderByDescending(row => row.Words.Length).ToArray(),
            StringComparer.OrdinalIgnoreCase);

    public static StatementFacts Classify(SqlStatement statement)
    {
        var cursor = new StatementCursor(statement);
        var first = statement.TextOf(statement.Tokens[0]);
        if (!ByFirstWord.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(first, out var rows))
        {
            return StatementFacts.Of(LockClass.Strong);
        }

        foreach (var (words, read) in rows)
        {
            if (cursor.Accept(words))
            {
                var facts = read(ref cursor);
                // DROP ... CASCADE reaches objects that the text does not name.
                return facts.Lock < LockClass.Strong && words[0] == "drop" && cursor.Contains("cascade")
                    ? facts with { Lock = LockClass.Strong, Targets = [] }
                    : facts;
            }
        }

        return StatementFacts.Of(LockClass.Strong);
    }

    private static StatementFacts Control(ref StatementCursor at) =>
        at.Sees("prepared")
            ? Outside(ref at)
            : StatementFacts.Of(LockClass.New) with { Transaction = TransactionRule.Control };

    private static StatementFacts Outside(ref StatementCursor at) =>
        StatementFacts.Of(LockClass.Strong) with { Transaction = TransactionRule.Outside };

    private static StatementFacts Strong(ref StatementCursor at) => StatementFacts.Of(LockClass.Strong);

    private static StatementFacts Weak(ref StatementCursor at) => StatementFacts.Of(LockClass.Weak);

    private static StatementFacts New(ref StatementCursor at) => StatementFacts.Of(LockClass.New);

    private static StatementFacts Data(ref StatementCursor at) => StatementFacts.Of(LockClass.Data);

    private static StatementFacts ReplaceView(ref StatementCursor at) => StatementFacts.Of(LockClass.Strong, at.Name());

    private static StatementFacts OnTable(ref StatementCursor at) => After(ref at, "on", LockClass.Strong);

    private static StatementFacts ToTable(ref StatementCursor at) => After(ref at, "to", LockClass.Strong);

    private static StatementFacts WeakFrom(ref StatementCursor at) => After(ref at, "from", LockClass.Weak);

    private static StatementFacts After(ref StatementCursor at, string word, LockClass lockClass)
    {
        var found = at.Find(word);
        at.Position = found < 0 ? at.Position : found + 1;
        return StatementFacts.Of(lockClass, found < 0 ? null : at.Name());
    }

    private static StatementFacts AlterType(ref StatementCursor at)
    {
        var type = at.Name();
        if (!at.Accept("add", "value"))
        {
            // Changing a composite type can reach tables that use it.
            return StatementFacts.Of(at.Sees("rename") || at.Sees("owner") ? LockClass.New : LockClass.Strong);
        }

        at.Accept("if", "not", "exists");
        return StatementFacts.Of(LockClass.New, type) with { Kind = StatementKind.AddEnumValue, Object = at.StringHere() };
    }
}
