using Agora.Infrastructure.Database.Migrations.Running;
using FluentMigrator;
using FluentMigrator.Infrastructure;
using FluentMigrator.Runner;

namespace Agora.Infrastructure.Database.Migrations.Engine;

/// <summary>What FluentMigrator finds: the versions of the directory, in their order.</summary>
internal sealed class FileMigrationLoader(RunSession run) : IMigrationInformationLoader
{
    private SortedList<long, IMigrationInfo>? found;

    public SortedList<long, IMigrationInfo> LoadMigrations() =>
        found ??= new SortedList<long, IMigrationInfo>(run.Directory.Versioned.ToDictionary(file => file.Version, IMigrationInfo (file) => new SqlFileMigrationInfo(file)));
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

/// <summary>Profiles are data of one environment, which this project keeps in verbs and tests.</summary>
internal sealed class NoProfiles : IProfileLoader
{
    public void ApplyProfiles(IMigrationRunner runner)
    {
    }
}
