using Microsoft.AspNetCore.Http.Features;

namespace Agora.Api.Http;

/// <summary>
/// Refuses a body that is announced as larger than its address takes. Left to itself, the server would close the connection with the
/// body unread: whoever is still sending sees a broken pipe and never the answer. With the limit lifted, it answers, reads on and
/// throws away for a few seconds. A body of unknown length meets the limit of the server while it comes.
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
