using System.ComponentModel.DataAnnotations;
using System.Net;
using Agora.Application.Jobs;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Settings;

namespace Agora.Api.Http;

/// <summary>Address, limits and timeouts of the server. Bound from the section <c>Server</c> and validated at start.</summary>
public sealed class ServerOptions
{
    public const string Section = "Server";

    /// <summary>Address to listen on.</summary>
    public string Address { get; set; } = "0.0.0.0";

    /// <summary>Port to listen on; 0 for any free one. HTTPS when a certificate is configured.</summary>
    [Range(0, 65535)]
    public int Port { get; set; } = 8007;

    /// <summary>
    /// Maximum number of connections. An idle connection is closed for a new one. When all are busy, further connections are served on
    /// /health and get 503 <c>server.connections</c> elsewhere.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 5000;

    /// <summary>Maximum number of connections of one address (IPv6: a /64 network). Known proxies are not counted.</summary>
    [Range(1, 1_000_000)]
    public int MaxConnectionsPerAddress { get; set; } = 1000;

    /// <summary>Maximum bytes of a request body, unless the endpoint sets another limit.</summary>
    [Range(1024L, 1L << 32)]
    public long MaxBodyBytes { get; set; } = 1_048_576;

    /// <summary>Seconds within which the first byte of a connection, a TLS handshake and the headers of a request must arrive.</summary>
    [Range(1, 300)]
    public int HeaderTimeoutSeconds { get; set; } = 10;

    /// <summary>
    /// Seconds that an idle connection is kept open. Longer than the usual 60 of load balancers: if the server closed first, a request in
    /// transit would be lost.
    /// </summary>
    [Range(1, 3600)]
    public int KeepAliveSeconds { get; set; } = 75;

    /// <summary>Minimum bytes per second that a client must send or receive, after 5 seconds.</summary>
    [Range(1.0, 1_000_000.0)]
    public double MinBytesPerSecond { get; set; } = 240;

    /// <summary>Seconds after which a request ends with 504, unless the endpoint sets another limit.</summary>
    [Range(1, 3600)]
    public int RequestTimeoutSeconds { get; set; } = 60;

    /// <summary>Seconds between readiness turning 503 and the end of listening, so that load balancers notice.</summary>
    [Range(0, 300)]
    public int ShutdownDelaySeconds { get; set; }

    /// <summary>Seconds for requests in progress to finish at shutdown.</summary>
    [Range(1, 3600)]
    public int ShutdownTimeoutSeconds { get; set; } = 30;

    /// <summary>Milliseconds from which a request is logged as slow.</summary>
    [Range(1, 600_000)]
    public int SlowRequestMilliseconds { get; set; } = 1000;

    /// <summary>Size of the response cache in megabytes; 0 switches it off. Any commit in the database empties it.</summary>
    [Range(0, 16_384)]
    public int ResponseCacheMegabytes { get; set; } = 64;

    /// <summary>
    /// Host names that requests may use, without port; <c>*.example.org</c> for all subdomains. /health is served under any name. Empty:
    /// any, with a warning in Production.
    /// </summary>
    public IReadOnlyList<string> AllowedHosts { get; set; } = [];

    /// <summary>
    /// Public URL of this server, such as <c>https://community.example.org</c>, for links in feeds. Empty: the host of the request when
    /// <see cref="AllowedHosts"/> is set or in Development, else localhost.
    /// </summary>
    public string? PublicUrl { get; set; }

    /// <summary>
    /// Proxies whose X-Forwarded-For and X-Forwarded-Proto are trusted, as addresses or networks (10.0.0.0/8). Empty: none.
    /// </summary>
    public IReadOnlyList<string> KnownProxies { get; set; } = [];

    public CertificateOptions Certificate { get; set; } = new();

    public static ServerOptions From(IConfiguration configuration)
    {
        var options = configuration.Read<ServerOptions>(Section);
        options.Validate();
        options.RequireTimeToGiveBack(configuration.Read<JobSettings>(JobSettings.Section));
        return options;
    }

    private void Validate()
    {
        Require(
            IPAddress.TryParse(Address, out _) || Address == "localhost",
            nameof(Address),
            "an IP address or localhost; Server:Port is the port, and Server:Certificate:Path makes it HTTPS");
        Require(
            string.IsNullOrEmpty(PublicUrl)
                || (Uri.TryCreate(PublicUrl, UriKind.Absolute, out var url)
                    && url.Scheme is "http" or "https"
                    && url.Query.Length + url.Fragment.Length == 0),
            nameof(PublicUrl),
            "an http or https address without a query");
        Require(
            AllowedHosts.All(IsHost),
            nameof(AllowedHosts),
            "host names without scheme, port and path, such as community.example.org or *.example.org, "
                + $"not {AllowedHosts.FirstOrDefault(h => !IsHost(h))}");
        Require(
            KnownProxies.All(p => IPNetwork.TryParse(p, out _) || IPAddress.TryParse(p, out _)),
            nameof(KnownProxies),
            "IP addresses or networks such as 10.0.0.0/8");
        Require(Certificate.Path is null || File.Exists(Certificate.Path), "Certificate:Path", "a file that exists");
        Require(Certificate.KeyPath is null || File.Exists(Certificate.KeyPath), "Certificate:KeyPath", "a file that exists");
        Require(
            Certificate is { Path: not null } or { KeyPath: null, Password: null },
            "Certificate:Path",
            "set where another setting of Server:Certificate is");
        if (Certificate.Path is not null)
        {
            CertificateFile.Check(Certificate);
        }
    }

    private void RequireTimeToGiveBack(JobSettings jobs)
    {
        var most = ShutdownTimeoutSeconds - JobSettings.GiveBackSeconds;
        if (jobs.Workers > 0 && jobs.StopSeconds > most)
        {
            throw new InvalidConfigurationException(
                $"{JobSettings.Section}:{nameof(jobs.StopSeconds)} is {jobs.StopSeconds}, and may be {Math.Max(0, most)} at most with "
                + $"{Section}:{nameof(ShutdownTimeoutSeconds)}={ShutdownTimeoutSeconds}: jobs that do not finish are given back within "
                + $"{JobSettings.GiveBackSeconds} seconds after it, before the process ends.");
        }
    }

    /// <summary>What the Host header of a request can hold: a name in ASCII, an IPv4 address, or an IPv6 address in brackets.</summary>
    private static bool IsHost(string host)
    {
        if (host.StartsWith('['))
        {
            return host.EndsWith(']') && IPAddress.TryParse(host.AsSpan(1, host.Length - 2), out _);
        }

        var name = host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host;
        return name.Split('.').All(label => label.Length > 0 && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'));
    }

    private static void Require(bool holds, string name, string wanted)
    {
        if (!holds)
        {
            throw new InvalidConfigurationException($"The setting {Section}:{name} must be {wanted}.");
        }
    }
}

/// <summary>The certificate of the server; the files may be replaced while it runs.</summary>
public sealed class CertificateOptions
{
    /// <summary>The certificate and the intermediate ones that lead to its root: PEM, or PKCS#12 with the key. Empty: no TLS.</summary>
    public string? Path { get; set; }

    /// <summary>The PEM key of a PEM certificate. Empty: it stands in the same file.</summary>
    public string? KeyPath { get; set; }

    /// <summary>Of the PKCS#12 file or of an encrypted key.</summary>
    public string? Password { get; set; }
}
