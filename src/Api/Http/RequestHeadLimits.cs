using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Agora.Api.Http;

/// <summary>
/// Refuses URLs and headers that are too long, with a problem document. The limits of the server itself are twice as high, because it
/// refuses without a body and closes the connection.
/// </summary>
internal static class RequestHeadLimits
{
    /// <summary>Bytes of path and query, of all headers, and the number of headers.</summary>
    public const int TargetMax = 8 * 1024, HeadersMax = 32 * 1024, CountMax = 100;

    public static readonly string TargetTooLong = FormattableString.Invariant($"The URL is longer than {TargetMax} bytes."),
        HeadersTooLarge = FormattableString.Invariant($"The headers are larger than {HeadersMax} bytes, or more than {CountMax}.");

    private const int Slack = 2;

    // Colon, space, carriage return and line feed.
    private const int Separators = 4;

    public static void Apply(KestrelServerLimits limits)
    {
        limits.MaxRequestLineSize = Slack * TargetMax;
        limits.MaxRequestHeadersTotalSize = Slack * HeadersMax;
        limits.MaxRequestHeaderCount = Slack * CountMax;
    }

    public static IApplicationBuilder UseHeadLimits(this IApplicationBuilder app) => app.Use((http, next) =>
        http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Length > TargetMax ? Refuse(http, StatusCodes.Status414UriTooLong)
        : IsTooMuch(http.Request.Headers) ? Refuse(http, StatusCodes.Status431RequestHeaderFieldsTooLarge)
        : next(http));

    private static bool IsTooMuch(IHeaderDictionary headers)
    {
        var (bytes, count) = (0, 0);
        foreach (var (name, values) in headers)
        {
            foreach (var value in values)
            {
                bytes += name.Length + Separators + (value?.Length ?? 0);
                count++;
            }
        }

        return bytes > HeadersMax || count > CountMax;
    }

    private static Task Refuse(HttpContext http, int status) => Problems.WriteAsync(http, ErrorResponses.ForStatus(status));
}
