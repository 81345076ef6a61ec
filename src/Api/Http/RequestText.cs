using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Agora.Api.Http;

/// <summary>
/// Refuses requests that later layers could interpret differently: URLs that do not decode to valid UTF-8, and bodies in another charset or
/// encoding. Runs before binding.
/// </summary>
internal static class RequestText
{
    public static IApplicationBuilder UseCleanText(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var query = target.IndexOf('?', StringComparison.Ordinal);
        if (!IsClean(query < 0 ? target : target.AsSpan(0, query)))
        {
            throw new RefusedRequestException(ErrorResponses.Field("path", NotText));
        }

        if (query >= 0 && !IsClean(target.AsSpan(query + 1)))
        {
            throw new RefusedRequestException(ErrorResponses.Field(DirtyParameter(target[(query + 1)..]), NotText));
        }

        if (IsFramedTwice(http.Request))
        {
            throw new RefusedRequestException(Domain.Common.Error.Invalid(
                "request.framing",
                "Send Content-Length or Transfer-Encoding, not both: two lengths of one body can hide a second request."));
        }

        // Without a body, headers about its encoding do not matter.
        var hasBody = http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != false;
        return !hasBody || IsPlainUtf8(http.Request)
            ? next(http)
            : Problems.WriteAsync(http, ErrorResponses.ForStatus(StatusCodes.Status415UnsupportedMediaType));
    });

    /// <summary>The server then uses Transfer-Encoding, and keeps the other length in this header (RFC 9112, 6.3).</summary>
    private const string OtherLength = "X-Content-Length";

    private const string NotText = "Must be percent-encoded UTF-8 without NUL.";

    private static bool IsFramedTwice(HttpRequest request) =>
        request.Headers.TransferEncoding.Count > 0
            && (request.Headers.ContentLength is not null || request.Headers.ContainsKey(OtherLength));

    private static bool IsPlainUtf8(HttpRequest request)
    {
        if (request.Headers.ContentEncoding.Count > 0
            && !string.Equals(request.Headers.ContentEncoding, "identity", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        return request.ContentType is not { Length: > 0 } contentType
            || (MediaTypeHeaderValue.TryParse(contentType, out var media)
                && (!media.Charset.HasValue || media.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
                    || media.Charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase)));
    }

    private static string DirtyParameter(string query)
    {
        var dirty = query.Split('&').First(pair => !IsClean(pair)).Split('=', 2);
        return IsClean(dirty[0]) ? Uri.UnescapeDataString(dirty[0]) : "query";
    }

    private static bool IsClean(ReadOnlySpan<char> escaped)
    {
        if (!escaped.Contains('%'))
        {
            return Ascii.IsValid(escaped);
        }

        var bytes = new byte[escaped.Length];
        var length = 0;
        for (var i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] > 127)
            {
                return false;
            }

            if (escaped[i] != '%')
            {
                bytes[length++] = (byte)escaped[i];
                continue;
            }

            if (i + 2 >= escaped.Length || !char.IsAsciiHexDigit(escaped[i + 1]) || !char.IsAsciiHexDigit(escaped[i + 2]))
            {
                return false;
            }

            bytes[length] = (byte)((Convert.FromHexString(escaped.Slice(i + 1, 2)))[0]);
            if (bytes[length++] == 0)
            {
                return false;
            }

            i += 2;
        }

        return System.Text.Unicode.Utf8.IsValid(bytes.AsSpan(0, length));
    }
}
