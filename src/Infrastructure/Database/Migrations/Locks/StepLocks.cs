using Agora.Infrastructure.Database.Migrations.Sql;

namespace Agora.Infrastructure.Database.Migrations.Locks;

/// <summary>The lock class of statements that run together: what they themselves made counts as new.</summary>
internal static class StepLocks
{
    /// <param name="defaultSchema">The schema of unqualified names: the first of the search path.</param>
    public static IReadOnlyList<LockClass> Of(IReadOnlyList<SqlStatement> statements, string defaultSchema)
    {
        var made = new HashSet<ObjectName>();
        var classes = new LockClass[statements.Count];
        for (var i = 0; i < statements.Count; i++)
        {
            var facts = StatementClassifier.Classify(statements[i]);
            classes[i] = Effective(facts, made, defaultSchema);
            if (facts.Creates is { } created)
            {
                made.Add(Qualify(created, defaultSchema));
            }
        }

        return classes;
    }

    public static LockClass Strictest(IReadOnlyList<SqlStatement> statements, string defaultSchema) =>
        Of(statements, defaultSchema).Max();

    private static LockClass Effective(StatementFacts facts, HashSet<ObjectName> made, string defaultSchema)
    {
        var onlyNew = facts.Targets.Count > 0 && facts.Targets.All(target => made.Contains(Qualify(target, defaultSchema)));
        return onlyNew ? LockClass.New : facts.Lock;
    }

    private static ObjectName Qualify(ObjectName name, string defaultSchema) =>
        name.Schema is null ? name with { Schema = defaultSchema } : name;
}
