using System.Security.Cryptography;
using System.Text;
using Agora.Api.Http;
using Agora.Domain.Common;

namespace Agora.Api.Metrics;

/// <summary>
/// <c>/metrics</c>, which is no part of the API: it responds without a database, and its callers have no account. Where it is served
/// decides <see cref="MetricsOptions"/>.
/// </summary>
internal static class MetricsEndpoint
{
    private const string Path = "/metrics", Scheme = "Bearer ";

    private static readonly Error KeyRequired = Error.Unauthenticated(
        "metrics.key", "Metrics are served to callers that send the key of the setting Metrics:Key, as Authorization: Bearer KEY.");

    /// <summary>
    /// On the metrics listener this is the first middleware, and nothing else is served; on the port of the API /metrics comes after the
    /// limits of connections.
    /// </summary>
    public static void UseMetricsListener(this WebApplication app)
    {
        if (app.Services.GetRequiredService<MetricsOptions>() is { Port: not null } options)
        {
            app.MapWhen(MetricsListener.IsOfListener, branch => Serve(branch, options));
        }
    }

    public static void UseMetricsOnApi(this WebApplication app)
    {
        if (app.Services.GetRequiredService<MetricsOptions>() is { Port: null, Key: not null } options)
        {
            app.MapWhen(IsWanted, branch => Serve(branch, options));
        }
    }

    private static void Serve(IApplicationBuilder branch, MetricsOptions options)
    {
        var key = options.Key is null ? null : SHA256.HashData(Encoding.UTF8.GetBytes(Scheme + options.Key));
        branch.Use((http, next) =>
            !IsWanted(http) ? Problems.WriteAsync(http, ErrorResponses.ForStatus(StatusCodes.Status404NotFound))
            : key is not null && !HasKey(http, key) ? Problems.WriteAsync(http, KeyRequired)
            : next(http));
        branch.UseOpenTelemetryPrometheusScrapingEndpoint(static _ => true);
    }

    private static bool IsWanted(HttpContext http) =>
        HttpMethods.IsGet(http.Request.Method) && string.Equals(http.Request.Path, Path, StringComparison.Ordinal);

    // Digests have one length, so that the time of the comparison says nothing of the key.
    private static bool HasKey(HttpContext http, byte[] key) => CryptographicOperations.FixedTimeEquals(
        key, SHA256.HashData(Encoding.UTF8.GetBytes(http.Request.Headers.Authorization.ToString())));
}
