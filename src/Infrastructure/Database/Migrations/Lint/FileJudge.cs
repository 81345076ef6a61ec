using Agora.Infrastructure.Database.Migrations.Files;
using Agora.Infrastructure.Database.Migrations.Lint.Rules;
using Agora.Infrastructure.Database.Migrations.Locks;
using Agora.Infrastructure.Database.Migrations.Schemas;
using Agora.Infrastructure.Database.Migrations.Sql;
using Agora.Infrastructure.Database.Migrations.Statements;

namespace Agora.Infrastructure.Database.Migrations.Lint;

/// <summary>Takes one file through the rules, statement by statement.</summary>
internal sealed class FileJudge
{
    private readonly SchemaModel schema;
    private readonly SchemaReplay replay;

    public FileJudge(LintFile file, MigrationBody body, LintOptions options, SchemaModel schema)
    {
        this.schema = schema;
        replay = new SchemaReplay(schema);
        File = new FileContext(file, body, options, [.. body.Script.Statements.Select(StatementParser.Parse)]);
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
                Judge(context, statement);
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
        var context = new StepContext(1, wraps, step: null);
        foreach (var statement in File.Body.Script.Statements)
        {
            Judge(context, statement);
            if (File.Statements[statement.Index] is TransactionControl control)
            {
                var begins = control.Verb == TransactionVerb.Begin;
                if (begins || control.Verb is TransactionVerb.Commit or TransactionVerb.Rollback)
                {
                    StepChecks.End(File, context, schema);
                    context = new StepContext(context.Number, begins || wraps, step: null);
                }
            }
        }

        StepChecks.End(File, context, schema);
    }

    private void Judge(StepContext step, SqlStatement source) => Judge(step, source, File.Statements[source.Index]);

    private void Judge(StepContext step, SqlStatement source, Statement statement)
    {
        var context = new StatementContext(File, step, source, statement, schema, LockCatalogue.Of(statement, schema));
        IndexChecks.Check(context);
        ConstraintChecks.Check(context);
        ColumnChecks.Check(context);
        TableChecks.Check(context);
        DestructiveChecks.Check(context);
        TransactionChecks.Check(context);
        DataChecks.Check(context);
        StyleChecks.Check(context);
        StepChecks.Check(context);
        switch (statement)
        {
            case DoBlock block:
                var body = ProceduralBody.Read(block.Body, block.Language);
                BlockChecks.Check(context, body);
                foreach (var inner in body.Statements)
                {
                    Judge(step, source, inner);
                }

                break;
            case PsqlCommand { Rest.IsEmpty: false } command:
                Judge(step, source, StatementParser.Parse(command.Rest));
                break;
            case CreateSchema create:
                foreach (var element in SchemaReplay.Elements(create))
                {
                    Judge(step, source, element);
                }

                break;
            case Explain { Executes: true } explain:
                Judge(step, source, explain.Inner);
                break;
            default:
                BlockChecks.Check(context);
                replay.Apply(statement, context.Place);
                break;
        }
    }
}
