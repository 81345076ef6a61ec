using Agora.Migrations.Files;
using Agora.Migrations.Running;
using FluentMigrator;
using FluentMigrator.Exceptions;
using FluentMigrator.Runner;
using FluentMigrator.Runner.Initialization;
using FluentMigrator.Runner.Processors;
using FluentMigrator.Runner.VersionTableInfo;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Migrations.Engine;

/// <summary>What a run asks of the engine, and what may stop it: FluentMigrator itself knows no token.</summary>
/// <param name="WithRepeatables">Pending repeatable files run behind the last version.</param>
/// <param name="Stop">Stops at the next safe moment.</param>
/// <param name="Abort">Cancels even a concurrent build.</param>
internal sealed record EngineRequest(bool WithRepeatables, CancellationToken Stop, CancellationToken Abort);

/// <summary>
/// FluentMigrator, put together for one run that already holds the runner's lock. Its runner finds, orders, applies and takes back the
/// versions and writes the history; our processor decides how the SQL is sent.
/// </summary>
internal sealed class FluentEngine : IDisposable
{
    private readonly ServiceProvider provider;
    private readonly IServiceScope scope;
    private readonly IMigrationRunner runner;

    private FluentEngine(ServiceProvider provider)
    {
        this.provider = provider;
        scope = provider.CreateScope();
        runner = scope.ServiceProvider.GetRequiredService<IMigrationRunner>();
    }

    public static FluentEngine Of(RunSession run, EngineRequest request) => new(FluentServices.Of(run.Directory.Classes)
        // PreApplyChecks decides about contract files, by their age and their reviewer.
        .Configure<RunnerOptions>(options => options.AllowBreakingChange = true)
        .AddSingleton(run)
        .AddSingleton(run.Options)
        .AddSingleton(request)
        .AddScoped<StepProcessor>()
        .AddScoped<IProcessorAccessor, StepProcessorAccessor>()
        .AddScoped<IMigrationInformationLoader, VersionSource>()
        .AddScoped<IMaintenanceLoader, RepeatableLoader>()
        .AddScoped<IVersionTableMetaData, VersionTable>()
        // Named, because without a login FluentMigrator would take one that reads nothing.
        .AddScoped<IVersionLoader, VersionLoader>()
        .AddScoped<IMigrationRunner, StepRunner>()
        .BuildServiceProvider(validateScopes: false));

    /// <summary>Applies the versions that the history lacks, in order. The plan has refused those that come too late.</summary>
    /// <param name="to">The last version to apply; null applies all.</param>
    public Task UpAsync(long? to) => RunAsync(() => runner.MigrateUp(to ?? long.MaxValue));

    /// <param name="stays">The newest version that stays; 0 takes everything back.</param>
    public Task DownAsync(long stays) => RunAsync(() => runner.MigrateDown(stays));

    /// <summary>Drops what a repeatable file made, by its down file.</summary>
    public Task DownAsync(Repeatable repeatable) => RunAsync(() => runner.Down(new RepeatableMigration(repeatable)));

    public void Dispose()
    {
        scope.Dispose();
        provider.Dispose();
    }

    /// <summary>FluentMigrator blocks its thread, so it gets one of its own and the pool keeps its threads.</summary>
    private static async Task RunAsync(Action verb)
    {
        try
        {
            await Task.Factory.StartNew(
                verb, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
        }
        catch (ClassRefusedException refused)
        {
            throw new MigrationException(new MigrationFailure(MigratorExit.LintErrors, refused.Message), refused);
        }
        catch (FluentMigratorException refused)
        {
            throw new MigrationException(new MigrationFailure(MigratorExit.LintErrors, refused.Message), refused);
        }
    }

    private sealed class StepProcessorAccessor(StepProcessor processor) : IProcessorAccessor
    {
        public IMigrationProcessor Processor => processor;
    }
}
