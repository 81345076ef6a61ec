using Agora.Migrations.Sql;
using Agora.Migrations.Statements;

namespace Agora.Migrations.Lint.Rules;

/// <summary>PGM612: what hides in the bodies of DO blocks and of the functions that they call.</summary>
internal static class BlockChecks
{
    /// <param name="body">Its static statements are checked one by one besides.</param>
    public static void Check(StatementContext context, ProceduralBody body)
    {
        if (body.Statements.Any(IsDefinition))
        {
            context.Report(TransactionRules.DoBlock, "This block holds DDL, which reads better, and fails better, as plain statements.");
        }

        foreach (var execute in body.Opaque)
        {
            context.Report(
                TransactionRules.DoBlock,
                "This text is made at run time: no one can tell here what it locks. The trace will.",
                execute,
                slug: "opaque-sql");
        }

        foreach (var call in Calls(body).Distinct())
        {
            Called(context, call);
        }
    }

    /// <summary>SELECT f() and CALL p() run the body that an earlier statement defined.</summary>
    public static void Check(StatementContext context)
    {
        switch (context.Statement)
        {
            case CallProcedure call:
                Called(context, call.Name);
                break;
            case DataStatement { IsInBody: false } data:
                foreach (var (name, _) in data.Source.Calls())
                {
                    Called(context, name);
                }

                break;
        }
    }

    public static bool IsDefinition(Statement statement) =>
        statement is not (DataStatement or OtherStatement or SetVariable or ResetVariable or TransactionControl or CallProcedure or CopyData
            or Explain or PrepareStatement);

    /// <summary>The bodies that a call runs, those that they call included, each once.</summary>
    public static IEnumerable<(ObjectName Name, CreateRoutine Routine, ProceduralBody Body)> Reached(
        StatementContext context, ObjectName called)
    {
        var names = new List<ObjectName> { context.Schema.ResolveRoutine(called) };
        var seen = names.ToHashSet();
        for (var at = 0; at < names.Count; at++)
        {
            if (context.Schema.Routine(names[at]) is not { Definition: { Body.IsEmpty: false } routine })
            {
                continue;
            }

            var body = ProceduralBody.Read(routine.Body, routine.Language);
            names.AddRange(Calls(body).Select(context.Schema.ResolveRoutine).Where(seen.Add));
            yield return (names[at], routine, body);
        }
    }

    private static IEnumerable<ObjectName> Calls(ProceduralBody body) =>
        body.Calls.Concat(
            body.Statements.Where(statement => statement is DataStatement or CallProcedure)
                .SelectMany(statement => statement.Source.Calls().Select(call => call.Name)));

    private static void Called(StatementContext context, ObjectName called)
    {
        foreach (var (name, _, body) in Reached(context, called))
        {
            Runs(context, name, body);
        }
    }

    private static void Runs(StatementContext context, ObjectName name, ProceduralBody body)
    {
        if (body.Statements.FirstOrDefault(IsDefinition) is { } definition)
        {
            context.Report(
                TransactionRules.DoBlock, $"{name}, called here, runs: {Shorten(definition.Source.Text)}");
        }
        else if (body.Opaque.Count > 0)
        {
            context.Report(
                TransactionRules.DoBlock,
                $"{name}, called here, runs text that is made at run time: {Shorten(body.Opaque[0].Text)}",
                slug: "opaque-sql");
        }
    }

    private static string Shorten(string sql)
    {
        var line = string.Join(' ', sql.Split(['\r', '\n', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= 80 ? line : line[..77] + "...";
    }
}
