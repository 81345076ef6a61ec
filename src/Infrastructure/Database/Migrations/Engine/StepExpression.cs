using Agora.Infrastructure.Database.Migrations.Files;
using FluentMigrator;
using FluentMigrator.Expressions;
using Migration = Agora.Infrastructure.Database.Migrations.Files.Migration;

namespace Agora.Infrastructure.Database.Migrations.Engine;

/// <summary>One step of a file, in one direction.</summary>
internal sealed record FileStep(Migration Migration, MigrationFile File, MigrationStep Step, string Direction)
{
    public bool IsLast => Step.Number == File.Body.Steps.Count;
}

/// <summary>Hands a step to our processor. Any other processor gets its statements one by one.</summary>
internal sealed class StepExpression(FileStep step) : MigrationExpressionBase
{
    public override void ExecuteWith(IMigrationProcessor processor)
    {
        if (processor is LadderProcessor ladder)
        {
            ladder.Process(step);
            return;
        }

        foreach (var statement in step.Step.Statements)
        {
            processor.Execute(statement.Text);
        }
    }

    public override string ToString() => $"{step.File.Path} step {step.Step.Number}";
}
