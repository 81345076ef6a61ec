using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace Agora.Api.Http.Responses;

/// <summary>An endpoint that is on its way out (RFC 9745), and when it will be gone (RFC 8594).</summary>
/// <param name="Since">From when on it is deprecated; may lie ahead.</param>
/// <param name="Sunset">When it stops answering; null when that is not decided.</param>
/// <param name="More">Where people read what to use instead.</param>
internal sealed record Deprecated(DateTimeOffset Since, DateTimeOffset? Sunset, string More);

internal static class Deprecations
{
    public static TBuilder DeprecatedSince<TBuilder>(this TBuilder builder, DateTimeOffset since, DateTimeOffset? sunset, string more)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new Deprecated(since, sunset, more));

    /// <summary>Tells of it with every answer, refusals included.</summary>
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
