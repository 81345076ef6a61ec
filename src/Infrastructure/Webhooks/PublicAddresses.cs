using System.Net;
using System.Net.Sockets;

namespace Agora.Infrastructure.Webhooks;

/// <summary>
/// Which addresses are on the public internet: all but the special-purpose ranges of IANA (RFC 6890). An IPv6 address that stands for an
/// IPv4 address (mapped, NAT64, 6to4, Teredo) is refused or judged as that address.
/// </summary>
internal static class PublicAddresses
{
    private static readonly IPNetwork[] Special =
    [
        // "This network", private, carrier-grade NAT, loopback, link-local with the metadata of clouds.
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("100.64.0.0/10"), IPNetwork.Parse("127.0.0.0/8"),
        IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.168.0.0/16"),
        // Protocol assignments, documentation, relays of 6to4, benchmarks.
        IPNetwork.Parse("192.0.0.0/24"), IPNetwork.Parse("192.0.2.0/24"), IPNetwork.Parse("192.88.99.0/24"),
        IPNetwork.Parse("198.18.0.0/15"), IPNetwork.Parse("198.51.100.0/24"), IPNetwork.Parse("203.0.113.0/24"),
        // The metadata of Azure, which looks public.
        IPNetwork.Parse("168.63.129.16/32"),
        // Multicast, reserved, broadcast.
        IPNetwork.Parse("224.0.0.0/3"),
    ];

    // Only this range is routed; the rest of IPv6 is unspecified, loopback, local, multicast or reserved.
    private static readonly IPNetwork Global = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] SpecialGlobal =
    [
        // Protocol assignments with Teredo, documentation, 6to4, segment routing.
        IPNetwork.Parse("2001::/23"), IPNetwork.Parse("2001:db8::/32"), IPNetwork.Parse("2002::/16"), IPNetwork.Parse("3fff::/20"),
    ];

    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    public static bool Contains(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return !Array.Exists(Special, n => n.Contains(address));
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return false;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return Contains(address.MapToIPv4());
        }

        return Nat64.Contains(address)
            ? Contains(new IPAddress(address.GetAddressBytes().AsSpan(12)))
            : Global.Contains(address) && !Array.Exists(SpecialGlobal, n => n.Contains(address));
    }
}
