using Agora.Migrations.Files;
using FluentMigrator;
using FluentMigrator.Infrastructure;
using Migration = Agora.Migrations.Files.Migration;

namespace Agora.Migrations.Engine;

/// <summary>One versioned SQL file as a migration of FluentMigrator: each step of the file is one expression.</summary>
internal sealed class SqlFileMigration(Migration migration) : IMigration
{
    public string ConnectionString => "";

    public void GetUpExpressions(IMigrationContext context) => AddSteps(context, migration.Up);

    /// <exception cref="NotSupportedException">There is no way back; <see cref="Running.DownRun"/> says so first.</exception>
    public void GetDownExpressions(IMigrationContext context) => AddSteps(
        context,
        migration.Down ?? throw new NotSupportedException(migration.Up.Body.Settings.Irreversible ?? "There is no down file."));

    private static void AddSteps(IMigrationContext context, MigrationFile file)
    {
        foreach (var step in file.Body.Steps)
        {
            context.Expressions.Add(new StepExpression(new FileStep(file, step)));
        }
    }
}

/// <summary>How FluentMigrator's runner sees a file: version, description, and contract files as breaking changes.</summary>
internal sealed class SqlFileMigrationInfo(Migration migration) : IMigrationInfo
{
    public long Version => migration.Version;

    public string Description => migration.Description;

    /// <summary>Always Default: the scope that FluentMigrator opens stands for the last step, which also writes the history.</summary>
    public TransactionBehavior TransactionBehavior => TransactionBehavior.Default;

    public IMigration Migration { get; } = new SqlFileMigration(migration);

    public bool IsBreakingChange => migration.Up.Body.Settings.Phase == MigrationPhase.Contract;

    public object? Trait(string name) => null;

    public bool HasTrait(string name) => false;

    public string GetName() => $"{migration.Version}: {migration.Slug}";
}
