using System.CommandLine;
using Agora.Api.Configuration;
using Agora.Application.Comments.Import;
using Agora.Application.Follows.Import;
using Agora.Application.Imports;
using Agora.Application.Posts.Import;
using Agora.Application.Users.Import;
using Agora.Infrastructure.Comments.Import;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Follows.Import;
using Agora.Infrastructure.Imports;
using Agora.Infrastructure.Posts.Import;
using Agora.Infrastructure.Users.Import;
using Agora.Migrations.Cli;

namespace Agora.Api.Cli;

/// <summary><c>agora import</c>: fills the database from a file or a pipe.</summary>
internal static class ImportRows
{
    private const string FileHelp = "NDJSON, CSV or a JSON array in UTF-8, also compressed by gzip; - reads standard input. ";

    private const string PostHelp =
        "A post has author (\"Name <mail>\", or an object of name, email, username; in CSV the columns author, authorEmail, "
        + "authorUsername), title, body, and may have tags (an array; in CSV separated by |), publishedAt (RFC 3339 with offset), "
        + "status (published or draft), language.";

    private const string UserHelp =
        "An account has email and username, and may have fullName, role (user, moderator or admin), passwordHash (Argon2id, bcrypt, "
        + "PBKDF2 or ASP.NET Identity).";

    private const string CommentHelp =
        "A comment has postId, author (a username), body, and may have id, parentId, createdAt (RFC 3339 with offset).";

    private const string FollowHelp = "A follow has follower and followee (usernames), and may have createdAt (RFC 3339 with offset).";

    private const string Rest = " Ctrl-C keeps what was stored. "
        + "Exit code 0: every line was stored or was there. 1: a line failed, or the end of the file was not reached.";

    public static Command Command()
    {
        var invite = new Option<bool>("--invite")
        {
            Description = "Send new accounts without a password a mail by which they set one.",
        };
        return new Command("import", "Fill the database from files.")
        {
            Noun<RawPost, ImportedPost>(
                "posts",
                "Import posts with their authors. Importing a file again changes only what differs. Authors are found by their e-mail "
                + "address, then by their username, and made without a password when they are new." + Rest,
                PostHelp,
                PostRowFormat.Instance,
                invite: null),
            Noun<RawUser, ImportedUser>(
                "users",
                "Import accounts, found by their e-mail address. Importing a file again changes full names that differ." + Rest,
                UserHelp,
                UserRowFormat.Instance,
                invite),
            Noun<RawComment, ImportedComment>(
                "comments",
                "Import comments of accounts and on posts that are there, parents before their replies. Importing a file again changes "
                + "texts that differ." + Rest,
                CommentHelp,
                CommentRowFormat.Instance,
                invite: null),
            Noun<RawFollow, ImportedFollow>(
                "follows",
                "Import who follows whom, of accounts that are there." + Rest,
                FollowHelp,
                FollowRowFormat.Instance,
                invite: null),
        };
    }

    private static Command Noun<TRaw, TRow>(
        string name, string description, string rowHelp, RowFormat<TRaw> rows, Option<bool>? invite)
        where TRaw : class
        where TRow : class
    {
        var file = new Argument<string>("file") { Description = FileHelp + rowHelp };
        var format = new Option<string>("--format") { Description = "How to read the file.", DefaultValueFactory = _ => "auto" };
        format.AcceptOnlyFromAmong("auto", "ndjson", "csv", "json");
        var mode = new Option<string>("--mode")
        {
            Description = "Whether to change what is there and differs, or to skip it.",
            DefaultValueFactory = _ => "upsert",
        };
        mode.AcceptOnlyFromAmong("upsert", "insert");
        var rejects = new Option<string?>("--rejects")
        {
            Description = "Write every line that was skipped or failed to this file: NDJSON of line, outcome, code and reason.",
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would become of each line, and store nothing." };
        var batch = NumberOption.WithDefault(
            "--batch",
            $"Lines a transaction, up to {ImportOptions.BatchLinesMax}.",
            ImportOptions.BatchLinesDefault,
            least: 1,
            ImportOptions.BatchLinesMax);
        var command = new Command(name, description) { file, format, mode, rejects, dryRun, batch };
        if (invite is not null)
        {
            command.Add(invite);
        }

        command.SetAction((parsed, ct) => RunAsync<TRaw, TRow>(
            new Request(
                parsed.GetRequiredValue(file),
                Enum.Parse<ImportFormat>(parsed.GetRequiredValue(format), ignoreCase: true),
                parsed.GetValue(rejects),
                new ImportOptions(
                    parsed.GetValue(batch),
                    parsed.GetValue(dryRun),
                    Enum.Parse<ImportMode>(parsed.GetRequiredValue(mode), ignoreCase: true),
                    invite is not null && parsed.GetValue(invite))),
            rows,
            ct));
        return command;
    }

    private static async Task<int> RunAsync<TRaw, TRow>(Request request, RowFormat<TRaw> rows, CancellationToken ct)
        where TRaw : class
        where TRow : class
    {
        await using var source = Open(request);
        var opened = await ImportFile.OpenAsync(source, request.Format, rows, ct);
        if (!opened.IsSuccess)
        {
            Output.Progress.Report(opened.Error.Message);
            return CommandLine.Failed;
        }

        await using var observer = new ImportProgress(request.Rejects, source.CanSeek ? source : null, TimeProvider.System);
        var report = await RunAsync<TRaw, TRow>(opened.Value, request.Options, observer, ct);
        observer.Conclude(report, request.Options.DryRun);
        return report is { IsComplete: true, Counts.Failed: 0 } ? CommandLine.Done : CommandLine.Failed;
    }

    private static async Task<ImportReport> RunAsync<TRaw, TRow>(
        ImportFile<TRaw> file, ImportOptions options, ImportProgress observer, CancellationToken ct)
        where TRaw : class
        where TRow : class
    {
        var settings = Settings.Load([]);
        await using var database = await Databases.OpenAsync(settings, ct);
        if (Settings.EnvironmentName == Environments.Development || Databases.Options(settings).MigrateAtStart)
        {
            await Databases.MigrateAsync(database.Access, ct);
        }

        await using var host = VerbHost.Build(database.Access);
        await using var scope = host.Services.CreateAsyncScope();
        var import = scope.ServiceProvider.GetRequiredService<BulkImport<TRaw, TRow>>();
        return await observer.ShowAsync(() => import.RunAsync(file.Lines, options, observer, ct));
    }

    private static Stream Open(Request request)
    {
        if (request.File == "-")
        {
            return Console.OpenStandardInput();
        }

        if (request.Rejects is not null && Path.GetFullPath(request.Rejects) == Path.GetFullPath(request.File))
        {
            throw new InvalidConfigurationException("--rejects names the file that is to be imported.");
        }

        try
        {
            return new FileStream(
                request.File, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidConfigurationException(exception.Message);
        }
    }

    private sealed record Request(string File, ImportFormat Format, string? Rejects, ImportOptions Options);
}
