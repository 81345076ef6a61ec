using Agora.Migrations.Files;
using Agora.Migrations.Lint.Rules;
using Agora.Migrations.Locks;
using Agora.Migrations.Schemas;
using Agora.Migrations.Sql;
using Agora.Migrations.Statements;

namespace Agora.Migrations.Lint;

/// <summary>Takes one file through the rules, statement by statement.</summary>
internal sealed class FileLinter
{
    private readonly SchemaModel schema;
    /// <summary>Blocks in text that a block executes.</summary>
    private const int DeepestBlock = 20;

    private readonly SchemaReplay replay;
    private readonly List<(SqlStatement Source, Exception Failure)> unread = [];
    private readonly HashSet<(int Step, ObjectName Routine)> seenRoutines = [];

    public FileLinter(LintFile file, MigrationBody body, LintOptions options, SchemaModel schema)
    {
        this.schema = schema;
        replay = new SchemaReplay(schema);
        File = new FileContext(file, body, options, [.. body.Script.Statements.Select(Parse)]);
        unread.ForEach(statement => Unread(statement.Source, statement.Failure));
    }

    public FileContext File { get; }

    /// <summary>The relations that the file leaves behind and that were not there before.</summary>
    public List<ObjectName> Made { get; } = [];

    /// <param name="known">Relations that count as new although an earlier file made them.</param>
    public void Run(IReadOnlyList<ObjectName> known)
    {
        FileChecks.Check(File);
        if (File.IsExternal)
        {
            RunExternal();
            return;
        }

        foreach (var step in File.Body.Steps)
        {
            schema.BeginStep(known);
            var context = new StepContext(step.Number, step.Settings.Transaction, step);
            foreach (var statement in step.Statements)
            {
                Check(context, statement);
            }

            StepChecks.End(File, context, schema);
            Made.AddRange(schema.Created);
        }
    }

    /// <summary>SQL of others has no steps: its transactions are where it says BEGIN and COMMIT.</summary>
    private void RunExternal()
    {
        schema.BeginStep([]);
        var wraps = File.Options.ExternalRunsInTransaction;
        var context = new StepContext(1, wraps, step: null) { IsOfTool = wraps };
        var first = 0;
        var before = schema.Created.ToHashSet();
        foreach (var statement in File.Body.Script.Statements)
        {
            Check(context, statement);
            if (File.Statements[statement.Index] is not TransactionControl control || !Turns(control, context))
            {
                continue;
            }

            if (control.Verb == TransactionVerb.Rollback)
            {
                Undo(first, statement.Index, before);
            }

            StepChecks.End(File, context, schema);
            var begins = control.Verb == TransactionVerb.Begin || control.Source.Mentions("chain");
            context = new StepContext(context.Number, begins, step: null);
            first = statement.Index;
            before = [.. schema.Created];
        }

        StepChecks.End(File, context, schema);
    }

    /// <summary>True when the statement begins a transaction or ends the one that is open; otherwise the server merely warns.</summary>
    private static bool Turns(TransactionControl control, StepContext context) => context.InTransaction
        ? control.Verb is TransactionVerb.Commit or TransactionVerb.Rollback or TransactionVerb.Prepare
        : control.Verb == TransactionVerb.Begin;

    /// <summary>What is rolled back leaves no names behind, and nothing new.</summary>
    private void Undo(int first, int last, HashSet<ObjectName> before)
    {
        File.Findings.RemoveAll(finding => finding.Rule.IsStyle && finding.Statement >= first && finding.Statement <= last);
        foreach (var name in schema.Created.Where(name => !before.Contains(name)).ToList())
        {
            schema.MarkOld(name);
        }
    }

    private void Check(StepContext step, SqlStatement source)
    {
        try
        {
            Check(step, source, File.Statements[source.Index], depth: 0);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // One statement that the lint is not up to must not cost the findings of all others.
            Unread(source, failure);
        }
    }

    private void Unread(SqlStatement source, Exception failure) => File.Report(
        FileRules.Syntax, TextRange.Of(source.Fragment()),
        $"The lint cannot read this statement ({failure.GetType().Name}: {failure.Message}), so nothing is known of its locks.");

    private Statement Parse(SqlStatement source)
    {
        try
        {
            return StatementParser.Parse(source);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            unread.Add((source, failure));
            return new OtherStatement(source.Fragment());
        }
    }

    private void Check(StepContext step, SqlStatement source, Statement statement, int depth)
    {
        while (statement is PsqlCommand { Rest.IsEmpty: false } command)
        {
            Check(Context(step, source, statement));
            statement = StatementParser.Parse(command.Rest);
        }

        var context = Context(step, source, statement);
        Check(context);
        switch (statement)
        {
            case DoBlock block:
                var body = ProceduralBody.Read(block.Body, block.Language);
                BlockChecks.Check(context, body);
                if (depth == DeepestBlock)
                {
                    context.Report(
                        TransactionRules.DoBlock, "Blocks within blocks: what stands deeper than this is not read.", slug: "opaque-sql");
                    break;
                }

                foreach (var inner in body.Statements)
                {
                    Check(step, source, inner, depth + 1);
                }

                break;
            case CreateSchema create:
                foreach (var element in SchemaReplay.Elements(create))
                {
                    Check(step, source, element, depth);
                }

                break;
            case Explain { Executes: true } explain:
                Check(step, source, explain.Inner, depth);
                break;
            default:
                BlockChecks.Check(context);
                CheckCalled(context, step, source, depth);
                replay.Apply(statement, context.Place);
                break;
        }
    }

    /// <summary>The body of a routine of this file is checked where the file calls it, at the place of the call.</summary>
    private void CheckCalled(StatementContext context, StepContext step, SqlStatement source, int depth)
    {
        var calls = context.Statement is CallProcedure or DataStatement { IsInBody: false }
            ? context.Statement.Source.Calls().Select(call => call.Name).ToList()
            : [];
        foreach (var (name, routine, body) in calls.SelectMany(call => BlockChecks.Reached(context, call)))
        {
            if (depth < DeepestBlock && ReferenceEquals(routine.Body.Script, source.Script) && seenRoutines.Add((step.Number, name)))
            {
                foreach (var inner in body.Statements.Where(BlockChecks.IsDefinition))
                {
                    Check(step, source, inner with { IsInBody = true }, DeepestBlock);
                }
            }
        }
    }

    private StatementContext Context(StepContext step, SqlStatement source, Statement statement) =>
        new(File, step, source, statement, schema, LockCatalogue.Of(statement, schema));

    private static void Check(StatementContext context)
    {
        IndexChecks.Check(context);
        ConstraintChecks.Check(context);
        ColumnChecks.Check(context);
        TableChecks.Check(context);
        DestructiveChecks.Check(context);
        TransactionChecks.Check(context);
        DataChecks.Check(context);
        StyleChecks.Check(context);
        StepChecks.Check(context);
    }
}
