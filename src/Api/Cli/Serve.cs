using System.CommandLine;
using System.Runtime.ExceptionServices;
using Agora.Api.Configuration;
using Agora.Api.Health;
using Agora.Api.Http;
using Agora.Api.Metrics;
using Agora.Api.Tracing;
using Agora.Infrastructure.Backups;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Database.Embedded;
using Agora.Infrastructure.Demo;

namespace Agora.Api.Cli;

/// <summary><c>agora serve</c>: the API, on the configured database or the embedded one.</summary>
internal static class Serve
{
    public static Command Command()
    {
        var command = new Command("serve", "Serve the API. Settings are passed as --Section:Name=value, such as --Server:Port=8080.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        command.SetAction((parsed, ct) => RunAsync([.. parsed.UnmatchedTokens], ct));
        return command;
    }

    private static async Task<int> RunAsync(string[] args, CancellationToken ct)
    {
        var settings = Settings.Load(args);
        // Before the database, which may have to be downloaded first.
        ServerOptions.From(settings);
        MetricsOptions.From(settings);
        TraceSetup.Read(settings);
        WritableFolders.Require(settings);
        await using var database = await Databases.OpenAsync(settings, ct);
        if (database.Cluster is { Start: ClusterStart.Joined } other)
        {
            throw new InvalidConfigurationException(
                $"Agora is already running on the database in {other.Folder}. Stop it first, or give this one its own: "
                + "--Database:Embedded:DataDirectory=FOLDER --Database:Embedded:Port=PORT --Server:Port=PORT");
        }

        var development = Settings.EnvironmentName == Environments.Development;
        var options = Databases.Options(settings);
        var migrates = development || options.MigrateAtStart;
        if (migrates && database.Cluster is not null)
        {
            await Databases.MigrateAsync(database.Access, ct);
        }

        await using var host = AgoraHost.Build(args, database.Access, builder =>
        {
            Settings.AddSources(builder.Configuration, args);
            builder.Services.AddSingleton(new BackupHost(database, Databases.Embedded(settings), new Progress<string>()));
            if (migrates && database.Cluster is null)
            {
                // A configured server may be down; the host listens while it waits.
                builder.Services.AddSingleton(new StartupPreparation(token => Databases.MigrateAsync(database.Access, token)));
            }
        });
        if (development && database.Cluster is not null && await DemoData.EnsureAsync(host.Services, ct) is { } demo)
        {
            Output.Progress.Report($"Added {demo.Counts.Created} demo posts, so that there is something to look at");
        }

        await ListenFailure.StartAsync(host, ct);
        foreach (var (index, url) in host.Urls.Index())
        {
            Output.Progress.Report(
                index > 0 ? $"Metrics at {url}/metrics"
                : $"Serving {url}" + (development ? $", documentation at {url}/docs" : ""));
        }

        Output.Progress.Report($"Database: {database.Access.Origin}");
        await host.WaitForShutdownAsync(ct);
        if (host.Services.GetRequiredService<HealthState>().Failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        return CommandLine.Done;
    }
}
