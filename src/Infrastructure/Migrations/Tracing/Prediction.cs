using Agora.Migrations.Lint;
using Agora.Migrations.Locks;
using Agora.Migrations.Schemas;
using Agora.Migrations.Sql;
using Agora.Migrations.Statements;

namespace Agora.Migrations.Tracing;

/// <summary>What the lock catalogue says about a statement before it runs.</summary>
/// <param name="Opaque">Why it can say nothing; null when it can.</param>
/// <param name="IsUpperBound">The statement may do less: conditions inside a block are taken as true.</param>
/// <param name="IsDefinition">False for changes of rows, which read what they read.</param>
public sealed record Prediction(StatementEffects Effects, string? Opaque, bool IsUpperBound, bool IsDefinition);

/// <summary>Predicts statement by statement and keeps the model of the schema in step with them.</summary>
internal sealed class Predictor(SchemaModel schema)
{
    private readonly SchemaReplay replay = new(schema);

    public void BeginStep() => schema.BeginStep([]);

    public Prediction Next(SqlStatement source, string file)
    {
        var statement = StatementParser.Parse(source);
        var prediction = Of(statement);
        Replay(statement, new SourcePlace(file, source.Line));
        return prediction;
    }

    private void Replay(Statement statement, SourcePlace place)
    {
        if (statement is not DoBlock block)
        {
            replay.Apply(statement, place);
            return;
        }

        foreach (var inner in ProceduralBody.Read(block.Body, block.Language).Statements)
        {
            replay.Apply(inner, place);
        }
    }

    private Prediction Of(Statement statement)
    {
        var effects = LockCatalogue.Of(statement, schema);
        return statement switch
        {
            DoBlock block => OfBlock(block, effects),
            CallProcedure call => new Prediction(effects, $"It calls {call.Name}.", IsUpperBound: true, IsDefinition: true),
            DataStatement or CopyData or Analyze =>
                new Prediction(effects, Callee(statement.Source), IsUpperBound: false, IsDefinition: false),
            Explain { Executes: true } => new Prediction(effects, null, IsUpperBound: false, IsDefinition: false),
            _ => new Prediction(effects, null, IsUpperBound: IsConditional(statement), IsDefinition: true),
        };
    }

    private Prediction OfBlock(DoBlock block, StatementEffects whole)
    {
        var body = ProceduralBody.Read(block.Body, block.Language);
        var reason = body.Opaque.Count > 0 ? "It runs text that it puts together itself (EXECUTE)."
            : body.Calls.Where(IsOurs).Select(call => $"It calls {call}.").FirstOrDefault();
        if (reason is not null)
        {
            return new Prediction(whole, reason, IsUpperBound: true, IsDefinition: true);
        }

        // What one statement of the block makes is old to the next, which only makes the prediction wider.
        var layer = schema.Layer();
        var inner = new SchemaReplay(layer);
        var relations = new List<RelationEffect>();
        foreach (var statement in body.Statements)
        {
            relations.AddRange(LockCatalogue.Of(statement, layer).Relations);
            inner.Apply(statement, new SourcePlace("", 0));
        }

        return new Prediction(whole with { Relations = relations }, null, IsUpperBound: true, IsDefinition: false);
    }

    private string? Callee(SqlFragment source) =>
        source.Calls().Select(call => call.Name).Where(IsOurs).Select(call => $"It calls {call}.").FirstOrDefault();

    private bool IsOurs(ObjectName routine) => schema.Routine(routine) is not null;

    private static bool IsConditional(Statement statement) => statement switch
    {
        DropObjects drop => drop.IfExists || drop.Cascade,
        AlterTable alter => alter.IfExists
            || alter.Actions.Any(
                action => action is AddColumn { IfNotExists: true } or DropColumn { IfExists: true } or DropColumn { Cascade: true }
            or DropConstraint { IfExists: true } or SetAccessMethod or SetTablespace),
        CreateTable create => create.IfNotExists,
        CreateSchema or OtherStatement => true,
        _ => false,
    };
}
