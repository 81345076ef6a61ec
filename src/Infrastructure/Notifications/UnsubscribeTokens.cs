using System.Buffers.Text;
using System.Security.Cryptography;
using Agora.Application.Notifications;
using Agora.Infrastructure.Secrets;

namespace Agora.Infrastructure.Notifications;

/// <summary>The id of the person and its HMAC-SHA-256, by a key of its own; 64 characters.</summary>
internal sealed class UnsubscribeTokens(SecretKeys secrets) : IUnsubscribeTokens
{
    private const int IdBytes = 16, TokenBytes = IdBytes + HMACSHA256.HashSizeInBytes;

    private readonly IReadOnlyList<byte[]> keys = secrets.AllFor("unsubscribe");

    public string For(Guid userId)
    {
        var id = userId.ToByteArray(bigEndian: true);
        return Base64Url.EncodeToString([.. id, .. HMACSHA256.HashData(keys[0], id)]);
    }

    public Guid? Read(string token)
    {
        if (!Base64Url.IsValid(token, out var length) || length != TokenBytes)
        {
            return null;
        }

        var bytes = Base64Url.DecodeFromChars(token);
        var (id, mac) = (bytes[..IdBytes], bytes[IdBytes..]);
        return keys.Any(key => CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, id), mac))
            ? new Guid(id, bigEndian: true)
            : null;
    }
}
