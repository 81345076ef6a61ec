using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Agora.Api.Configuration;
using Agora.Application.Backups;
using Agora.Domain.Backups;
using Agora.Infrastructure.Backups;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Settings;
using MediatR;

namespace Agora.Api.Cli;

/// <summary><c>agora backup ...</c>: backups by pgBackRest, and the proof that they can be restored.</summary>
internal static class BackupVerbs
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static readonly Option<bool> AsJson = new("--json") { Description = "Write JSON." };

    private static readonly Option<string?> Set = new("--set") { Description = "Label of the backup. Default: the newest that serves." };

    private static readonly Option<string?> To = new("--to")
    {
        Description = "The point to restore to: a time (2026-12-01T10:15:00Z), a position of the write-ahead log (0/3000050) or the name "
            + "of a restore point. Default: the end of the archive.",
    };

    public static Command Command() => new(
        "backup",
        "Back the database server up with pgBackRest, on its machine: encrypted, with its write-ahead log. A backup counts once a drill "
        + "has restored it.")
    {
        Run(), List(), Verify(), Restore(), Drill(), Dump(), Fetch(), Expire(),
    };

    private static Command Run()
    {
        var kind = new Option<string>("--type")
        {
            Description = "full, differential (since the last full one) or incremental (since the last one). "
                + "Default: full once a week, differential otherwise.",
        };
        kind.AcceptOnlyFromAmong("full", "differential", "incremental");
        var command = new Command(
            "run",
            "Make a backup. The first one sets the embedded server up to archive its write-ahead log; for a server of your own it says "
            + "what to set.")
        {
            kind, AsJson,
        };
        command.SetAction((parsed, ct) => ReportAsync(
            new RunBackup { Kind = parsed.GetValue(kind) is { } name ? Enum.Parse<BackupKind>(name, ignoreCase: true) : null },
            parsed.GetValue(AsJson),
            ct));
        return command;
    }

    private static Command Drill()
    {
        var command = new Command(
            "drill",
            "Prove the newest backup: read it against its checksums, restore it into a scratch server, compare the rows of every table, "
            + "check tables and indexes with amcheck, and serve known posts from it. Removes the scratch server, and keeps a report.")
        {
            AsJson,
        };
        command.SetAction((parsed, ct) => ReportAsync(new DrillBackup(), parsed.GetValue(AsJson), ct));
        return command;
    }

    private static Task<int> ReportAsync(IRequest<Domain.Common.Result<int>> message, bool json, CancellationToken ct) =>
        VerbHost.RunAsync(
            async services =>
            {
                var mediator = services.GetRequiredService<IMediator>();
                var done = await mediator.Send(message, ct);
                if (!done.IsSuccess)
                {
                    return Output.Refuse(done.Error);
                }

                return (await mediator.Send(new ListBackupReports(Limit: 1, Cursor: null), ct)).Match(
                    page => json ? Output.Json(services, page.Items[0]) : Write(page.Items[0]), Output.Refuse);
            },
            ct);

    private static Command List()
    {
        var command = new Command("list", "List the backups, oldest first. Needs no running server.") { AsJson };
        command.SetAction(async (parsed, ct) =>
        {
            var archive = await OpenAsync(ct);
            var (sets, dumps) = (await archive.ListAsync(ct), await archive.ListDumpsAsync(ct));
            if (parsed.GetValue(AsJson))
            {
                Console.WriteLine(JsonSerializer.Serialize(new { sets, dumps }, Json));
                return CommandLine.Done;
            }

            if (sets.Count + dumps.Count == 0)
            {
                Console.WriteLine("There is no backup yet.");
                return CommandLine.Done;
            }

            string[] head = ["name", "type", "finished", "data MB", "stored MB"];
            TextTable.Write(sets.Select(set => new[]
            {
                set.Label, set.Kind, $"{set.FinishedAt:u}", Megabytes(set.DatabaseBytes), Megabytes(set.RepositoryBytes),
            }).Concat(dumps.Select(dump => new[]
            {
                dump.Name, "dump", $"{dump.MadeAt:u}", "-", Megabytes(dump.Bytes),
            })).Prepend(head));
            return CommandLine.Done;
        });
        return command;
    }

    private static Command Verify()
    {
        var command = new Command(
            "verify",
            "Read every backup and the write-ahead log against their checksums. Exits with 1 when something is damaged or missing.");
        command.SetAction(async (_, ct) =>
        {
            var wrong = await (await OpenAsync(ct)).VerifyAsync(ct);
            foreach (var problem in wrong)
            {
                Console.WriteLine(problem);
            }

            Console.WriteLine(
                wrong.Count == 0 ? "All backups and their write-ahead log are whole." : $"{wrong.Count} problems were found.");
            return wrong.Count == 0 ? CommandLine.Done : CommandLine.Failed;
        });
        return command;
    }

    private static Command Restore()
    {
        var folder = new Option<string?>("--folder") { Description = "New folder to restore into." };
        var inPlace = new Option<bool>("--in-place")
        {
            Description = "Restore the embedded server itself, which must be stopped. Its former data stays beside it.",
        };
        var confirm = new Option<string?>("--confirm") { Description = "The word that --in-place asks for, where there is no terminal." };
        var secrets = new Option<string?>("--secrets")
        {
            Description = "Folder with superuser.password and agora.secrets.json of the embedded server, which are not part of the "
                + "backups. Default: its own folder.",
        };
        var command = new Command("restore", "Restore a backup to a point in time, into a new folder. The running server is not touched.")
        {
            folder, To, Set, secrets, inPlace, confirm,
        };
        command.SetAction(async (parsed, ct) =>
        {
            var place = parsed.GetValue(folder);
            if (parsed.GetValue(inPlace) == (place is not null))
            {
                throw new InvalidConfigurationException("Give either --folder or --in-place.");
            }

            var archive = await OpenAsync(ct);
            var (set, to) = (parsed.GetValue(Set), parsed.GetValue(To));
            if (place is null && !IsConfirmed(parsed.GetValue(confirm)))
            {
                Output.Progress.Report("Nothing was changed.");
                return CommandLine.Failed;
            }

            var restored = place is null
                ? await archive.RestoreInPlaceAsync(set, to, ct)
                : await archive.RestoreAsync(place, set, to, parsed.GetValue(secrets), ct);
            Console.WriteLine($"Restored {restored.Label} in {restored.Folder}");
            Output.Progress.Report(restored.Remark);
            return CommandLine.Done;
        });
        return command;
    }

    private static bool IsConfirmed(string? given)
    {
        const string word = "restore";
        if (given is null && !Console.IsInputRedirected)
        {
            Console.Error.Write($"This replaces the data of the embedded server. Type {word} to continue: ");
            given = Console.ReadLine()?.Trim();
        }

        return given == word || (given is null
            ? throw new InvalidConfigurationException($"There is no terminal to confirm: pass --confirm {word}.")
            : false);
    }

    private static Command Dump()
    {
        var command = new Command(
            "dump", "Make a logical copy with pg_dump, encrypted in the repository: for another version or another machine.");
        command.SetAction(async (_, ct) =>
        {
            var settings = Settings.Load([]);
            await using var database = await Databases.OpenAsync(settings, ct);
            var dump = await new BackupHost(database, Databases.Embedded(settings), Output.Progress).DumpAsync(
                settings.Read<BackupOptions>(BackupOptions.Section), TimeProvider.System, ct);
            Console.WriteLine($"{dump.Name}  {Megabytes(dump.Bytes)} MB, SHA-256 {dump.Sha256}");
            return CommandLine.Done;
        });
        return command;
    }

    private static Command Fetch()
    {
        var name = new Argument<string>("name") { Description = "Of the logical copy, as agora backup list shows it." };
        var file = new Option<string>("--output") { Description = "New file for pg_restore. It is not encrypted.", Required = true };
        var command = new Command("fetch", "Write a logical copy, decrypted and compared with its checksum, into a file for pg_restore.")
        {
            name, file,
        };
        command.SetAction(async (parsed, ct) =>
        {
            await (await OpenAsync(ct)).FetchAsync(parsed.GetRequiredValue(name), parsed.GetRequiredValue(file), ct);
            Console.WriteLine($"Wrote {Path.GetFullPath(parsed.GetRequiredValue(file))}");
            return CommandLine.Done;
        });
        return command;
    }

    private static Command Expire()
    {
        var command = new Command(
            "expire", "Remove backups beyond Backup:KeepFull, with the write-ahead log that only they need, and logical copies older than "
            + "Backup:KeepDumpDays. A backup does the first too.");
        command.SetAction(async (_, ct) =>
        {
            var removed = await (await OpenAsync(ct)).ExpireAsync(ct);
            Console.WriteLine(removed.Count == 0 ? "Nothing was to be removed." : $"Removed {string.Join(", ", removed)}");
            return CommandLine.Done;
        });
        return command;
    }

    private static Task<BackupArchive> OpenAsync(CancellationToken ct)
    {
        var settings = Settings.Load([]);
        return BackupArchive.OpenAsync(
            settings.Read<BackupOptions>(BackupOptions.Section),
            Databases.Embedded(settings),
            Databases.IsEmbedded(settings),
            Output.Progress,
            TimeProvider.System,
            ct);
    }

    private static int Write(BackupReport report)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{report.Backup}  up to {report.BackupAt:u}, {Megabytes(report.Bytes ?? 0)} MB of data"));
        string[] head = ["step", "ms", "result"];
        TextTable.Write(report.Steps.Select(step => new[]
        {
            step.Name, step.Milliseconds.ToString("F0", CultureInfo.InvariantCulture), step.Detail,
        }).Prepend(head));
        return CommandLine.Done;
    }

    private static string Megabytes(long bytes) => (bytes / 1e6).ToString("F1", CultureInfo.InvariantCulture);
}
