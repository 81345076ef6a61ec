using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Agora.Infrastructure.Secrets;

namespace Agora.Infrastructure.Posts;

/// <summary>
/// Names for readers without an account, to count each once: a keyed hash of the network address, which itself is stored
/// nowhere and cannot be had back without the key. One person of IPv6 owns a whole network of 64 bits, so that is what is named.
/// </summary>
internal sealed class Visitors(SecretKeys secrets)
{
    private readonly byte[] key = secrets.For("visitor");

    public Guid Name(IPAddress? address)
    {
        var known = address ?? IPAddress.None;
        var bytes = (known.IsIPv4MappedToIPv6 ? known.MapToIPv4() : known).GetAddressBytes();
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, known.AddressFamily == AddressFamily.InterNetworkV6 && bytes.Length == 16 ? bytes.AsSpan(0, 8) : bytes, mac);
        return new Guid(mac[..16]);
    }
}
