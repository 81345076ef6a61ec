using System.CommandLine;
using Agora.Api.Configuration;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Database.Migrations;
using Agora.Infrastructure.Database.Migrations.Planning;
using Agora.Infrastructure.Database.Migrations.Running;

namespace Agora.Api.Cli;

/// <summary>The rarer verbs of <c>agora migrate</c>: for writing migrations, for adopting a database, for the day after.</summary>
internal static class MigrateUpkeepVerbs
{
    public static Command Redo()
    {
        var steps = new Option<int>("--steps") { Description = "How many versions.", DefaultValueFactory = _ => 1 };
        var command = new Command("redo", "Take the newest versions back and apply them again, while they are being written.") { steps, MigrateVerbs.Json };
        command.SetAction((parsed, ct) => RunAsync(parsed, migrator => migrator.RedoAsync(parsed.GetValue(steps), ct), ct));
        return command;
    }

    public static Command Baseline()
    {
        var version = new Argument<long>("version") { Description = "The newest version that the database already has." };
        var command = new Command("baseline", "Declare where a database without history stands. Runs no SQL of the files.") { version, MigrateVerbs.Json };
        command.SetAction((parsed, ct) => RunAsync(parsed, migrator => migrator.BaselineAsync(parsed.GetRequiredValue(version), ct), ct));
        return command;
    }

    public static Command Repair()
    {
        var index = new Option<string?>("--index") { Description = "An invalid index to drop, as schema.name." };
        var command = new Command("repair", "Accept edits of comments alone, and drop an invalid index that you name.") { index, MigrateVerbs.Json };
        command.SetAction((parsed, ct) => RunAsync(parsed, migrator => migrator.RepairAsync(parsed.GetValue(index), ct), ct));
        return command;
    }

    public static Command Resolve()
    {
        var version = new Argument<long>("version") { Description = "The version that up called uncertain." };
        var applied = new Option<bool>("--applied") { Description = "The statement has run: go on behind it." };
        var retry = new Option<bool>("--retry") { Description = "The statement has not run: run it again." };
        var reason = new Option<string>("--reason") { Description = "How you know; kept in the journal.", Required = true };
        var command = new Command("resolve", "Decide about a statement whose fate the catalogue cannot tell.") { version, applied, retry, reason, MigrateVerbs.Json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(applied) == result.GetValue(retry))
            {
                result.AddError("Say either --applied or --retry.");
            }
        });
        command.SetAction((parsed, ct) => RunAsync(
            parsed,
            migrator => migrator.ResolveAsync(
                parsed.GetRequiredValue(version),
                parsed.GetValue(applied) ? Resolution.Applied : Resolution.Retry,
                parsed.GetRequiredValue(reason),
                ct),
            ct));
        return command;
    }

    public static Command Backfill()
    {
        var command = new Command("backfill", "Go on with the version that 'up --defer-backfills' stopped in, and finish it.") { MigrateVerbs.Json };
        command.SetAction(async (parsed, ct) =>
        {
            await using var database = await Databases.OpenAsync(Settings.Load([]), ct);
            var status = await MigrateVerbs.Migrator(database.Access).StatusAsync(ct);
            if (status.Failure is null && status.Versions.FirstOrDefault(line => line.State == MigrationState.Partial) is { } unfinished)
            {
                var report = await DatabaseMigrations.UpAsync(
                    database.Access, DatabaseMigrations.Options(database.Access), unfinished.Version, MigrateVerbs.Observer(parsed), TimeProvider.System, ct);
                return MigrateVerbs.End(report.Exit, report.Failure);
            }

            if (status.Failure is null)
            {
                Output.Progress.Report("No version is unfinished.");
            }

            return MigrateVerbs.End(status.Exit, status.Failure);
        });
        return command;
    }

    public static Command Verify()
    {
        var command = new Command("verify", "Run the verify files of the applied versions: queries that must return no row.");
        command.SetAction(async (_, ct) =>
        {
            await using var database = await Databases.OpenAsync(Settings.Load([]), ct);
            var report = await MigrateVerbs.Migrator(database.Access).VerifyAsync(ct);
            foreach (var finding in report.Findings)
            {
                Console.WriteLine($"{finding.File}:{finding.Line}: {finding.Message}");
            }

            return MigrateVerbs.End(report.Exit, report.Failure);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, Func<Migrator, Task<MigrationReport>> verb, CancellationToken ct)
    {
        await using var database = await Databases.OpenAsync(Settings.Load([]), ct);
        var report = await verb(new Migrator(DatabaseMigrations.Options(database.Access), MigrateVerbs.Observer(parsed), TimeProvider.System));
        return MigrateVerbs.End(report.Exit, report.Failure);
    }
}
