using System.ComponentModel.DataAnnotations;
using System.Net;
using Agora.Api.Http;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Settings;

namespace Agora.Api.Metrics;

/// <summary>Metrics for Prometheus at <c>/metrics</c>. Off without a port and without a key.</summary>
public sealed class MetricsOptions
{
    public const string Section = "Metrics";

    private const int KeyMin = 16;

    /// <summary>
    /// Port of a listener that serves only /metrics, without TLS; 0 for any free one. The port of the API then answers 404. Empty: /metrics
    /// is served on the port of the API to callers with the key, and to no one where there is no key.
    /// </summary>
    [Range(0, 65535)]
    public int? Port { get; set; }

    /// <summary>Address of that listener. Empty: 127.0.0.1, which only this machine reaches.</summary>
    public string? Address { get; set; }

    /// <summary>
    /// What Prometheus sends as <c>Authorization: Bearer KEY</c>; 16 characters at least. Required of every caller where it is set.
    /// </summary>
    public string? Key { get; set; }

    public bool IsServed => Port is not null || Key is not null;

    /// <exception cref="InvalidConfigurationException">A setting is invalid, or needs another one.</exception>
    public static MetricsOptions From(IConfiguration configuration)
    {
        var options = configuration.Read<MetricsOptions>(Section);
        options.Validate(configuration.Read<ServerOptions>(ServerOptions.Section));
        return options;
    }

    private void Validate(ServerOptions server)
    {
        Require(
            Address is null || Address == "localhost" || IPAddress.TryParse(Address, out _), nameof(Address), "an IP address or localhost");
        Require(
            Address is null || Port is not null,
            nameof(Address),
            $"left out, or {Section}:{nameof(Port)} set: it is the address of that port");
        Require(
            Port is null or 0 || Port != server.Port,
            nameof(Port),
            $"another port than {ServerOptions.Section}:{nameof(server.Port)}, which is {server.Port}");
        Require(
            Key is null || (Key.Length >= KeyMin && Key.All(c => char.IsAsciiLetterOrDigit(c) || "-._~+/=".Contains(c))),
            nameof(Key),
            $"{KeyMin} or more letters, digits and -._~+/=, such as the output of: openssl rand -hex 32");
    }

    private static void Require(bool holds, string name, string wanted)
    {
        if (!holds)
        {
            throw new InvalidConfigurationException($"The setting {Section}:{name} must be {wanted}.");
        }
    }
}
