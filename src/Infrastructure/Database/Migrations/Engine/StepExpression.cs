using Agora.Infrastructure.Database.Migrations.Files;
using FluentMigrator;
using FluentMigrator.Expressions;

namespace Agora.Infrastructure.Database.Migrations.Engine;

/// <summary>One step of a file.</summary>
internal sealed record FileStep(MigrationFile File, MigrationStep Step)
{
    public bool IsLast => Step.Number == File.Body.Steps.Count;
}

/// <summary>Hands a step to our processor, which is the only one that runs files.</summary>
internal sealed class StepExpression(FileStep step) : MigrationExpressionBase
{
    public override void ExecuteWith(IMigrationProcessor processor) => ((LadderProcessor)processor).Process(step);

    public override string ToString() => $"{step.File.Path} step {step.Step.Number}";
}
