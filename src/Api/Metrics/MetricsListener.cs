using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Agora.Api.Metrics;

/// <summary>The listener of metrics. Its requests are recognized by their connection, which no header can change.</summary>
internal static class MetricsListener
{
    public static void ListenForMetrics(this KestrelServerOptions kestrel, MetricsOptions options)
    {
        if (options.Port is not { } port)
        {
            return;
        }

        if (options.Address == "localhost")
        {
            kestrel.ListenLocalhost(port, Mark);
        }
        else
        {
            kestrel.Listen(options.Address is { } address ? IPAddress.Parse(address) : IPAddress.Loopback, port, Mark);
        }
    }

    public static bool IsOfListener(HttpContext http) => http.Features.Get<MetricsConnection>() is not null;

    private static void Mark(ListenOptions endpoint)
    {
        endpoint.Protocols = HttpProtocols.Http1;
        endpoint.Use(next => connection =>
        {
            connection.Features.Set(new MetricsConnection());
            return next(connection);
        });
    }

    private sealed class MetricsConnection;
}

/// <summary>The host serves metrics and no API.</summary>
internal sealed class MetricsOnly;
