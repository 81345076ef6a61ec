using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Agora.Api.Http;
using Agora.Api.Http.OpenApi;
using Agora.Api.Idempotency;
using Agora.Application.Comments.Import;
using Agora.Application.Follows.Import;
using Agora.Application.Imports;
using Agora.Application.Posts.Import;
using Agora.Application.Users.Import;
using Agora.Infrastructure.Comments.Import;
using Agora.Infrastructure.Follows.Import;
using Agora.Infrastructure.Imports;
using Agora.Infrastructure.Posts.Import;
using Agora.Infrastructure.Users.Import;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Agora.Api.Imports;

/// <summary>Bulk imports of files that are streamed into the database.</summary>
internal static class ImportEndpoints
{
    private const string FormatHelp = "How to read the file; `auto` looks at its beginning. Files compressed by gzip are read as well.",
        ModeHelp = "`upsert` changes what is there and differs, `insert` skips it.",
        DryRunHelp = "Tells what would become of each line, and stores nothing.",
        BatchHelp = "Lines of one transaction at most, 1 to 20000.",
        ReportHelp = "`summary` responds at the end. `stream` responds while the file is read, with one JSON object a line: `rejected` "
            + "for every line that was skipped or failed, `progress` after each batch, and `report` at the end.";

    private const string Report =
        " A line that breaks a rule stops no other, nor does one that the database refuses: `rejected` lists the first 1000 lines that "
        + "were skipped or failed, with a code and a reason. Batches are stored one by one. After a failure (`complete` is false and "
        + "`stopped` says why), or when the connection broke, send the file again: what is there is skipped. Lines are numbered from 1, "
        + "items of a JSON array too.";

    public static void MapImports(this IEndpointRouteBuilder api)
    {
        var settings = api.ServiceProvider.GetRequiredService<ImportSettings>();
        var imports = api.MapGroup("/imports").WithTags("Imports").AdminsOnly();
        imports.WithoutIdempotencyKey()
            .WithMetadata(new RequestSizeLimitAttribute(settings.MaxBytes), AcceptsRows.Instance, StreamsReport.Instance)
            .WithRequestTimeout(TimeSpan.FromMinutes(settings.TimeoutMinutes));
        imports.MapPost("/posts", Posts).WithName("ImportPosts");
        imports.MapPost("/users", Users).WithName("ImportUsers");
        imports.MapPost("/comments", Comments).WithName("ImportComments");
        imports.MapPost("/follows", Follows).WithName("ImportFollows");
    }

    [EndpointSummary("Import posts")]
    [EndpointDescription(
        "For admins. A post has `author` (`Name <mail>`, or an object of name, email, username; in CSV the columns author, authorEmail, "
        + "authorUsername), `title`, `body`, and may have `tags` (an array; in CSV separated by |), `publishedAt`, `status` (published or "
        + "draft), `language`. The same `id` (of an export), or else the same author, title and date, is the same post. Authors who are "
        + "new get an account without a password."
        + Report)]
    private static Task<Results<Ok<ImportResponse>, EmptyHttpResult, ProblemHttpResult>> Posts(
        BulkImport<RawPost, ImportedPost> import,
        IMediator mediator,
        HttpContext http,
        CancellationToken ct,
        [Description(FormatHelp)] ImportFormat format = ImportFormat.Auto,
        [Description(ModeHelp)] ImportMode mode = ImportMode.Upsert,
        [Description(DryRunHelp)] bool dryRun = false,
        [Description(BatchHelp), Range(1, ImportOptions.BatchLinesMax)] int batch = ImportOptions.BatchLinesDefault,
        [Description(ReportHelp)] ImportReporting report = ImportReporting.Summary) =>
        RunAsync(import, mediator, PostRowFormat.Instance, format, new ImportOptions(batch, dryRun, mode), report, http, ct);

    [EndpointSummary("Import accounts")]
    [EndpointDescription(
        "For admins. An account has `email` and `username`, and may have `fullName`, `role` (user, moderator or admin) and `passwordHash` "
        + "(Argon2id, bcrypt, PBKDF2 or ASP.NET Identity); clear passwords are not taken. Accounts are found by their e-mail address; an "
        + "upsert changes their full name. A username of another account fails (`import.username_taken`)." + Report)]
    private static Task<Results<Ok<ImportResponse>, EmptyHttpResult, ProblemHttpResult>> Users(
        BulkImport<RawUser, ImportedUser> import,
        IMediator mediator,
        HttpContext http,
        CancellationToken ct,
        [Description(FormatHelp)] ImportFormat format = ImportFormat.Auto,
        [Description(ModeHelp)] ImportMode mode = ImportMode.Upsert,
        [Description(DryRunHelp)] bool dryRun = false,
        [Description("Whether new accounts without a password get a mail by which they set one.")] bool invite = false,
        [Description(BatchHelp), Range(1, ImportOptions.BatchLinesMax)] int batch = ImportOptions.BatchLinesDefault,
        [Description(ReportHelp)] ImportReporting report = ImportReporting.Summary) =>
        RunAsync(import, mediator, UserRowFormat.Instance, format, new ImportOptions(batch, dryRun, mode, invite), report, http, ct);

