using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Agora.Api.Http;

/// <summary>
/// The HTML pages of the server: one style, light or dark, and a policy that allows only the page's own style and script.
/// </summary>
internal static class HtmlPage
{
    public const string MediaType = "text/html";

    private const string JsonType = "application/json";

    private const string Style =
        ":root{color-scheme:light dark}"
        + "body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}"
        + "form{max-width:30rem}label,input,button{display:block;width:100%;box-sizing:border-box;font:inherit;margin:.25rem 0}"
        + "input,button{padding:.5rem}button{margin-top:1rem}[role=alert]{border-left:.25rem solid #b00;padding-left:.75rem}"
        + "pre{white-space:pre-wrap;overflow-wrap:anywhere;border:1px solid;padding:.75rem;border-radius:.25rem}";

    /// <param name="content">HTML; every value in it is encoded already.</param>
    /// <param name="script">The only script that runs.</param>
    public static ContentHttpResult Write(HttpContext http, int status, string title, string content, string? script = null)
    {
        var (runs, sends) = script is null ? ("", "'none'") : ($"script-src '{Hash(script)}'; ", "'self'");
        http.Response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; {runs}style-src '{Hash(Style)}'; form-action {sends}; base-uri 'none'; frame-ancestors 'none'";
        var head = WebUtility.HtmlEncode(title);
        var html = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
            + $"<title>{head}</title><style>{Style}</style></head><body><main><h1>{head}</h1>{content}</main>"
            + (script is null ? "" : $"<script>{script}</script>") + "</body></html>";
        return TypedResults.Text(html, $"{MediaType}; charset=utf-8", Encoding.UTF8, status);
    }

    /// <summary>
    /// Whether Accept names HTML, as browsers do, with no lower quality than JSON. Clients that accept anything get JSON.
    /// </summary>
    public static bool IsWanted(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted))
        {
            return false;
        }

        var page = Quality(accepted, MediaType);
        return page > 0 && page >= Quality(accepted, JsonType);
    }

    private static double Quality(IList<MediaTypeHeaderValue> accepted, string type) =>
        accepted.Where(one => one.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase))
            .Select(one => one.Quality ?? 1).DefaultIfEmpty(0).Max();

    /// <summary>The source of a style or a script in a policy.</summary>
    public static string Hash(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";
}
