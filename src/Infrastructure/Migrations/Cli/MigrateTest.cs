using System.CommandLine;
using Agora.Migrations.Files;
using Agora.Migrations.Testing;

namespace Agora.Migrations.Cli;

/// <summary><c>test</c>: what CI asks of the files, on databases that are thrown away.</summary>
internal static class MigrateTest
{
    public static Command Command(MigrateContext context)
    {
        var seed = new Option<string?>("--seed")
        {
            Description = "A file of SQL that fills tables at the base, and must survive what is new.",
        };
        var command = new Command(
            "test",
            "Prove the files on throw-away databases: up, down, up again, by psql, by five runners at once, and through crashes at every "
            + "new statement.")
        {
            context.Folder.Option, context.Folder.Base, context.Server, seed,
        };
        command.SetAction((parsed, ct) => context.Folder.RunAsync(parsed, async () =>
        {
            context.Folder.Announce(parsed, Console.Out);
            using var merged = await context.Folder.BaseOfAsync(parsed, ct);
            await using var scratch = await OpenAsync(context, parsed, ct);
            var test = new SelfTestOptions(
                scratch.BinDirectory, merged?.Root, parsed.GetValue(seed) is { } file ? await File.ReadAllTextAsync(file, ct) : null);
            var report = await new SelfTest(
                context.Folder.Offline(parsed), test, scratch.Databases, TimeProvider.System).RunAsync(Print, ct);
            var failed = report.Checks.Count(check => !check.Passed);
            Console.WriteLine(failed == 0 ? $"{report.Checks.Count} checks passed" : $"{failed} of {report.Checks.Count} checks failed");
            return report.Exit;
        }));
        return context.WithScratch(command);
    }

    /// <summary>The server that throw-away databases are made on, and its client programs.</summary>
    public static Task<ScratchServer> OpenAsync(MigrateContext context, ParseResult parsed, CancellationToken ct) =>
        context.Host.OpenScratchAsync(parsed, parsed.GetValue(context.Server), context.Folder.Offline(parsed).Role, ct);

    private static void Print(CheckResult check)
    {
        Console.WriteLine($"{(check.Passed ? "passed" : "FAILED"),-8}{Durations.Seconds(check.Duration),9}  {check.Name}");
        foreach (var detail in check.Details)
        {
            Console.WriteLine($"  {detail}");
        }
    }
}
