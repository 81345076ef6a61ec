using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace Agora.Api.Http.Responses;

/// <summary>Metadata: the endpoint is deprecated (RFC 9745) and may have a removal date (RFC 8594).</summary>
/// <param name="Since">Start of the deprecation; may be in the future.</param>
/// <param name="Sunset">Removal date; null when it is not decided.</param>
/// <param name="More">URL of a page about the replacement.</param>
internal sealed record Deprecated(DateTimeOffset Since, DateTimeOffset? Sunset, string More);

internal static class Deprecations
{
    public static TBuilder DeprecatedSince<TBuilder>(this TBuilder builder, DateTimeOffset since, DateTimeOffset? sunset, string more)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new Deprecated(since, sunset, more));

    /// <summary>Adds the deprecation headers to every response, errors included.</summary>
    public static IApplicationBuilder UseDeprecations(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<Deprecated>() is { } deprecated)
        {
            http.Response.OnStarting(() =>
            {
                var headers = http.Response.Headers;
                headers["Deprecation"] = string.Create(CultureInfo.InvariantCulture, $"@{deprecated.Since.ToUnixTimeSeconds()}");
                headers.Append(HeaderNames.Link, $"<{deprecated.More}>; rel=\"deprecation\"; type=\"text/html\"");
                if (deprecated.Sunset is { } sunset)
                {
                    headers["Sunset"] = sunset.UtcDateTime.ToString("R", CultureInfo.InvariantCulture);
                }

                return Task.CompletedTask;
            });
        }

        return next(http);
    });
}
