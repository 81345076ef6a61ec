using System.CommandLine;
using System.Globalization;
using Agora.Migrations.Events;
using Agora.Migrations.Planning;
using Agora.Migrations.Running;
using Agora.Migrations.Scripting;

namespace Agora.Migrations.Cli;

/// <summary>
/// Thin verbs over the migrator, for any program that offers them. The exit codes are those of <see cref="MigratorExit"/>.
/// </summary>
public static class MigrateVerbs
{
    internal static readonly Option<bool> Json = new("--json") { Description = "One JSON object a line on standard output." };

    internal static readonly Option<bool> AcceptLoss = new("--yes-i-lose-data")
    {
        Description = "Go down although the down files destroy data that the policy guards.",
    };

    /// <summary>The verbs for a program, in the order of its help.</summary>
    public static IReadOnlyList<Command> Of(IMigrateHost host)
    {
        var context = new MigrateContext(host);
        return
        [
            Up(context),
            Down(context),
            Status(context),
            MigrateInspectVerbs.List(context),
            MigrateInspectVerbs.Validate(context),
            MigrateInspectVerbs.Plan(context),
            Script(context),
            LintMigrations.Command(context),
            NewMigration.Command(context),
            MigrateTest.Command(context),
            MigrateInspectVerbs.Diff(context),
            MigrateInspectVerbs.Snapshot(context),
            MigrateInspectVerbs.Locks(context),
            DocumentSchema.Command(context),
            MigrateTrace.Command(context),
            MigrateReview.Command(context),
            MigrateUpkeepVerbs.Verify(context),
            MigrateUpkeepVerbs.Redo(context),
            MigrateUpkeepVerbs.Repair(context),
            MigrateUpkeepVerbs.Resolve(context),
            MigrateUpkeepVerbs.Baseline(context),
            MigrateUpkeepVerbs.Backfill(context),
            MigrateInspectVerbs.Export(context),
        ];
    }

    private static Command Up(MigrateContext context)
    {
        var defer = new Option<bool>("--defer-backfills")
        {
            Description = "Stop in front of a backfill, so that a deploy need not wait for it; 'backfill' continues there.",
        };
        var to = NumberOption.Optional("--to", "Stop after this version. Without it all pending versions are applied.", least: 1);
        var late = new Option<bool>("--allow-out-of-order")
        {
            Description = "Also apply versions that are older than the newest applied one.",
        };
        var command = context.Verb("up", "Apply what is pending, then the repeatable files that changed.", to, defer, late, Json);
        command.SetAction((parsed, ct) => context.Folder.RunAsync(parsed, async () =>
        {
            await using var target = await MigrateTarget.OpenAsync(context, parsed, parsed.GetValue(Json), ct);
            var options = target.Options with { DeferBackfills = parsed.GetValue(defer), AllowOutOfOrder = parsed.GetValue(late) };
            var report = await target.UpAsync(options, parsed.GetValue(to), Observer(parsed), ct);
            return (MigratorExit)target.End(report.Exit, report.Failure);
        }));
        return command;
    }

    private static Command Down(MigrateContext context)
    {
        var to = NumberOption.Optional("--to", "The version that stays as the newest; 0 takes everything back.", least: 0);
        var steps = NumberOption.Optional("--steps", "How many versions to take back.", least: 1, most: int.MaxValue);
        var command = context.Verb(
            "down",
            "Take versions back, newest first, by their down files. Checks every step before it runs the first.",
            to,
            steps,
            AcceptLoss,
            Json);
        command.Validators.Add(result =>
        {
            if (result.GetResult(to) is null == result.GetResult(steps) is null)
            {
                result.AddError("Say either --to VERSION or --steps N.");
            }
        });
        command.SetAction((parsed, ct) => context.Folder.RunAsync(parsed, async () =>
        {
            await using var target = await MigrateTarget.OpenAsync(context, parsed, parsed.GetValue(Json), ct);
            var options = target.Options with { AcceptDataLoss = parsed.GetValue(AcceptLoss) };
            var until = parsed.GetValue(to) is { } version
                ? DownTarget.Version(version)
                : DownTarget.Last((int)parsed.GetValue(steps)!.Value);
            var report = await new Migrator(options, Observer(parsed), TimeProvider.System).DownAsync(until, ct);
            return (MigratorExit)target.End(report.Exit, report.Failure);
        }));
        return command;
    }

    private static Command Status(MigrateContext context)
    {
        var check = new Option<bool>("--check")
        {
            Description = "Exit with 3 when something is pending and with 4 when something drifted.",
        };
        var command = context.Verb(
            "status",
            "Say which versions are applied, what is left unfinished and why, and the next command. "
            + "Exits with 1 when the last run failed in a step or stands half-way down, with 6 when a person must decide.",
            check, context.Document);
        command.SetAction((parsed, ct) => context.Folder.RunAsync(parsed, async () =>
        {
            await using var target = await MigrateTarget.OpenAsync(context, parsed, parsed.GetValue(context.Document), ct);
            var status = await target.Migrator().StatusAsync(ct);
            if (!parsed.GetValue(context.Document))
            {
                StatusOutput.Write(status, Console.Out);
            }
            else if (status.Failure is null)
            {
                Console.Write(JsonDocuments.Of(status));
            }

            return (MigratorExit)target.End(StatusOutput.Exit(status, parsed.GetValue(check)), status.Failure);
        }));
        return command;
    }

    private static Command Script(MigrateContext context)
    {
        var from = NumberOption.Optional("--from", "The version that the database has; 0 for an empty one.", least: 0);
        var to = NumberOption.Optional("--to", "The last version of the script.", least: 0);
        var down = new Option<bool>("--down") { Description = "The way back instead." };
        var command = new Command(
            "script", "Print the SQL for psql that does the same, history included, or write it to a file. Needs no server.")
        {
            context.Folder.Option, from, to, down, OutputFile.Option, OutputFile.Force,
        };
        command.SetAction((parsed, ct) => context.Folder.RunAsync(parsed, async () =>
        {
            await using var file = OutputFile.Open(parsed);
            context.Folder.Announce(parsed, Console.Error);
            var migrator = new Migrator(context.Folder.Offline(parsed), SilentObserver.Instance, TimeProvider.System);
            var range = new ScriptRange(parsed.GetValue(from) ?? 0, parsed.GetValue(to));
            var script = parsed.GetValue(down) ? migrator.DownScript(range) : migrator.Script(range);
            if (file is null)
            {
                Console.Write(script);
                return MigratorExit.Ok;
            }

            await file.WriteAsync(
                script,
                parsed.GetValue(down) ? "the SQL of the way back." : "the SQL of the migrations.",
                "read it, then run it as the role that migrates: "
                + $"psql -X -v ON_ERROR_STOP=1 -f {file.ShellWord} \"$DATABASE_MIGRATOR_URL\"",
                ct);
            return MigratorExit.Ok;
        }));
        return command;
    }

    internal static IMigrationObserver Observer(ParseResult parsed) =>
        parsed.GetValue(Json) ? new JsonLinesObserver(Console.Out) : new ConsoleObserver(Console.Out);

    /// <param name="root">The folder whose files the failure quotes.</param>
    internal static int End(MigratorExit exit, MigrationFailure? failure, string root)
    {
        if (failure is not null)
        {
            foreach (var line in ConsoleObserver.Describe(failure, root))
            {
                Console.Error.WriteLine(line);
            }

            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"exit {(int)exit}"));
        }

        return (int)exit;
    }
}
