using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Agora.Api.Http;
using Agora.Api.Http.OpenApi;
using Agora.Api.Idempotency;
using Agora.Application.Imports;
using Agora.Application.Posts.Import;
using Agora.Application.Users.Import;
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
        BatchHelp = "Lines of one transaction at most, 1 to 20000.";

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
            .WithMetadata(new RequestSizeLimitAttribute(settings.MaxBytes), AcceptsRows.Instance)
            .WithRequestTimeout(TimeSpan.FromMinutes(settings.TimeoutMinutes));
        imports.MapPost("/posts", Posts).WithName("ImportPosts");
        imports.MapPost("/users", Users).WithName("ImportUsers");
    }

    /// <param name="Complete">Whether the whole file was read.</param>
    /// <param name="Stopped">Why it was not; null when it was.</param>
    /// <param name="Rejected">Lines that were skipped or failed, in the order of the file; 1000 at most.</param>
    /// <param name="RejectedOmitted">How many more there are.</param>
    internal sealed record ImportResponse(
        long Lines,
        long Created,
        long Updated,
        long Skipped,
        long Failed,
        bool Complete,
        string? Stopped,
        IReadOnlyList<RejectedLine> Rejected,
        long RejectedOmitted);

    /// <param name="Outcome">`skipped` or `failed`.</param>
    internal sealed record RejectedLine(long Line, ImportOutcome Outcome, string Code, string Reason);

    [EndpointSummary("Import posts")]
    [EndpointDescription(
        "For admins. A post has `author` (`Name <mail>`, or an object of name, email, username; in CSV the columns author, authorEmail, "
        + "authorUsername), `title`, `body`, and may have `tags` (an array; in CSV separated by |), `publishedAt`, `status` (published or "
        + "draft), `language`. The same `id` (of an export), or else the same author, title and date, is the same post. Authors who are "
        + "new get an account without a password."
        + Report)]
    private static Task<Results<Ok<ImportResponse>, ProblemHttpResult>> Posts(
        BulkImport<RawPost, ImportedPost> import,
        IMediator mediator,
        HttpContext http,
        CancellationToken ct,
        [Description(FormatHelp)] ImportFormat format = ImportFormat.Auto,
        [Description(ModeHelp)] ImportMode mode = ImportMode.Upsert,
        [Description(DryRunHelp)] bool dryRun = false,
        [Description(BatchHelp), Range(1, ImportOptions.BatchLinesMax)] int batch = ImportOptions.BatchLinesDefault) =>
        RunAsync(import, mediator, PostRowFormat.Instance, format, new ImportOptions(batch, dryRun, mode), http, ct);

    [EndpointSummary("Import accounts")]
    [EndpointDescription(
        "For admins. An account has `email` and `username`, and may have `fullName`, `role` (user, moderator or admin) and `passwordHash` "
        + "(Argon2id, bcrypt, PBKDF2 or ASP.NET Identity); clear passwords are not taken. Accounts are found by their e-mail address; an "
        + "upsert changes their full name. A username of another account fails (`import.username_taken`)." + Report)]
    private static Task<Results<Ok<ImportResponse>, ProblemHttpResult>> Users(
        BulkImport<RawUser, ImportedUser> import,
        IMediator mediator,
        HttpContext http,
        CancellationToken ct,
        [Description(FormatHelp)] ImportFormat format = ImportFormat.Auto,
        [Description(ModeHelp)] ImportMode mode = ImportMode.Upsert,
        [Description(DryRunHelp)] bool dryRun = false,
        [Description("Whether new accounts without a password get a mail by which they set one.")] bool invite = false,
        [Description(BatchHelp), Range(1, ImportOptions.BatchLinesMax)] int batch = ImportOptions.BatchLinesDefault) =>
        RunAsync(import, mediator, UserRowFormat.Instance, format, new ImportOptions(batch, dryRun, mode, invite), http, ct);

    private static async Task<Results<Ok<ImportResponse>, ProblemHttpResult>> RunAsync<TRaw, TRow>(
        BulkImport<TRaw, TRow> import,
        IMediator mediator,
        RowFormat<TRaw> rows,
        ImportFormat format,
        ImportOptions options,
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

        var observer = new Observer();
        var report = await import.RunAsync(opened.Value.Lines, options, observer, ct);
        // The time of the request is over: the server answers so.
        ct.ThrowIfCancellationRequested();
        var counts = report.Counts;
        return TypedResults.Ok(new ImportResponse(
            counts.Lines,
            counts.Created,
            counts.Updated,
            counts.Skipped,
            counts.Failed,
            report.IsComplete,
            report.Stopped?.Message,
            observer.Rejected,
            observer.Omitted));
    }

    private sealed class Observer : IImportObserver
    {
        private const int RejectedMax = 1000;

        private readonly List<RejectedLine> rejected = [];

        public IReadOnlyList<RejectedLine> Rejected => rejected;

        public long Omitted { get; private set; }

        public Task RejectedAsync(LineOutcome line, CancellationToken ct)
        {
            if (rejected.Count < RejectedMax)
            {
                rejected.Add(new RejectedLine(line.Line, line.Outcome, line.Code!, line.Reason!));
            }
            else
            {
                Omitted++;
            }

            return Task.CompletedTask;
        }

        public void Progressed(ImportCounts counts)
        {
            // The response tells at the end.
        }
    }
}

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ImportEndpoints.ImportResponse))]
internal sealed partial class ImportJson : JsonSerializerContext;
