using System.Globalization;

namespace Agora.Api.Http;

/// <summary>The headers of every answer, refusals of the server included.</summary>
internal static class SecurityHeaders
{
    /// <summary>For answers that no browser renders. Pages bring their own policy and keep it.</summary>
    public const string ApiPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    /// <summary>For an answer that its caller may keep, and nobody else, and must ask about before each use.</summary>
    public const string OwnCache = "private, no-cache";

    /// <summary>For an answer that may be kept, and must be asked about before each use.</summary>
    private const string AskFirst = "no-cache";

    private const string OneYear = "max-age=31536000; includeSubDomains";

    /// <summary>For an answer that caches may send to everyone for so long, and must ask about from then on.</summary>
    public static string SharedFor(int seconds) => string.Create(CultureInfo.InvariantCulture, $"public, max-age={seconds}, must-revalidate");

    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        http.Response.OnStarting(() =>
        {
            var headers = http.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";
            // The filter that 1 would switch on is gone from browsers, and was an attack surface while it was there.
            headers.XXSSProtection = "0";
            headers["Referrer-Policy"] = "no-referrer";
            headers["Permissions-Policy"] = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers.TryAdd("Cross-Origin-Resource-Policy", "same-origin");
            headers.TryAdd("Content-Security-Policy", ApiPolicy);
            if (http.Request.IsHttps)
            {
                headers.StrictTransportSecurity = OneYear;
            }

            // What a signed-in caller sees is theirs: it must not stay in a cache, nor be shown to the next one.
            if (headers.CacheControl != OwnCache && (http.Request.Headers.Authorization.Count > 0 || http.User.Identity?.IsAuthenticated == true))
            {
                headers.CacheControl = "no-store";
            }

            // What everyone may read can be hidden or deleted at any time, and a cache that is told nothing chooses how long it keeps it.
            else if (headers.CacheControl.Count == 0)
            {
                headers.CacheControl = AskFirst;
            }

            headers.AppendCommaSeparatedValues("Vary", "Authorization");
            return Task.CompletedTask;
        });
        return next(http);
    });
}
