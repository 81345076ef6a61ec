using Agora.Migrations.Planning;
using Agora.Migrations.Running;
using FluentMigrator;
using FluentMigrator.Infrastructure;
using FluentMigrator.Runner;

namespace Agora.Migrations.Engine;

/// <summary>The versions of the directory in their order: files as we read them, classes as FluentMigrator finds them.</summary>
internal sealed class VersionSource(RunSession run, DefaultMigrationInformationLoader classes) : IMigrationInformationLoader
{
    private SortedList<long, IMigrationInfo>? found;

    public SortedList<long, IMigrationInfo> LoadMigrations() => found ??= Read();

    private SortedList<long, IMigrationInfo> Read()
    {
        var all = new SortedList<long, IMigrationInfo>();
        var waiting = run.Plan.Items.Where(item => item.State == MigrationState.Waiting).Select(item => item.Version).ToHashSet();
        foreach (var migration in run.Directory.Versioned.Where(migration => !waiting.Contains(migration.Version)))
        {
            all.Add(
                migration.Version,
                migration.ClassName is null ? new SqlFileMigrationInfo(migration) : classes.LoadMigrations()[migration.Version]);
        }

        return all;
    }
}

/// <summary>Repeatable files whose tokens changed, behind the last version.</summary>
/// <param name="run">Its plan says which.</param>
/// <param name="request">Leaves them out while versions stay pending.</param>
internal sealed class RepeatableLoader(RunSession run, EngineRequest request) : IMaintenanceLoader
{
    public IList<IMigrationInfo> LoadMaintenance(MigrationStage stage) => stage != MigrationStage.AfterAll || !request.WithRepeatables
        ? []
        // The adapter marks them as having no version, or they would land in the history.
        : [.. run.Plan.PendingRepeatables.Select(file => new NonAttributedMigrationToMigrationInfoAdapter(new RepeatableMigration(file)))];
}
