using System.CommandLine;
using Agora.Migrations.Events;
using Agora.Migrations.Planning;
using Agora.Migrations.Snapshots;

namespace Agora.Migrations.Cli;

/// <summary>Verbs that only look: what would happen, what is there, and what stands in the way.</summary>
internal static class MigrateInspectVerbs
{
    public static Command List(MigrateContext context)
    {
        var command = context.Verb(
            "list",
            "Every version of the files and of the history in its order: applied or not, file or class, phase, way back. Reads only.",
            context.Document);
        command.SetAction((parsed, ct) => context.Folder.RunAsync(parsed, async () =>
        {
            await using var target = await MigrateTarget.OpenAsync(context, parsed, parsed.GetValue(context.Document), ct);
            var list = await target.Migrator().ListAsync(ct);
            if (list.Failure is null)
            {
                Console.Write(parsed.GetValue(context.Document) ? JsonDocuments.Of(list) : MigrationList.Text(list));
            }

            return (MigratorExit)target.End(list.Exit, list.Failure);
        }));
        return command;
    }

    public static Command Validate(MigrateContext context)
    {
        var command = context.Verb(
            "validate",
            "Whether up could begin: files and classes, their order, edits since they were applied, the pre-apply checks, and the server's "
            + "grammar for what is pending. Reads only. Exits with 0 if so, else as up does when it refuses to begin, and with 2 for "
            + "grammar.");
        command.SetAction((parsed, ct) => context.Folder.RunAsync(parsed, async () =>
        {
            await using var target = await MigrateTarget.OpenAsync(context, parsed, toErrors: false, ct);
            var report = await target.Migrator().ValidateAsync(ct);
            if (report.IsSuccess)
            {
                Console.WriteLine($"valid; {report.Pending.Count} versions pending");
            }

            return (MigratorExit)target.End(report.Exit, report.Failure);
        }));
        return command;
    }

    public static Command Plan(MigrateContext context)
    {
        var command = context.Verb(
            "plan", "The dry run: what up would lock, read and rewrite, how large it is, and who stands in the way now. Reads only.",
            context.Document);
        command.SetAction((parsed, ct) => context.Folder.RunAsync(parsed, async () =>
        {
            await using var target = await MigrateTarget.OpenAsync(context, parsed, parsed.GetValue(context.Document), ct);
            var plan = await target.Migrator().PlanAsync(ct);
            if (plan.Failure is null)
            {
                Console.Write(parsed.GetValue(context.Document) ? JsonDocuments.Of(plan) : PlanOutput.Text(plan));
            }

            return (MigratorExit)target.End(plan.Exit, plan.Failure);
        }));
        return command;
    }

    public static Command Locks(MigrateContext context)
    {
        var command = context.Verb("locks", "Who waits for a lock now, and who holds it. Reads only.", context.Document);
        command.SetAction((parsed, ct) => context.Folder.RunAsync(parsed, async () =>
        {
            await using var target = await MigrateTarget.OpenAsync(context, parsed, parsed.GetValue(context.Document), ct);
            var waits = await LockReader.ReadAsync(target.Options, ct);
            Console.Write(parsed.GetValue(context.Document) ? JsonDocuments.Of(waits) : PlanOutput.Text(waits));
            return MigratorExit.Ok;
        }));
        return command;
    }

    public static Command Snapshot(MigrateContext context)
    {
        var output = new Option<string?>("--output") { Description = "A file to write, such as db/schema.sql; otherwise standard output." };
        var command = context.Verb("snapshot", "The schema of the database as SQL, the same text for the same schema.", output);
        command.SetAction((parsed, ct) => context.Folder.RunAsync(parsed, async () =>
        {
            await using var target = await MigrateTarget.OpenAsync(context, parsed, toErrors: true, ct);
            var schema = await target.Migrator().SnapshotAsync(target.BinDirectory, ct);
            if (parsed.GetValue(output) is { } path)
            {
                await OutputFile.ReplaceAsync(path, schema, ct);
                Console.Error.WriteLine($"Wrote {path}");
            }
            else
            {
                Console.Write(schema);
            }

            return MigratorExit.Ok;
        }));
        return command;
    }

    public static Command Diff(MigrateContext context)
    {
        var command = context.Verb(
            "diff",
            $"Show where the database differs from the committed {SchemaSnapshot.FileName}. Exits with 4 when it does. "
            + "Partitions that were made at run time are no difference as long as they are like those of the files.");
        command.SetAction((parsed, ct) => context.Folder.RunAsync(parsed, async () =>
        {
            await using var target = await MigrateTarget.OpenAsync(context, parsed, toErrors: false, ct);
            var diff = await target.Migrator().DiffAsync(target.BinDirectory, ct);
            foreach (var difference in diff.Differences)
            {
                Console.WriteLine(difference);
            }

            if (diff.Failure is null)
            {
                Console.Error.WriteLine(
                    diff.Differences.Count == 0
                        ? "No difference."
                        : $"{diff.Differences.Count} differences: - is in the file, + is in the database.");
            }

            return (MigratorExit)target.End(diff.Exit, diff.Failure);
        }));
        return command;
    }

    public static Command Export(MigrateContext context)
    {
        var fluentMigrator = new Option<string>("--fluentmigrator") { Description = "Folder for the classes.", Required = true };
        var space = new Option<string>("--namespace")
        {
            Description = "Namespace of the classes.",
            DefaultValueFactory = _ => "Migrations",
        };
        var command = new Command(
            "export", "Write each version as a class of FluentMigrator.") { context.Folder.Option, fluentMigrator, space };
        command.SetAction((parsed, ct) => context.Folder.RunAsync(parsed, async () =>
        {
            context.Folder.Announce(parsed, Console.Error);
            var migrator = new Migrator(context.Folder.Offline(parsed), SilentObserver.Instance, TimeProvider.System);
            var folder = Directory.CreateDirectory(parsed.GetRequiredValue(fluentMigrator)).FullName;
            foreach (var one in migrator.ExportFluentMigrator(parsed.GetRequiredValue(space)))
            {
                var path = Path.Combine(folder, one.Name);
                await OutputFile.ReplaceAsync(path, one.Text, ct);
                Console.WriteLine(path);
            }

            return MigratorExit.Ok;
        }));
        return command;
    }
}
