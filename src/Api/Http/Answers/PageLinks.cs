using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Agora.Api.Http.Answers;

/// <summary>
/// Links of a page (RFC 8288): the first page and the next one, with every other parameter of the request kept. There is no link to the
/// page before: cursors go forward, and the client has been there.
/// </summary>
internal static class PageLinks
{
    // Where the page begins, said in two ways.
    private static readonly string[] Places = ["cursor", "skip"];

    public static void Add(HttpContext http, string? next)
    {
        var kept = QueryHelpers.ParseQuery(http.Request.QueryString.Value)
            .Where(p => !Places.Contains(p.Key, StringComparer.Ordinal))
            .SelectMany(p => p.Value, (p, value) => KeyValuePair.Create(p.Key, value))
            .ToList();
        var path = http.Request.PathBase.ToUriComponent() + http.Request.Path.ToUriComponent();
        string Link(string relation, IEnumerable<KeyValuePair<string, string?>> query) => $"<{path}{QueryString.Create(query)}>; rel=\"{relation}\"";

        http.Response.Headers.Append(HeaderNames.Link, Link("first", kept));
        if (next is not null)
        {
            http.Response.Headers.Append(HeaderNames.Link, Link("next", kept.Append(KeyValuePair.Create("cursor", (string?)next))));
        }
    }
}
