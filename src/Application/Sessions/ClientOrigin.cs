using System.Net;
using System.Net.Sockets;

namespace Agora.Application.Sessions;

/// <summary>Where a request comes from, to show people their sessions by and to slow down guessing.</summary>
/// <param name="UserAgent">At most <see cref="UserAgentMax"/> characters, as the client named itself.</param>
/// <param name="Ip">Address in its usual text form; null when the transport has none.</param>
public sealed record ClientOrigin(string? UserAgent, string? Ip)
{
    public const int UserAgentMax = 256;

    /// <summary>Of commands that no client sent.</summary>
    public static readonly ClientOrigin Unknown = new(null, null);

    /// <summary>
    /// The address of IPv4, or the /64 prefix of IPv6: a household or a server has all addresses of that. Null without an address.
    /// </summary>
    public string? Network
    {
        get
        {
            if (!IPAddress.TryParse(Ip, out var address))
            {
                return null;
            }

            if (address.IsIPv4MappedToIPv6)
            {
                return address.MapToIPv4().ToString();
            }

            if (address.AddressFamily != AddressFamily.InterNetworkV6)
            {
                return address.ToString();
            }

            var prefix = address.GetAddressBytes();
            prefix.AsSpan(8).Clear();
            return $"{new IPAddress(prefix)}/64";
        }
    }
}
