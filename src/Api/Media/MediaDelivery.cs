using Agora.Api.Http;
using Agora.Application.Common;
using Agora.Application.Media;
using Agora.Domain.Media;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Agora.Api.Media;

/// <summary>Sends a file so that a browser shows it by its type and never executes it.</summary>
internal static class MediaDelivery
{
    /// <summary>Even opened directly, the file runs no script, loads nothing and has no origin.</summary>
    private const string Policy = "sandbox; default-src 'none'";

    [EndpointSummary("Download a file")]
    [EndpointDescription(
        "Accepts Range and If-None-Match. The ETag is the checksum: the content of a file never changes. A file may be hidden or "
        + "deleted, so caches keep public files for a minute (`Media:PublicCacheSeconds`) and then revalidate.")]
    public static async Task<Results<FileStreamHttpResult, StatusCodeHttpResult, ProblemHttpResult>> Send(
        Guid mediaId,
        IMediator mediator,
        IMediaStore store,
        MediaSettings settings,
        ActorContext context,
        HttpContext http,
        CancellationToken ct)
    {
        var result = await mediator.Send(new GetMediaContent(mediaId), ct);
        if (!result.IsSuccess)
        {
            return Problems.From(result.Error);
        }

        var file = result.Value;

        // A file that anonymous callers may see is public, and other sites may embed it; files of signed-in callers are private.
        var open = context.Actor.UserId is null;
        var headers = http.Response.Headers;
        headers.CacheControl = open ? SecurityHeaders.SharedFor(settings.PublicCacheSeconds) : SecurityHeaders.OwnCache;
        headers["Cross-Origin-Resource-Policy"] = open ? "cross-origin" : "same-origin";
        headers.ContentSecurityPolicy = Policy;
        headers.ContentDisposition = Disposition(file);

        // Revalidation needs no read of the store.
        var tag = $"\"{file.Checksum}\"";
        if (http.Request.Headers.IfMatch.Count == 0 && Preconditions.IsFresh(http, tag))
        {
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        }

        if (await store.OpenAsync(file.Checksum, file.SizeBytes, ct) is not { } content)
        {
            throw new DependencyException(MediaErrors.ContentLost, inner: null);
        }

        IgnoreUnknownRange(http.Request);
        return TypedResults.Stream(
            content,
            file.MimeType,
            fileDownloadName: null,
            file.CreatedAt,
            new EntityTagHeaderValue(tag),
            enableRangeProcessing: true);
    }

    /// <summary>A Range in another unit than bytes asks for nothing (RFC 9110, 14.2). The framework does not look at the unit.</summary>
    private static void IgnoreUnknownRange(HttpRequest request)
    {
        if (request.GetTypedHeaders().Range is { } range && !range.Unit.Equals("bytes", StringComparison.OrdinalIgnoreCase))
        {
            request.Headers.Range = default;
        }
    }

    /// <summary>Images are shown inline, other files are saved. The extension is that of the type, not of the stored name.</summary>
    private static string Disposition(MediaContent file)
    {
        var type = MediaType.Find(file.MimeType)!;
        var name = Path.GetFileNameWithoutExtension(file.FileName) is { Length: > 0 } given ? given : file.Id.ToString();
        var disposition = new ContentDispositionHeaderValue(type.Kind == MediaKind.Image ? "inline" : "attachment");
        disposition.SetHttpFileName($"{name}.{type.Extension}");
        return disposition.ToString();
    }
}
