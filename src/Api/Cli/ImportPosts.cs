using System.CommandLine;
using Agora.Api.Configuration;
using Agora.Application.Posts.Import;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Posts.Import;
using Agora.Migrations.Cli;

namespace Agora.Api.Cli;

/// <summary><c>agora import posts</c>: fills the database from a file or a pipe.</summary>
internal static class ImportPosts
{
    private const string FileHelp =
        "NDJSON or CSV in UTF-8; - reads standard input. "
        + "A post has author (\"Name <mail>\", or an object of name, email, username; in CSV the columns author, authorEmail, "
        + "authorUsername), title, body, and may have tags (an array; in CSV separated by |), publishedAt (RFC 3339 with offset), "
        + "status (published or draft), language.";

    public static Command Command()
    {
        var file = new Argument<string>("file") { Description = FileHelp };
        var format = new Option<string>("--format") { Description = "How to read the file.", DefaultValueFactory = _ => "auto" };
        format.AcceptOnlyFromAmong("auto", "ndjson", "csv");
        var rejects = new Option<string?>("--rejects")
        {
            Description = "Write every line that was skipped or failed to this file: NDJSON of line, outcome and reason.",
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would become of each line, and store nothing." };
        var batch = NumberOption.WithDefault(
            "--batch",
            $"Lines a transaction, up to {ImportOptions.BatchLinesMax}.",
            ImportOptions.BatchLinesDefault,
            least: 1,
            ImportOptions.BatchLinesMax);

        var posts = new Command(
            "posts",
            "Import posts with their authors. Importing a file again changes only what differs. Authors are found by their e-mail address, "
            + "then by their username, and made without a password when they are new. Ctrl-C keeps what was stored. "
            + "Exit code 0: every line was stored or was there. 1: a line failed, or the end of the file was not reached.")
        {
            file, format, rejects, dryRun, batch,
        };
        posts.SetAction((parsed, ct) => RunAsync(
            new Request(
                parsed.GetRequiredValue(file),
                Enum.Parse<ImportFormat>(parsed.GetRequiredValue(format), ignoreCase: true),
                parsed.GetValue(rejects),
                new ImportOptions(parsed.GetValue(batch), parsed.GetValue(dryRun))),
            ct));
        return new Command("import", "Fill the database from files.") { posts };
    }

    private static async Task<int> RunAsync(Request request, CancellationToken ct)
    {
        await using var source = Open(request);
        var opened = await PostFile.OpenAsync(source, request.Format, ct);
        if (!opened.IsSuccess)
        {
            Output.Progress.Report(opened.Error.Message);
            return CommandLine.Failed;
        }

        await using var observer = new ImportProgress(request.Rejects, source.CanSeek ? source : null, TimeProvider.System);
        var report = await RunAsync(opened.Value, request.Options, observer, ct);
        observer.Conclude(report, request.Options.DryRun);
        return report is { IsComplete: true, Counts.Failed: 0 } ? CommandLine.Done : CommandLine.Failed;
    }

    private static async Task<ImportReport> RunAsync(PostFile posts, ImportOptions options, ImportProgress observer, CancellationToken ct)
    {
        var settings = Settings.Load([]);
        await using var database = await Databases.OpenAsync(settings, ct);
        if (Settings.EnvironmentName == Environments.Development || Databases.Options(settings).MigrateAtStart)
        {
            await Databases.MigrateAsync(database.Access, ct);
        }

        await using var host = VerbHost.Build(database.Access);
        await using var scope = host.Services.CreateAsyncScope();
        var import = scope.ServiceProvider.GetRequiredService<PostImport>();
        return await observer.ShowAsync(() => import.RunAsync(posts.Lines, options, observer, ct));
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
