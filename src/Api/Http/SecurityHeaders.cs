using System.Globalization;

namespace Agora.Api.Http;

/// <summary>Security headers of every response, errors included.</summary>
internal static class SecurityHeaders
{
    /// <summary>For responses that no browser renders. HTML pages set their own policy.</summary>
    public const string ApiPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    /// <summary>Cacheable by the caller only, with revalidation before each use.</summary>
    public const string OwnCache = "private, no-cache";

    /// <summary>Cacheable, with revalidation before each use.</summary>
    private const string Revalidate = "no-cache";

    private const string OneYear = "max-age=31536000; includeSubDomains";

    /// <summary>Cacheable by shared caches for this time, then with revalidation.</summary>
    public static string SharedFor(int seconds) =>
        string.Create(CultureInfo.InvariantCulture, $"public, max-age={seconds}, must-revalidate");

    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        http.Response.OnStarting(() =>
        {
            var headers = http.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";
            // Browsers removed the filter that 1 would enable; it was an attack surface.
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

            // A response to a signed-in caller must not be cached, nor be shown to another user.
            if (headers.CacheControl != OwnCache
                && (http.Request.Headers.Authorization.Count > 0 || http.User.Identity?.IsAuthenticated == true))
            {
                headers.CacheControl = "no-store";
            }

            // Public content can be hidden or deleted at any time, and without a header caches choose a lifetime themselves.
            else if (headers.CacheControl.Count == 0)
            {
                headers.CacheControl = Revalidate;
            }

            headers.AppendCommaSeparatedValues("Vary", "Authorization");
            return Task.CompletedTask;
        });
        return next(http);
    });
}
