using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Agora.Application.Posts;
using Agora.Infrastructure.Secrets;

namespace Agora.Infrastructure.Posts;

/// <summary>
/// A keyed hash of the network address, which itself is stored nowhere and cannot be had back without the key. IPv6 is hashed by its
/// /64 prefix, because one subscriber has all of it.
/// </summary>
internal sealed class ReaderPseudonyms(SecretKeys secrets) : IReaderPseudonyms
{
    private const int PrefixBytes = 8;

    private readonly byte[] key = secrets.For("visitor");

    public Guid NameOf(string? address)
    {
        var known = IPAddress.TryParse(address, out var parsed) ? parsed : IPAddress.None;
        if (known.IsIPv4MappedToIPv6)
        {
            known = known.MapToIPv4();
        }

        var bytes = known.GetAddressBytes();
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, known.AddressFamily == AddressFamily.InterNetworkV6 ? bytes.AsSpan(0, PrefixBytes) : bytes, mac);
        return new Guid(mac[..16]);
    }
}
