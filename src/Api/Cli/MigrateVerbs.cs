using System.CommandLine;
using System.Globalization;
using Agora.Api.Configuration;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Database.Migrations;
using Agora.Infrastructure.Database.Migrations.Events;
using Agora.Infrastructure.Database.Migrations.Planning;
using Agora.Infrastructure.Database.Migrations.Running;
using Agora.Infrastructure.Database.Migrations.Scripting;

namespace Agora.Api.Cli;

/// <summary><c>agora migrate ...</c>: thin verbs over the migrator. The exit codes are those of <see cref="MigratorExit"/>.</summary>
internal static class MigrateVerbs
{
    public static readonly Option<bool> Json = new("--json") { Description = "One JSON object a line on standard output." };

    public static Command Command() => new("migrate", "Apply, take back and inspect versioned SQL.")
    {
        Up(),
        Down(),
        Status(),
        MigrateInspectVerbs.Plan(),
        Script(),
        LintMigrations.Command(),
        NewMigration.Command(),
        MigrateTest.Command(),
        MigrateInspectVerbs.Diff(),
        MigrateInspectVerbs.Snapshot(),
        MigrateInspectVerbs.Locks(),
        DocumentSchema.Command(),
        MigrateTrace.Command(),
        MigrateReview.Command(),
        MigrateUpkeepVerbs.Verify(),
        MigrateUpkeepVerbs.Redo(),
        MigrateUpkeepVerbs.Repair(),
        MigrateUpkeepVerbs.Resolve(),
        MigrateUpkeepVerbs.Baseline(),
        MigrateUpkeepVerbs.Backfill(),
        MigrateInspectVerbs.Export(),
    };

    public static Migrator Migrator(DatabaseAccess access) =>
        new(DatabaseMigrations.Options(access), SilentObserver.Instance, TimeProvider.System);

    private static Command Up()
    {
        var defer = new Option<bool>("--defer-backfills") { Description = "Stop in front of a backfill, so that a deploy need not wait for it; 'backfill' goes on there." };
        var to = new Option<long?>("--to") { Description = "Stop after this version. Without it all pending versions are applied." };
        var command = new Command("up", "Apply what is pending, then the repeatable files that changed.") { to, defer, Json };
        command.SetAction(async (parsed, ct) =>
        {
            await using var database = await Databases.OpenAsync(Settings.Load([]), ct);
            var options = DatabaseMigrations.Options(database.Access) with { DeferBackfills = parsed.GetValue(defer) };
            var report = await DatabaseMigrations.UpAsync(
                database.Access, options, parsed.GetValue(to), Observer(parsed), TimeProvider.System, ct);
            return End(report.Exit, report.Failure);
        });
        return command;
    }

    private static Command Down()
    {
        var to = new Option<long?>("--to") { Description = "The version that stays as the newest; 0 takes everything back." };
        var steps = new Option<int?>("--steps") { Description = "How many versions to take back." };
        var command = new Command("down", "Take versions back, newest first, by their down files.") { to, steps, Json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(to) is null == result.GetValue(steps) is null)
            {
                result.AddError("Say either --to VERSION or --steps N.");
            }
        });
        command.SetAction(async (parsed, ct) =>
        {
            await using var database = await Databases.OpenAsync(Settings.Load([]), ct);
            var target = parsed.GetValue(to) is { } version ? DownTarget.Version(version) : DownTarget.Last(parsed.GetValue(steps)!.Value);
            var report = await new Migrator(DatabaseMigrations.Options(database.Access), Observer(parsed), TimeProvider.System)
                .DownAsync(target, ct);
            return End(report.Exit, report.Failure);
        });
        return command;
    }

    private static Command Status()
    {
        var check = new Option<bool>("--check") { Description = "Exit with 3 when something is pending and with 4 when something drifted." };
        var command = new Command("status", "Say which versions are applied, and what is left unfinished.") { check };
        command.SetAction(async (parsed, ct) =>
        {
            await using var database = await Databases.OpenAsync(Settings.Load([]), ct);
            var status = await Migrator(database.Access).StatusAsync(ct);
            foreach (var line in status.Versions)
            {
                Console.WriteLine(Line(line));
            }

            foreach (var file in status.PendingRepeatables)
            {
                Console.WriteLine($"{"pending",-18}{"",-32}{file}");
            }

            foreach (var end in status.LooseEnds)
            {
                Console.WriteLine($"{end.Kind}  {end.Object}  {end.Detail}");
            }

            var exit = status.Exit != MigratorExit.Ok || !parsed.GetValue(check) ? status.Exit
                : status.HasDrift ? MigratorExit.Drift
                : status.HasPending ? MigratorExit.Pending
                : MigratorExit.Ok;
            return End(exit, status.Failure);
        });
        return command;
    }

    private static Command Script()
    {
        var from = new Option<long>("--from") { Description = "The version that the database has; 0 for an empty one." };
        var to = new Option<long?>("--to") { Description = "The last version of the script." };
        var down = new Option<bool>("--down") { Description = "The way back instead." };
        var command = new Command("script", "Print the SQL for psql that does the same, history included. Needs no server.") { from, to, down };
        command.SetAction(parsed =>
        {
            var migrator = new Migrator(DatabaseMigrations.Options(connectionString: ""), SilentObserver.Instance, TimeProvider.System);
            var range = new ScriptRange(parsed.GetValue(from), parsed.GetValue(to));
            try
            {
                Console.Write(parsed.GetValue(down) ? migrator.DownScript(range) : migrator.Script(range));
                return (int)MigratorExit.Ok;
            }
            catch (MigrationException refused)
            {
                return End(refused.Failure.Exit, refused.Failure);
            }
        });
        return command;
    }

    // State, time of application in UTC, seconds, who; then version and name.
    private static string Line(StatusLine line)
    {
        var state = line.State switch
        {
            MigrationState.Partial or MigrationState.PartialDown => $"partial {line.StepsDone}/{line.Steps}",
            MigrationState.CommentOnlyEdit => "comment-only edit",
            MigrationState.MissingFile => "missing file",
            MigrationState.RemovedElsewhere => "removed elsewhere",
            MigrationState.OutOfOrder => "out of order",
            var plain => plain.ToString().ToLowerInvariant(),
        };
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{state,-18}{line.AppliedOn,-21:yyyy-MM-dd HH:mm:ssZ}{line.DurationMs / 1000.0,7:F1} s  {line.Version} {line.Name}");
    }

    public static IMigrationObserver Observer(ParseResult parsed) =>
        parsed.GetValue(Json) ? new JsonLinesObserver(Console.Out) : new ConsoleObserver(Console.Out);

    public static int End(MigratorExit exit, MigrationFailure? failure)
    {
        if (failure is not null)
        {
            foreach (var line in ConsoleObserver.Describe(failure, DatabaseMigrations.Directory))
            {
                Console.Error.WriteLine(line);
            }

            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"exit {(int)exit}"));
        }

        return (int)exit;
    }
}
