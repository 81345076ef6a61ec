using Agora.Migrations.Files;
using Agora.Migrations.History;
using FluentMigrator;
using FluentMigrator.Expressions;
using FluentMigrator.Infrastructure;

namespace Agora.Migrations.Engine;

/// <summary>A repeatable file as a migration without a version: FluentMigrator runs it and writes no history row.</summary>
internal sealed class RepeatableMigration(Repeatable repeatable) : IMigration
{
    public Repeatable Repeatable => repeatable;

    public string ConnectionString => "";

    public void GetUpExpressions(IMigrationContext context) =>
        context.Expressions.Add(new RepeatableExpression(repeatable, Direction.Up));

    public void GetDownExpressions(IMigrationContext context) =>
        context.Expressions.Add(new RepeatableExpression(repeatable, Direction.Down));
}

/// <summary>The whole of a repeatable file. Only our processor records what ran, so no other may run it.</summary>
internal sealed class RepeatableExpression(Repeatable repeatable, string direction) : MigrationExpressionBase
{
    public Repeatable Repeatable => repeatable;

    public string Direction => direction;

    public override void ExecuteWith(IMigrationProcessor processor) => ((StepProcessor)processor).Process(this);

    public override string ToString() => $"{repeatable.Name} {direction}";
}
