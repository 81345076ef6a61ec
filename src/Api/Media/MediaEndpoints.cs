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
            .WithMetadata(new RequestSizeLimitAttribute(settings.MaxBytes + MediaForm.EnvelopeMax), TakesFile.Instance)
            .WithoutIdempotencyKey()
            .RequireRateLimiting(RateLimitPolicies.Upload)
            .WithRequestTimeout(transfer);
        media.MapGet("/", List).WithName("ListMedia");
        media.MapGet("/{mediaId:guid}", Get).WithName("GetMedia").AllowAnonymous();
        media.MapGet("/{mediaId:guid}/content", MediaDelivery.Send).WithName("GetMediaContent").AllowAnonymous()
            .WithMetadata(SendsFile.Instance)
            .WithRequestTimeout(transfer);
        media.MapPatch("/{mediaId:guid}", Describe).WithName("DescribeMedia").AllowsBatch().TakesReason();
        media.MapDelete("/{mediaId:guid}", Delete).WithName("DeleteMedia").AcceptsIfMatch().TakesReason();
    }

    internal sealed record DescribeRequest
    {
        /// <summary>What those hear who cannot see it; null takes it away.</summary>
        [StringLength(MediaRules.AlternativeTextMax, MinimumLength = 1)]
        public Optional<string?> AlternativeText { get; init; }
    }

    [EndpointSummary("Upload a file")]
    [EndpointDescription(
        "The body is the file itself, or multipart/form-data with it as the part `file`; a form may say `alternativeText` and `fileName` in parts, before or "
        + "behind the file, in place of the parameters. The type of a file is told by its bytes; no Content-Type is asked. Images are stored without Exif, XMP, "
        + "comments and whatever is behind their end; which way is up stays. Of MP4 and MOV, what tells where and by what they were made is blanked.")]
    private static async Task<Results<Created<MediaView>, ProblemHttpResult>> Upload(
        IMediator mediator,
        HttpContext http,
        CancellationToken ct,
        [Description("What those hear who cannot see it. A long one is better sent by PATCH."), StringLength(MediaRules.AlternativeTextMax)] string? alternativeText = null,
        [Description("The name that a download is saved under."), StringLength(MediaRules.FileNameMax)] string? fileName = null)
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

    [EndpointSummary("List one's own files, latest first")]
    [EndpointDescription("Whether or not something shows them. All of them count towards the room that a person has (409 `media.out_of_room` on an upload).")]
    private static async Task<Results<Ok<Page<MediaView>>, ProblemHttpResult>> List(
        IMediator mediator,
        CancellationToken ct,
        [Description("Rows wanted, 1 to 100."), Range(1, PostRules.PageMax)] int limit = DefaultLimit,
        [Description("The `next` of an earlier page.")] string? cursor = null,
        [Description(CountModes.Help)] CountMode count = CountMode.None) =>
        (await mediator.Send(new ListMedia(limit, cursor, count), ct)).ToOk();

    [EndpointSummary("Read what is known of a file")]
    [EndpointDescription("For its owner, and for everyone who may see a post or a profile that shows it.")]
    private static async Task<Results<Ok<MediaView>, StatusCodeHttpResult, ProblemHttpResult>> Get(
        Guid mediaId, IMediator mediator, HttpContext http, CancellationToken ct) =>
        (await mediator.Send(new GetMedia(mediaId), ct)).ToOkOrNotModified(http, Tag);

    [EndpointSummary("Change the alternative text of a file")]
    [EndpointDescription("For its owner and, with a `reason`, admins; others who may see the file get 403 `media.owner_only`. Posts and profiles that show it have the new text at once.")]
    private static async Task<Results<Ok<MediaView>, ProblemHttpResult>> Describe(
        Guid mediaId, DescribeRequest body, IMediator mediator, HttpContext http, CancellationToken ct,
        [Description(StaffReasonHelp.Text)] string? reason = null) =>
        (await mediator.EditAsync(http, version => new DescribeMedia(mediaId, version) { AlternativeText = body.AlternativeText }, new GetMedia(mediaId), Tag, ct)).ToSaved(http, Tag);

    [EndpointSummary("Delete a file for good")]
    [EndpointDescription("One's own; staff may delete what a post or a profile shows, with a `reason`. It vanishes from posts and profiles at once, and its bytes when nothing else uses them.")]
    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(
        Guid mediaId, IMediator mediator, HttpContext http, CancellationToken ct,
        [Description(StaffReasonHelp.Text)] string? reason = null) =>
        (await mediator.SendAsync(http, version => new DeleteMedia(mediaId, version), ct)).ToNoContent();

    private static string Tag(MediaView media) => Preconditions.ETag(media.Version);
}
