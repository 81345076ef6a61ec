using Agora.Migrations.Schemas;
using Agora.Migrations.Sql;
using Agora.Migrations.Statements;

namespace Agora.Migrations.Locks;

/// <summary>The lock class of statements that run together: what they themselves made counts as new.</summary>
internal static class StepLocks
{
    /// <param name="defaultSchema">The schema of unqualified names: the first of the search path.</param>
    public static IReadOnlyList<LockClass> Of(IReadOnlyList<SqlStatement> statements, string defaultSchema)
    {
        var schema = new SchemaModel([defaultSchema]);
        var replay = new SchemaReplay(schema);
        var classes = new LockClass[statements.Count];
        for (var i = 0; i < statements.Count; i++)
        {
            var statement = StatementParser.Parse(statements[i]);
            classes[i] = LockCatalogue.Of(statement, schema).Class;
            replay.Apply(statement, new SourcePlace("", statements[i].Line));
        }

        return classes;
    }

    public static LockClass Strictest(IReadOnlyList<SqlStatement> statements, string defaultSchema) =>
        Of(statements, defaultSchema).Max();
}
