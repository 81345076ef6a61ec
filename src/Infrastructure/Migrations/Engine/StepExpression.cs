using Agora.Migrations.Files;
using FluentMigrator;
using FluentMigrator.Expressions;

namespace Agora.Migrations.Engine;

/// <summary>One step of a file.</summary>
internal sealed record FileStep(MigrationFile File, MigrationStep Step)
{
    public bool IsLast => Step.Number == File.Body.Steps.Count;
}

/// <summary>
/// Hands a step to our processor. FluentMigrator's own gets its statements one by one: by that the tests hold that both runners make the
/// same of the files.
/// </summary>
internal sealed class StepExpression(FileStep step) : MigrationExpressionBase
{
    public override void ExecuteWith(IMigrationProcessor processor)
    {
        if (processor is StepProcessor backoff)
        {
            backoff.Process(step);
            return;
        }

        foreach (var statement in step.Step.Statements)
        {
            processor.Execute(statement.Text);
        }
    }

    public override string ToString() => $"{step.File.Path} step {step.Step.Number}";
}
