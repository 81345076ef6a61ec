using Agora.Migrations.History;
using Agora.Migrations.Planning;
using Agora.Migrations.Running;
using FluentMigrator.Infrastructure;
using FluentMigrator.Infrastructure.Extensions;
using FluentMigrator.Runner;
using FluentMigrator.Runner.Initialization;
using FluentMigrator.Runner.Processors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Agora.Migrations.Engine;

/// <summary>FluentMigrator's runner, which tells processor, log and result which version it is at. The rest is its own.</summary>
internal sealed class StepRunner(
    IOptions<RunnerOptions> options, IOptionsSnapshot<ProcessorOptions> processorOptions, IProfileLoader profiles,
    IProcessorAccessor processor,
    IMaintenanceLoader maintenance,
    IMigrationInformationLoader migrations,
    ILogger<MigrationRunner> logger,
    IStopWatch watch,
    IMigrationRunnerConventionsAccessor conventions, MigrationValidator validator, IServiceProvider services, RunSession run,
    EngineRequest request)
    : MigrationRunner(
        options, processorOptions, profiles, processor, maintenance, migrations, logger, watch, conventions, validator, services,
        migrationScopeHandler: null)
{
    /// <summary>Versions that another tool took back: what our journal says about them is no longer true.</summary>
    private readonly HashSet<long> removed =
        [.. run.Plan.Items.Where(item => item.State == MigrationState.RemovedElsewhere).Select(item => item.Version)];

    private StepProcessor Steps => (StepProcessor)Processor;

    public override void ApplyMigrationUp(IMigrationInfo migrationInfo, bool useTransaction) =>
        Apply(migrationInfo, Direction.Up, () => base.ApplyMigrationUp(migrationInfo, useTransaction));

    public override void ApplyMigrationDown(IMigrationInfo migrationInfo, bool useTransaction) =>
        Apply(migrationInfo, Direction.Down, () => base.ApplyMigrationDown(migrationInfo, useTransaction));

    private void Apply(IMigrationInfo info, string direction, Action apply)
    {
        request.Stop.ThrowIfCancellationRequested();
        if (!info.IsAttributed())
        {
            apply();
            if (info.Migration is RepeatableMigration repeatable && direction == Direction.Up)
            {
                run.Result.Repeatables.Add(repeatable.Repeatable.Name);
            }

            return;
        }

        run.Result.InFlight = info.Version;
        var version = new MigrationRun(run, run.Directory.Find(info.Version)!, direction, request.Abort);
        StepProcessor.Wait(version.OpenAsync(removed.Contains(info.Version), request.Stop));
        Steps.Open(version);
        apply();
        Steps.Close();
        version.Close();
        run.Result.InFlight = null;
        run.Result.Applied.Add(info.Version);
        run.Result.Pending.Remove(info.Version);
    }
}
