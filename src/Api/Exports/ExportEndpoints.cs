using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Agora.Api.Http;
using Agora.Api.Http.OpenApi;
using Agora.Application.Exports;
using Agora.Application.Imports;
using Agora.Application.Users;
using Agora.Domain.Posts;
using Agora.Domain.Users;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Agora.Api.Exports;

/// <summary>Bulk exports, streamed from the database.</summary>
internal static class ExportEndpoints
{
    private const string FormatHelp = "One JSON object a line, CSV with a header, or a JSON array.",
        FormulasHelp = "Of CSV: `escape` puts an apostrophe before cells that a spreadsheet would take for a formula; `keep` does not.",
        AfterHelp = "The id of the last row that you have, to continue an export that broke off.";

    private const string Rows =
        " In the order of the ids, streamed: what is written meanwhile may or may not be in it. To continue a response that broke off, "
        + "drop the last record where it is not whole, and send the id of the one before as `after`; CSV then has no header.";

    public static void MapExports(this IEndpointRouteBuilder api)
    {
        var settings = api.ServiceProvider.GetRequiredService<ImportSettings>();
        var exports = api.MapGroup("/exports").WithTags("Exports").AdminsOnly();
        exports.WithMetadata(ReturnsRows.Instance).WithRequestTimeout(TimeSpan.FromMinutes(settings.TimeoutMinutes));
        exports.MapGet("/posts", Posts).WithName("ExportPosts");
        exports.MapGet("/users", Users).WithName("ExportUsers");
        exports.MapGet("/comments", Comments).WithName("ExportComments");
    }

    [EndpointSummary("Export posts")]
    [EndpointDescription(
        "For admins. Posts with their authors, as `POST /api/v1/imports/posts` reads them (of CSV with `formulas=keep`; archived and "
        + "hidden posts are not imported). Posts in the trash are left out." + Rows)]
    private static Task<Results<EmptyHttpResult, ProblemHttpResult>> Posts(
        BulkExport export,
        HttpContext http,
        CancellationToken ct,
        [Description(FormatHelp)] ExportFormat format = ExportFormat.Ndjson,
        [Description($"Posts of this author: {UserReference.Help}."), MaxLength(UserRules.UsernameMax)] string? author = null,
        [FromQuery, Description("Posts with all of these tags.")] string[]? tag = null,
        [Description("Posts in this state.")] PostStatus? status = null,
        [Description("Posts in this language, such as `english`.")] string? language = null,
        [Description("Published at or after.")] DateTimeOffset? from = null,
        [Description("Published before.")] DateTimeOffset? to = null,
        [Description(FormulasHelp)] FormulaCells formulas = FormulaCells.Escape,
        [Description(AfterHelp)] Guid? after = null)
    {
        var filter = new ExportFilter
        {
            Author = author,
            Tags = tag,
            Status = status,
            Language = language,
            From = from,
            To = to,
        };
        return WriteAsync(export, new ExportRequest(ExportNoun.Posts, format, formulas, filter), after, http, ct);
    }

    [EndpointSummary("Export accounts")]
    [EndpointDescription(
        "For admins. Open accounts, as `POST /api/v1/imports/users` reads them (of CSV with `formulas=keep`), without password hashes."
        + Rows)]
    private static Task<Results<EmptyHttpResult, ProblemHttpResult>> Users(
        BulkExport export,
        HttpContext http,
        CancellationToken ct,
        [Description(FormatHelp)] ExportFormat format = ExportFormat.Ndjson,
        [Description("Created at or after.")] DateTimeOffset? from = null,
        [Description("Created before.")] DateTimeOffset? to = null,
        [Description(FormulasHelp)] FormulaCells formulas = FormulaCells.Escape,
        [Description(AfterHelp)] Guid? after = null) =>
        WriteAsync(
            export,
            new ExportRequest(ExportNoun.Users, format, formulas, new ExportFilter { From = from, To = to }),
            after,
            http,
            ct);

    [EndpointSummary("Export comments")]
    [EndpointDescription(
        "For admins. Comments that are neither deleted nor hidden, as `POST /api/v1/imports/comments` reads them (of CSV with "
        + "`formulas=keep`). Replies to a comment that is left out are not imported." + Rows)]
    private static Task<Results<EmptyHttpResult, ProblemHttpResult>> Comments(
        BulkExport export,
        HttpContext http,
        CancellationToken ct,
        [Description(FormatHelp)] ExportFormat format = ExportFormat.Ndjson,
        [Description($"Comments of this author: {UserReference.Help}."), MaxLength(UserRules.UsernameMax)] string? author = null,
        [Description("Comments on this post.")] Guid? postId = null,
        [Description("Created at or after.")] DateTimeOffset? from = null,
        [Description("Created before.")] DateTimeOffset? to = null,
        [Description(FormulasHelp)] FormulaCells formulas = FormulaCells.Escape,
        [Description(AfterHelp)] Guid? after = null)
    {
        var filter = new ExportFilter
        {
            Author = author,
            Post = postId,
            From = from,
            To = to,
        };
        return WriteAsync(export, new ExportRequest(ExportNoun.Comments, format, formulas, filter), after, http, ct);
    }

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> WriteAsync(
        BulkExport export, ExportRequest request, Guid? after, HttpContext http, CancellationToken ct)
    {
        http.Response.ContentType = request.Format switch
        {
            ExportFormat.Ndjson => ReturnsRows.Ndjson,
            ExportFormat.Csv => $"{ReturnsRows.Csv}; charset=utf-8",
            ExportFormat.Json => ReturnsRows.Json,
        };
        http.Response.Headers.CacheControl = "no-store";
        var written = await export.RunAsync(request, after ?? Guid.Empty, http.Response.BodyWriter, progress: null, ct);
        return written.Match<Results<EmptyHttpResult, ProblemHttpResult>>(_ => TypedResults.Empty, error => Problems.From(error));
    }
}
