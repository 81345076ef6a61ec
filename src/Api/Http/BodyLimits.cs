using Microsoft.AspNetCore.Http.Features;

namespace Agora.Api.Http;

/// <summary>
/// Refuses a body whose Content-Length exceeds the limit of the endpoint. The server itself would close the connection with the body
/// unread, and a client that is still sending would see a broken pipe instead of the response. With the limit lifted, the server responds,
/// then reads and discards the body for a few seconds. A body of unknown length meets the limit of the server while it is read.
/// </summary>
internal static class BodyLimits
{
    public static IApplicationBuilder UseBodyLimits(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        var limit = http.Features.Get<IHttpMaxRequestBodySizeFeature>();
        if (limit is not { IsReadOnly: false } || !(http.Request.ContentLength > limit.MaxRequestBodySize))
        {
            return next(http);
        }

        limit.MaxRequestBodySize = null;
        return Problems.WriteAsync(http, ErrorResponses.ForStatus(StatusCodes.Status413PayloadTooLarge));
    });
}