    [EndpointSummary("Import comments")]
    [EndpointDescription(
        "For admins. A comment has `postId`, `author` (a username) and `body`, and may have `id`, `parentId` and `createdAt`. Accounts "
        + "and published posts are there already, and the comment that a reply is to comes before it or in the same batch; otherwise the "
        + "line fails (`import.reference_missing`). The same `id` is the same comment; without one, the same post, parent, author and "
        + "time, or text where there is no time. Sends no notifications. A dry run knows the comments of the database and of the same "
        + "batch." + Report)]
    private static Task<Results<Ok<ImportResponse>, EmptyHttpResult, ProblemHttpResult>> Comments(
        BulkImport<RawComment, ImportedComment> import,
        IMediator mediator,
        HttpContext http,
        CancellationToken ct,
        [Description(FormatHelp)] ImportFormat format = ImportFormat.Auto,
        [Description(ModeHelp)] ImportMode mode = ImportMode.Upsert,
        [Description(DryRunHelp)] bool dryRun = false,
        [Description(BatchHelp), Range(1, ImportOptions.BatchLinesMax)] int batch = ImportOptions.BatchLinesDefault,
        [Description(ReportHelp)] ImportReporting report = ImportReporting.Summary) =>
        RunAsync(import, mediator, CommentRowFormat.Instance, format, new ImportOptions(batch, dryRun, mode), report, http, ct);

    [EndpointSummary("Import follows")]
    [EndpointDescription(
        "For admins. A follow has `follower` and `followee`, two usernames, and may have `createdAt`. A name that no account has fails "
        + "(`import.reference_missing`), and so does a follow across a block (`import.refused`). Sends no notifications." + Report)]
    private static Task<Results<Ok<ImportResponse>, EmptyHttpResult, ProblemHttpResult>> Follows(
        BulkImport<RawFollow, ImportedFollow> import,
        IMediator mediator,
        HttpContext http,
        CancellationToken ct,
        [Description(FormatHelp)] ImportFormat format = ImportFormat.Auto,
        [Description(ModeHelp)] ImportMode mode = ImportMode.Upsert,
        [Description(DryRunHelp)] bool dryRun = false,
        [Description(BatchHelp), Range(1, ImportOptions.BatchLinesMax)] int batch = ImportOptions.BatchLinesDefault,
        [Description(ReportHelp)] ImportReporting report = ImportReporting.Summary) =>
        RunAsync(import, mediator, FollowRowFormat.Instance, format, new ImportOptions(batch, dryRun, mode), report, http, ct);

    private static async Task<Results<Ok<ImportResponse>, EmptyHttpResult, ProblemHttpResult>> RunAsync<TRaw, TRow>(
        BulkImport<TRaw, TRow> import,
        IMediator mediator,
        RowFormat<TRaw> rows,
        ImportFormat format,
        ImportOptions options,
        ImportReporting reporting,
        HttpContext http,
        CancellationToken ct)
        where TRaw : class
        where TRow : class
    {
        var begun = await mediator.Send(new BeginImport(), ct);
        if (!begun.IsSuccess)
        {
            return Problems.From(begun.Error);
        }

        var opened = await ImportFile.OpenAsync(http.Request.Body, format, rows, ct);
        if (!opened.IsSuccess)
        {
            return Problems.From(opened.Error);
        }

        if (reporting == ImportReporting.Stream)
        {
            await using var stream = new StreamedReport(http);
            await stream.ConcludeAsync(await import.RunAsync(opened.Value.Lines, options, stream, ct));
            return TypedResults.Empty;
        }

        var observer = new CollectedReport();
        var report = await import.RunAsync(opened.Value.Lines, options, observer, ct);
        // The time of the request is over: the server answers so.
        ct.ThrowIfCancellationRequested();
        return TypedResults.Ok(observer.Conclude(report));
    }
}
