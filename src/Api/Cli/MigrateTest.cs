using System.CommandLine;
using Agora.Api.Configuration;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Database.Embedded;
using Agora.Migrations.Files;
using Agora.Migrations.Testing;

namespace Agora.Api.Cli;

/// <summary><c>agora migrate test</c>: what CI asks of the files, on databases that are thrown away.</summary>
internal static class MigrateTest
{
    public static readonly Option<string?> Server = new("--server")
    {
        Description = $"Superuser login of a server for tests, which holds a database named {ScratchDatabases.Marker}. Without it: the embedded server.",
    };

    public static Command Command()
    {
        var seed = new Option<string?>("--seed") { Description = "A file of SQL that fills tables at the base, and must survive what is new." };
        var command = new Command(
            "test", "Prove the files on throw-away databases: up, down, up again, by psql, by five runners at once, and through crashes at every new statement.")
        {
            MigrateFolder.Option, MigrateFolder.Base, Server, seed,
        };
        command.SetAction((parsed, ct) => MigrateFolder.RunAsync(parsed, async () =>
        {
            MigrateFolder.Announce(parsed, Console.Out);
            using var merged = await MigrateFolder.BaseOfAsync(parsed, ct);
            await using var scratch = await OpenAsync(parsed, ct);
            var test = new SelfTestOptions(
                scratch.BinDirectory, merged?.Root, parsed.GetValue(seed) is { } file ? await File.ReadAllTextAsync(file, ct) : null);
            var report = await new SelfTest(MigrateFolder.Offline(parsed), test, scratch.Databases, TimeProvider.System).RunAsync(Print, ct);
            var failed = report.Checks.Count(check => !check.Passed);
            Console.WriteLine(failed == 0 ? $"{report.Checks.Count} checks passed" : $"{failed} of {report.Checks.Count} checks failed");
            return report.Exit;
        }));
        return command;
    }

    /// <summary>The server that throw-away databases are made on, and its client programs.</summary>
    public static async Task<ScratchServer> OpenAsync(ParseResult parsed, CancellationToken ct)
    {
        var settings = Settings.Load([]);
        var hasOwnRole = MigrateFolder.Offline(parsed).Role is not null;
        if (parsed.GetValue(Server) is { } server)
        {
            return new ScratchServer(await ScratchDatabases.OnAsync(server, hasOwnRole, ct), Embedded: null, ClientPrograms.BinDirectory(Databases.Embedded(settings), embedded: null));
        }

        var embedded = await Databases.OpenAsync(settings, ct);
        try
        {
            return new ScratchServer(ScratchDatabases.On(embedded, hasOwnRole, ct), embedded, ClientPrograms.BinDirectory(Databases.Embedded(settings), embedded.Installation));
        }
        catch
        {
            await embedded.DisposeAsync();
            throw;
        }
    }

    private static void Print(CheckResult check)
    {
        Console.WriteLine($"{(check.Passed ? "passed" : "FAILED"),-8}{Durations.Seconds(check.Duration),9}  {check.Name}");
        foreach (var detail in check.Details)
        {
            Console.WriteLine($"  {detail}");
        }
    }
}

/// <param name="BinDirectory">Empty when the client programs are looked up on the PATH.</param>
internal sealed record ScratchServer(ScratchDatabases Databases, DatabaseServer? Embedded, string BinDirectory) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Databases.DisposeAsync();
        if (Embedded is not null)
        {
            await Embedded.DisposeAsync();
        }
    }
}
