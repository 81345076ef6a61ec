using System.CommandLine;
using Agora.Migrations.Planning;
using Agora.Migrations.Running;

namespace Agora.Migrations.Cli;

/// <summary>The rarer verbs : for writing migrations, for adopting a database, for the day after.</summary>
internal static class MigrateUpkeepVerbs
{
    public static Command Redo(MigrateContext context)
    {
        var steps = NumberOption.WithDefault("--steps", "How many versions.", 1, least: 1);
        var command = context.Verb(
            "redo",
            "Take the newest versions back and apply them again, while they are being written.",
            steps,
            MigrateVerbs.AcceptLoss,
            MigrateVerbs.Json);
        command.SetAction((parsed, ct) => RunAsync(context, parsed, migrator => migrator.RedoAsync(parsed.GetValue(steps), ct), ct));
        return command;
    }

    public static Command Baseline(MigrateContext context)
    {
        var version = new Argument<long>("version") { Description = "The newest version that the database already has." };
        var command = context.Verb(
            "baseline", "Declare where a database without history stands. Runs no SQL of the files.", version, MigrateVerbs.Json);
        command.SetAction(
            (parsed, ct) => RunAsync(context, parsed, migrator => migrator.BaselineAsync(parsed.GetRequiredValue(version), ct), ct));
        return command;
    }

    public static Command Repair(MigrateContext context)
    {
        var index = new Option<string?>("--index") { Description = "An invalid index to drop, as schema.name." };
        var command = context.Verb(
            "repair", "Accept edits of comments alone, and drop an invalid index that you name.", index, MigrateVerbs.Json);
        command.SetAction((parsed, ct) => RunAsync(context, parsed, migrator => migrator.RepairAsync(parsed.GetValue(index), ct), ct));
        return command;
    }

    public static Command Resolve(MigrateContext context)
    {
        var version = new Argument<long>("version") { Description = "The version that status names." };
        var applied = new Option<bool>("--applied")
        {
            Description = "It has run, or was done by hand: continue after it. For an edited or missing file: it counts as applied.",
        };
        var retry = new Option<bool>("--retry") { Description = "It has not run: run it again." };
        var reason = new Option<string>("--reason") { Description = "How you know; kept in the journal.", Required = true };
        var command = context.Verb(
            "resolve",
            "Decide what up and down cannot: about a statement whose fate the catalogue cannot tell, a step that keeps failing or was "
            + "edited after it ran, and an applied file that was edited or is gone.",
            version, applied, retry, reason, MigrateVerbs.Json);
        command.Validators.Add(result =>
        {
            if (result.GetValue(applied) == result.GetValue(retry))
            {
                result.AddError("Say either --applied or --retry.");
            }
        });
        command.SetAction((parsed, ct) => RunAsync(
            context,
            parsed,
            migrator => migrator.ResolveAsync(
                parsed.GetRequiredValue(version),
                parsed.GetValue(applied) ? Resolution.Applied : Resolution.Retry,
                parsed.GetRequiredValue(reason),
                ct),
            ct));
        return command;
    }

    public static Command Backfill(MigrateContext context)
    {
        var command = context.Verb(
            "backfill", "Continue the version that 'up --defer-backfills' stopped in, and finish it.", MigrateVerbs.Json);
        command.SetAction((parsed, ct) => context.Folder.RunAsync(parsed, async () =>
        {
            await using var target = await MigrateTarget.OpenAsync(context, parsed, parsed.GetValue(MigrateVerbs.Json), ct);
            var status = await target.Migrator().StatusAsync(ct);
            if (status.Failure is null && status.Versions.FirstOrDefault(line => line.State == MigrationState.Partial) is { } unfinished)
            {
                var report = await target.UpAsync(target.Options, unfinished.Version, MigrateVerbs.Observer(parsed), ct);
                return (MigratorExit)target.End(report.Exit, report.Failure);
            }

            if (status.Failure is null)
            {
                Console.Error.WriteLine("No version is unfinished.");
            }

            return (MigratorExit)target.End(status.Exit, status.Failure);
        }));
        return command;
    }

    public static Command Verify(MigrateContext context)
    {
        var command = context.Verb("verify", "Run the verify files of the applied versions: queries that must return no row.");
        command.SetAction((parsed, ct) => context.Folder.RunAsync(parsed, async () =>
        {
            await using var target = await MigrateTarget.OpenAsync(context, parsed, toErrors: false, ct);
            var report = await target.Migrator().VerifyAsync(ct);
            foreach (var finding in report.Findings)
            {
                Console.WriteLine($"{finding.File}:{finding.Line}: {finding.Message}");
            }

            return (MigratorExit)target.End(report.Exit, report.Failure);
        }));
        return command;
    }

    private static Task<int> RunAsync(
        MigrateContext context, ParseResult parsed, Func<Migrator, Task<MigrationReport>> verb, CancellationToken ct) =>
        context.Folder.RunAsync(parsed, async () =>
        {
            await using var target = await MigrateTarget.OpenAsync(context, parsed, parsed.GetValue(MigrateVerbs.Json), ct);
            var options = target.Options with { AcceptDataLoss = parsed.GetValue(MigrateVerbs.AcceptLoss) };
            var report = await verb(new Migrator(options, MigrateVerbs.Observer(parsed), TimeProvider.System));
            return (MigratorExit)target.End(report.Exit, report.Failure);
        });
}
