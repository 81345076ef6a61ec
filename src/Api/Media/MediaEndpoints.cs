using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Agora.Api.Http;
using Agora.Api.Http.Batches;
using Agora.Api.Http.Limits;
using Agora.Api.Http.OpenApi;
using Agora.Api.Http.Responses;
using Agora.Api.Idempotency;
using Agora.Api.Moderation;
using Agora.Application.Common;
using Agora.Application.Media;
using Agora.Domain.Media;
using Agora.Domain.Posts;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Agora.Api.Media;

internal static class MediaEndpoints
{
    private const int DefaultLimit = 20;

    public static void MapMedia(this IEndpointRouteBuilder api)
    {
        var settings = api.ServiceProvider.GetRequiredService<MediaSettings>();
        var transfer = TimeSpan.FromSeconds(settings.TransferSeconds);

        var media = api.MapGroup("/media").WithTags("Media");
        media.MapPost("/", Upload).WithName("UploadMedia")
            .WithMetadata(new RequestSizeLimitAttribute(settings.MaxBytes + MediaForm.EnvelopeMax), AcceptsFile.Instance)
            .WithoutIdempotencyKey()
            .RequireRateLimiting(RateLimitPolicies.Upload)
            .WithRequestTimeout(transfer);
        media.MapGet("/", List).WithName("ListMedia");
        media.MapGet("/{mediaId:guid}", Get).WithName("GetMedia").AllowAnonymous();
        media.MapGet("/{mediaId:guid}/content", MediaDelivery.Send).WithName("GetMediaContent").AllowAnonymous()
            .WithMetadata(ReturnsFile.Instance)
            .WithRequestTimeout(transfer);
        media.MapPatch("/{mediaId:guid}", Describe).WithName("DescribeMedia").AllowsBatch().TakesReason();
        media.MapDelete("/{mediaId:guid}", Delete).WithName("DeleteMedia").AcceptsIfMatch().TakesReason();
    }

    internal sealed record DescribeRequest
    {
        /// <summary>A description for readers who cannot see the file; null removes it.</summary>
        [StringLength(MediaRules.AlternativeTextMax, MinimumLength = 1)]
        public Optional<string?> AlternativeText { get; init; }
    }

    [EndpointSummary("Upload a file")]
    [EndpointDescription(
        "The body is the file itself, or multipart/form-data with the file as the part `file`. A form may hold `alternativeText` "
        + "and `fileName` as parts, before or after the file, instead of the parameters. The type is detected from the bytes; "
        + "Content-Type is ignored. Images are stored without Exif, XMP, comments and trailing data; their orientation is kept. "
        + "Location and device data of MP4 and MOV files is blanked.")]
    private static async Task<Results<Created<MediaView>, ProblemHttpResult>> Upload(
        IMediator mediator,
        HttpContext http,
        CancellationToken ct,
        [Description("A description for readers who cannot see the file. Send a long one by PATCH.")]
        [StringLength(MediaRules.AlternativeTextMax)]
        string? alternativeText = null,
        [Description("The file name of a download."), StringLength(MediaRules.FileNameMax)] string? fileName = null)
    {
        var upload = MediaForm.IsForm(http.Request)
            ? await MediaForm.OpenAsync(http.Request, alternativeText, fileName, ct)
            : new UploadMedia(http.Request.Body, alternativeText, fileName);
        if (!upload.IsSuccess)
        {
            return Problems.From(upload.Error);
        }

        var uploaded = await mediator.Send(upload.Value, ct);
        return uploaded.ToCreated(http, Tag, media => $"/api/v1/media/{media.Id}");
    }

    [EndpointSummary("List my files")]
    [EndpointDescription(
        "Latest first, whether or not a post or profile shows them. All files count towards the quota (409 `media.out_of_room` on "
        + "an upload).")]
    private static async Task<Results<Ok<Page<MediaView>>, ProblemHttpResult>> List(
        IMediator mediator,
        CancellationToken ct,
        [Description("Page size, 1 to 100."), Range(1, PostRules.PageMax)] int limit = DefaultLimit,
        [Description("The `next` of the previous page.")] string? cursor = null,
        [Description(CountModes.Help)] CountMode count = CountMode.None) =>
        (await mediator.Send(new ListMedia(limit, cursor, count), ct)).ToOk();

    [EndpointSummary("Get the metadata of a file")]
    [EndpointDescription("For its owner, and for readers of a post or profile that shows it.")]
    private static async Task<Results<Ok<MediaView>, StatusCodeHttpResult, ProblemHttpResult>> Get(
        Guid mediaId, IMediator mediator, HttpContext http, CancellationToken ct) =>
        (await mediator.Send(new GetMedia(mediaId), ct)).ToOkOrNotModified(http, Tag);

    [EndpointSummary("Update the alternative text of a file")]
    [EndpointDescription(
        "For its owner and, with a `reason`, admins; others who may see the file get 403 `media.owner_only`. Posts and profiles "
        + "show the new text at once.")]
    private static async Task<Results<Ok<MediaView>, ProblemHttpResult>> Describe(
        Guid mediaId, DescribeRequest body, IMediator mediator, HttpContext http, CancellationToken ct,
        [Description(StaffReasonHelp.Text)] string? reason = null) =>
        (await mediator.EditAsync(
            http,
            version => new DescribeMedia(mediaId, version) { AlternativeText = body.AlternativeText },
            new GetMedia(mediaId),
            Tag,
            ct)).ToSaved(http, Tag);

    [EndpointSummary("Delete a file permanently")]
    [EndpointDescription(
        "For its owner; with a `reason` for staff, when a post or profile shows it. It disappears from posts and profiles at "
        + "once; its content is deleted when no other file uses it.")]
    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(
        Guid mediaId, IMediator mediator, HttpContext http, CancellationToken ct,
        [Description(StaffReasonHelp.Text)] string? reason = null) =>
        (await mediator.SendAsync(http, version => new DeleteMedia(mediaId, version), ct)).ToNoContent();

    private static string Tag(MediaView media) => Preconditions.ETag(media.Version);
}
