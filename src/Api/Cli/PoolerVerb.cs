using System.CommandLine;
using Agora.Api.Configuration;
using Agora.Infrastructure.Database.Embedded;
using Agora.Infrastructure.Database.Pooling;
using Agora.Migrations.Cli;

namespace Agora.Api.Cli;

/// <summary><c>agora db pooler</c>: PgBouncer in front of the database, so that many instances share few connections.</summary>
internal static class PoolerVerb
{
    private static readonly Option<int> Port = NumberOption.WithDefault(
        "--port", "Where PgBouncer listens, on 127.0.0.1.", PoolerSettings.PortDefault, least: 1, most: 65535);

    private static readonly Option<int> PoolSize = NumberOption.WithDefault(
        "--pool-size", "Connections to the server at most.", PoolerSettings.PoolSizeDefault, least: 1, most: 10_000);

    private static readonly Option<int> MaxClients = NumberOption.WithDefault(
        "--max-clients", "Connections of clients at most.", PoolerSettings.MaxClientsDefault, least: 1, most: 1_000_000);

    private static readonly Option<string?> Folder = new("--output")
    {
        Description = "Write pgbouncer.ini, userlist.txt and pooler.env into this folder, and start nothing.",
    };

    public static Command Command()
    {
        var command = new Command(
            "pooler",
            "Run PgBouncer in transaction mode in front of the database, until it is stopped. It is found on this machine or fetched. "
            + "Writes the settings of the instances that use it to pooler.env.")
        {
            Port, PoolSize, MaxClients, Folder,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken ct)
    {
        var settings = Settings.Load([]);
        await using var database = await Databases.OpenAsync(settings, ct);
        var pooler = PoolerSettings.Of(
            database, Databases.Options(settings), parsed.GetValue(Port), parsed.GetValue(PoolSize), parsed.GetValue(MaxClients));
        if (parsed.GetValue(Folder) is { } named)
        {
            Console.WriteLine($"Wrote {await PoolerFiles.WriteAsync(named, pooler, ct)}, with its logins beside it (mode 0600)");
            return CommandLine.Done;
        }

        var folder = PoolerFiles.DefaultFolder();
        await using var process = await PoolerProcess.StartAsync(
            folder, pooler, Databases.Embedded(settings), Output.Progress, TimeProvider.System, ct);
        Output.Progress.Report(
            $"PgBouncer listens on 127.0.0.1:{pooler.Port} in front of {pooler.ServerAddress}. Ctrl-C ends it.");
        Output.Progress.Report($"An instance uses it with: set -a; . {Path.Combine(folder, PoolerFiles.InstanceSettings)}; set +a; agora");
        try
        {
            await process.EndedAsync(ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return CommandLine.Done;
        }

        throw new EmbeddedPostgresException(
            EmbeddedPostgresFailure.StartFailed, $"PgBouncer ended with {process.ExitCode}; its lines above say why.");
    }
}
