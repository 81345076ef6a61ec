using System.Globalization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Agora.Api.Http.Responses;

/// <summary>
/// Link headers of a page (RFC 8288): first, next and, for a page that was reached by <c>skip</c>, previous. Other parameters are repeated
/// as they were sent. Cursors move forward only, so a page that was reached by one has no previous link.
/// </summary>
internal static class PageLinks
{
    // The two parameters for the start of the page.
    private static readonly string[] Places = ["cursor", "skip"];

    public static void Add(HttpContext http, string? next)
    {
        var kept = QueryHelpers.ParseQuery(http.Request.QueryString.Value)
            .Where(p => !Places.Contains(p.Key, StringComparer.Ordinal))
            .SelectMany(p => p.Value, (p, value) => KeyValuePair.Create(p.Key, value))
            .ToList();
        var path = http.Request.PathBase.ToUriComponent() + http.Request.Path.ToUriComponent();
        string Link(string relation, IEnumerable<KeyValuePair<string, string?>> query) =>
            $"<{path}{QueryString.Create(query)}>; rel=\"{relation}\"";

        http.Response.Headers.Append(HeaderNames.Link, Link("first", kept));
        if (Before(http) is { } before)
        {
            http.Response.Headers.Append(
                HeaderNames.Link, Link("prev", before == 0 ? kept : kept.Append(KeyValuePair.Create("skip", (string?)Text(before)))));
        }

        if (next is not null)
        {
            http.Response.Headers.Append(HeaderNames.Link, Link("next", kept.Append(KeyValuePair.Create("cursor", (string?)next))));
        }
    }

    /// <summary>The <c>skip</c> of the previous page; null when there is none, or when the page was reached by a cursor.</summary>
    private static int? Before(HttpContext http)
    {
        var query = http.Request.Query;
        if (query.ContainsKey("cursor") || !int.TryParse(query["skip"], CultureInfo.InvariantCulture, out var skip) || skip == 0)
        {
            return null;
        }

        var limit = int.TryParse(query["limit"], CultureInfo.InvariantCulture, out var wanted)
            ? wanted
            : (int)http.GetEndpoint()!.Metadata.GetOrderedMetadata<IParameterBindingMetadata>()
                .First(p => p.Name == "limit").ParameterInfo.DefaultValue!;
        return Math.Max(0, skip - limit);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
