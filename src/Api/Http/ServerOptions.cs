using System.Net;
using Agora.Infrastructure.Database;

namespace Agora.Api.Http;

/// <summary>How the server listens and what it puts up with. Bound from the section <c>Server</c> and validated at start.</summary>
public sealed class ServerOptions
{
    public const string Section = "Server";

    /// <summary>Address to listen on.</summary>
    public string Address { get; set; } = "0.0.0.0";

    /// <summary>0 to 65535, 0 for any free one. Also read from <c>PORT</c>. HTTPS when a certificate is configured.</summary>
    public int Port { get; set; } = 8007;

    /// <summary>Connections at most; further ones are closed at once.</summary>
    public int MaxConnections { get; set; } = 1000;

    /// <summary>Bytes of a request body at most, where an endpoint says nothing else.</summary>
    public long MaxBodyBytes { get; set; } = 1_048_576;

    /// <summary>Seconds in which the headers of a request must arrive.</summary>
    public int HeaderTimeoutSeconds { get; set; } = 10;

    /// <summary>
    /// Seconds that an idle connection is kept. Longer than the usual 60 of load balancers: whoever closes first while the
    /// other sends loses a request.
    /// </summary>
    public int KeepAliveSeconds { get; set; } = 75;

    /// <summary>Bytes a second that a client must send or take, after a grace of 5 seconds.</summary>
    public double MinBytesPerSecond { get; set; } = 240;

    /// <summary>Seconds after which an answer is given up with 504, where an endpoint says nothing else.</summary>
    public int RequestTimeoutSeconds { get; set; } = 60;

    /// <summary>Seconds between readiness turning 503 and the end of listening, for load balancers to notice.</summary>
    public int ShutdownDelaySeconds { get; set; }

    /// <summary>Seconds that requests in flight are given to finish at shutdown.</summary>
    public int ShutdownTimeoutSeconds { get; set; } = 30;

    /// <summary>Milliseconds from which on a request is logged as slow.</summary>
    public int SlowRequestMilliseconds { get; set; } = 1000;

    /// <summary>Megabytes of answers that are kept until something changes; 0 to keep none.</summary>
    public int KeptAnswerMegabytes { get; set; } = 64;

    /// <summary>
    /// Host names that requests may be addressed to, without port; <c>*.example.org</c> for all below. Empty: any, which
    /// Production warns about.
    /// </summary>
    public IReadOnlyList<string> AllowedHosts { get; set; } = [];

    /// <summary>Proxies whose X-Forwarded-For and X-Forwarded-Proto are believed, as addresses or networks (10.0.0.0/8). Empty: none.</summary>
    public IReadOnlyList<string> KnownProxies { get; set; } = [];

    public CertificateOptions Certificate { get; set; } = new();

    public static ServerOptions From(IConfiguration configuration)
    {
        var options = configuration.GetSection(Section).Get<ServerOptions>() ?? new ServerOptions();
        options.Validate();
        return options;
    }

    private void Validate()
    {
        Require(IPAddress.TryParse(Address, out _) || Address == "localhost", nameof(Address), "an IP address or localhost");
        Require(Port is >= 0 and <= 65535, nameof(Port), "0 to 65535");
        Require(MaxConnections is >= 1 and <= 1_000_000, nameof(MaxConnections), "1 to 1000000");
        Require(MaxBodyBytes is >= 1024 and <= 1L << 32, nameof(MaxBodyBytes), "1024 to 4294967296");
        Require(HeaderTimeoutSeconds is >= 1 and <= 300, nameof(HeaderTimeoutSeconds), "1 to 300");
        Require(KeepAliveSeconds is >= 1 and <= 3600, nameof(KeepAliveSeconds), "1 to 3600");
        Require(MinBytesPerSecond is >= 1 and <= 1_000_000, nameof(MinBytesPerSecond), "1 to 1000000");
        Require(RequestTimeoutSeconds is >= 1 and <= 3600, nameof(RequestTimeoutSeconds), "1 to 3600");
        Require(ShutdownDelaySeconds is >= 0 and <= 300, nameof(ShutdownDelaySeconds), "0 to 300");
        Require(ShutdownTimeoutSeconds is >= 1 and <= 3600, nameof(ShutdownTimeoutSeconds), "1 to 3600");
        Require(SlowRequestMilliseconds is >= 1 and <= 600_000, nameof(SlowRequestMilliseconds), "1 to 600000");
        Require(KeptAnswerMegabytes is >= 0 and <= 16_384, nameof(KeptAnswerMegabytes), "0 to 16384");
        Require(KnownProxies.All(p => IPNetwork.TryParse(p, out _) || IPAddress.TryParse(p, out _)), nameof(KnownProxies), "IP addresses or networks such as 10.0.0.0/8");
        Require(Certificate.Path is null || File.Exists(Certificate.Path), "Certificate:Path", "a file that exists");
        Require(Certificate.KeyPath is null || File.Exists(Certificate.KeyPath), "Certificate:KeyPath", "a file that exists");
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
    /// <summary>A PEM chain, or a PKCS#12 file. Empty: no TLS.</summary>
    public string? Path { get; set; }

    /// <summary>The PEM key of a PEM chain.</summary>
    public string? KeyPath { get; set; }

    /// <summary>Of the PKCS#12 file or of an encrypted key.</summary>
    public string? Password { get; set; }
}
