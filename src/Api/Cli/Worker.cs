using System.CommandLine;
using System.Runtime.ExceptionServices;
using Agora.Api.Configuration;
using Agora.Api.Health;
using Agora.Api.Http;
using Agora.Api.Metrics;
using Agora.Application.Jobs;
using Agora.Infrastructure.Backups;
using Agora.Infrastructure.Settings;
using Agora.Migrations.Cli;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace Agora.Api.Cli;

/// <summary>
/// <c>agora worker</c>: the host without its server, which runs jobs; it listens only where <c>Metrics:Port</c> is set. Hosts that serve
/// may then set <c>Jobs:Workers=0</c>.
/// </summary>
internal static class Worker
{
    public static Command Command()
    {
        var jobs = NumberOption.Optional(
            "--jobs", "Jobs that run at once. Jobs:Workers by default, or 4 where that is 0.", least: 1, most: 100);
        var command = new Command("worker", "Run background jobs, without serving requests. Stops like serve, and gives running jobs back.")
        {
            jobs,
        };
        command.SetAction((parsed, ct) => RunAsync((int?)parsed.GetValue(jobs), ct));
        return command;
    }

    private static async Task<int> RunAsync(int? jobs, CancellationToken ct)
    {
        var settings = Settings.Load([]);
        var metrics = MetricsOptions.From(settings);
        var configured = settings.Read<JobSettings>(JobSettings.Section).Workers;
        var workers = jobs ?? (configured > 0 ? configured : new JobSettings().Workers);
        string[] args = [$"--Jobs:Workers={workers}"];
        await using var database = await Databases.OpenAsync(settings, ct);
        await using var host = AgoraHost.Build(
            args,
            database.Access,
            builder =>
            {
                Settings.AddSources(builder.Configuration, args);
                builder.Services.AddSingleton(new BackupHost(database, Databases.Embedded(settings), new Progress<string>()));
            },
            services => services.Add(metrics.Port is null
                ? ServiceDescriptor.Singleton<IServer, NoServer>()
                : ServiceDescriptor.Singleton(new MetricsOnly())));
        await ListenFailure.StartAsync(host, ct);
        Output.Progress.Report($"Running jobs, {workers} at once. Database: {database.Access.Origin}");
        await host.WaitForShutdownAsync(ct);
        if (host.Services.GetRequiredService<HealthState>().Failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        return CommandLine.Done;
    }

    private sealed class NoServer : IServer
    {
        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
            // Nothing was opened.
        }
    }
}
