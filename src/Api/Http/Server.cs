using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using Agora.Api.Http.Limits;
using Agora.Api.Metrics;
using Agora.Domain.Common;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using IPNetwork = System.Net.IPNetwork;

namespace Agora.Api.Http;

/// <summary>Kestrel with the limits of <see cref="ServerOptions"/>, and the middleware that runs before routing.</summary>
internal static class Server
{
    private static readonly TimeSpan RateGrace = TimeSpan.FromSeconds(5);

    private static readonly Error TooManyConnections = Error.Unavailable(
        "server.connections", "The server, or your address, has reached its limit of connections. Retry shortly.", TimeSpan.FromSeconds(5));

    public static ServerOptions AddServer(this WebApplicationBuilder builder)
    {
        var options = ServerOptions.From(builder.Configuration);
        var services = builder.Services;
        services.AddSingleton(options);
        services.AddSingleton<ConnectionSlots>();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(options.ShutdownTimeoutSeconds));
        services.AddRequestTimeouts(
            timeouts => timeouts.DefaultPolicy = new() { Timeout = TimeSpan.FromSeconds(options.RequestTimeoutSeconds) });

        // The framework's own filter runs first and responds in HTML; AllowedHosts below replaces it.
        services.PostConfigure<HostFilteringOptions>(filter => filter.AllowedHosts = ["*"]);

        if (options.Certificate.Path is not null)
        {
            services.AddSingleton(options.Certificate);
            services.AddSingleton<CertificateFile>();
        }

        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, options));
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.ListenForMetrics(kestrel.ApplicationServices.GetRequiredService<MetricsOptions>()));
        return options;
    }

    private static void Configure(KestrelServerOptions kestrel, ServerOptions options)
    {
        kestrel.AddServerHeader = false;
        // Counted by ConnectionSlots, which can tell idle connections from busy ones.
        kestrel.Limits.MaxConcurrentConnections = null;
        kestrel.Limits.MaxConcurrentUpgradedConnections = 0;
        kestrel.Limits.MaxRequestBodySize = options.MaxBodyBytes;
        RequestHeadLimits.Apply(kestrel.Limits);
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(options.HeaderTimeoutSeconds);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(options.KeepAliveSeconds);
        kestrel.Limits.MinRequestBodyDataRate = new(options.MinBytesPerSecond, RateGrace);
        kestrel.Limits.MinResponseDataRate = new(options.MinBytesPerSecond, RateGrace);

        if (kestrel.ApplicationServices.GetService<MetricsOnly>() is not null)
        {
            return;
        }

        if (options.Address == "localhost")
        {
            kestrel.ListenLocalhost(options.Port, Listen);
        }
        else
        {
            kestrel.Listen(IPAddress.Parse(options.Address), options.Port, Listen);
        }

        void Listen(ListenOptions endpoint)
        {
            var slots = kestrel.ApplicationServices.GetRequiredService<ConnectionSlots>();
            endpoint.Protocols = HttpProtocols.Http1;
            endpoint.Use(slots.Admit);
            if (options.Certificate.Path is null)
            {
                endpoint.Use(slots.AwaitFirstByte);
                return;
            }

            var certificate = kestrel.ApplicationServices.GetRequiredService<CertificateFile>();
            endpoint.Protocols = HttpProtocols.Http1AndHttp2;
            endpoint.UseHttps(new TlsHandshakeCallbackOptions
            {
                HandshakeTimeout = TimeSpan.FromSeconds(options.HeaderTimeoutSeconds),
                OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
                {
                    EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                    ServerCertificateContext = certificate.Current(),
                }),
            });
            endpoint.Use(slots.AwaitFirstByte);
        }
    }

    /// <summary>Trusts forwarded headers from known proxies only; without any, the address of the connection counts.</summary>
    public static IApplicationBuilder UseKnownProxies(this IApplicationBuilder app, ServerOptions options)
    {
        if (options.KnownProxies.Count == 0)
        {
            return app;
        }

        var forwarded = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            // Walks back through the header while the hops are known proxies; what a client put in front is never reached.
            ForwardLimit = null,
        };
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var proxy in options.KnownProxies)
        {
            if (IPNetwork.TryParse(proxy, out var network))
            {
                forwarded.KnownIPNetworks.Add(network);
            }
            else
            {
                forwarded.KnownProxies.Add(IPAddress.Parse(proxy));
            }
        }

        return app.UseForwardedHeaders(forwarded);
    }

    /// <summary>Marks the connection busy during a request. On a connection past the limit only health is served.</summary>
    public static IApplicationBuilder UseConnectionSlots(this IApplicationBuilder app)
    {
        var slots = app.ApplicationServices.GetRequiredService<ConnectionSlots>();
        return app.Use(async (http, next) =>
        {
            if (http.Features.Get<ConnectionSlot>() is not { } slot)
            {
                await next(http);
                return;
            }

            slots.Begin(slot);
            try
            {
                if (slot.IsReserve)
                {
                    http.Response.Headers.Connection = "close";
                }

                var isRefused = slot.IsReserve && !http.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal);
                await (isRefused ? Problems.WriteAsync(http, TooManyConnections) : next(http));
            }
            finally
            {
                slots.End(slot);
            }
        });
    }

    /// <summary>Refuses requests for other hosts. Load balancers probe health by IP address.</summary>
    public static IApplicationBuilder UseAllowedHosts(this IApplicationBuilder app, ServerOptions options)
    {
        if (options.AllowedHosts.Count == 0)
        {
            return app;
        }

        return app.Use((http, next) =>
            http.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal)
            || options.AllowedHosts.Any(allowed => Matches(http.Request.Host.Host, allowed))
            ? next(http)
            : Problems.WriteAsync(http, Problems.Document(
                StatusCodes.Status400BadRequest, "request.host", "This server does not serve the host that the request names.")));
    }

    private static bool Matches(string host, string allowed) => allowed.StartsWith("*.", StringComparison.Ordinal)
        ? host.Length > allowed.Length - 1 && host.EndsWith(allowed[1..], StringComparison.OrdinalIgnoreCase)
        : string.Equals(host, allowed, StringComparison.OrdinalIgnoreCase);
}
