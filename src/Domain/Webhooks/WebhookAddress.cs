namespace Agora.Domain.Webhooks;

/// <summary>What the address of a receiver may look like. Where it leads is checked when it is connected to.</summary>
/// <param name="HttpHosts">Hosts that may be called without TLS.</param>
/// <param name="Ports">Empty for any.</param>
public sealed record WebhookAddressRules(IReadOnlyCollection<string> HttpHosts, IReadOnlyCollection<int> Ports)
{
    public const int LengthMax = 2048;

    public bool Allow(string? address) =>
        address is { Length: <= LengthMax }
        && address.All(char.IsAscii)
        && Uri.TryCreate(address, UriKind.Absolute, out var url)
        && url.UserInfo.Length == 0
        && url.Fragment.Length == 0
        && url.Host.Length > 0
        && (url.Scheme == Uri.UriSchemeHttps
            || (url.Scheme == Uri.UriSchemeHttp && HttpHosts.Contains(url.Host, StringComparer.OrdinalIgnoreCase)))
        && (Ports.Count == 0 || Ports.Contains(url.Port));
}
