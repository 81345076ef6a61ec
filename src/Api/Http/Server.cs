using System.Net;
using System.Security.Authentication;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using IPNetwork = System.Net.IPNetwork;

namespace Agora.Api.Http;

/// <summary>Kestrel with the limits of <see cref="ServerOptions"/>, and what must be known before the first middleware.</summary>
internal static class Server
{
    private static readonly TimeSpan RateGrace = TimeSpan.FromSeconds(5);

    public static ServerOptions AddServer(this WebApplicationBuilder builder)
    {
        var options = ServerOptions.From(builder.Configuration);
        var services = builder.Services;
        services.AddSingleton(options);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(options.ShutdownTimeoutSeconds));
        services.AddRequestTimeouts(timeouts => timeouts.DefaultPolicy = new() { Timeout = TimeSpan.FromSeconds(options.RequestTimeoutSeconds) });

        // The framework's own filter sits in front of everything and answers in HTML; AllowedHosts below takes its place.
        services.PostConfigure<HostFilteringOptions>(filter => filter.AllowedHosts = ["*"]);

        if (options.Certificate.Path is not null)
        {
            services.AddSingleton(options.Certificate);
            services.AddSingleton<CertificateFile>();
        }

        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, options));
        return options;
    }

    private static void Configure(KestrelServerOptions kestrel, ServerOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = options.MaxConnections;
        kestrel.Limits.MaxConcurrentUpgradedConnections = options.MaxConnections;
        kestrel.Limits.MaxRequestBodySize = options.MaxBodyBytes;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(options.HeaderTimeoutSeconds);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(options.KeepAliveSeconds);
        kestrel.Limits.MinRequestBodyDataRate = new(options.MinBytesPerSecond, RateGrace);
        kestrel.Limits.MinResponseDataRate = new(options.MinBytesPerSecond, RateGrace);

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
            endpoint.Protocols = HttpProtocols.Http1;
            if (options.Certificate.Path is null)
            {
                return;
            }

            var certificate = kestrel.ApplicationServices.GetRequiredService<CertificateFile>();
            endpoint.Protocols = HttpProtocols.Http1AndHttp2;
            endpoint.UseHttps(tls =>
            {
                tls.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
                tls.ServerCertificateSelector = (_, _) => certificate.Current();
            });
        }
    }

    /// <summary>Believes forwarded headers from known proxies only; without any, everybody is who they connect as.</summary>
    public static IApplicationBuilder UseKnownProxies(this IApplicationBuilder app, ServerOptions options)
    {
        if (options.KnownProxies.Count == 0)
        {
            return app;
        }

        var forwarded = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            // Walks back through the header for as long as the hops are known proxies; what a client put in front is never reached.
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

    /// <summary>Refuses requests that are addressed to somebody else.</summary>
    public static IApplicationBuilder UseAllowedHosts(this IApplicationBuilder app, ServerOptions options)
    {
        if (options.AllowedHosts.Count == 0)
        {
            return app;
        }

        return app.Use((http, next) => options.AllowedHosts.Any(allowed => Matches(http.Request.Host.Host, allowed))
            ? next(http)
            : Problems.WriteAsync(http, Problems.Document(
                StatusCodes.Status400BadRequest, "request.host", "This server does not answer for the host that the request names.")));
    }

    private static bool Matches(string host, string allowed) => allowed.StartsWith("*.", StringComparison.Ordinal)
        ? host.Length > allowed.Length - 1 && host.EndsWith(allowed[1..], StringComparison.OrdinalIgnoreCase)
        : string.Equals(host, allowed, StringComparison.OrdinalIgnoreCase);
}
