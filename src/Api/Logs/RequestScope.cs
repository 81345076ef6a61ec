using System.Collections;
using System.Security.Cryptography;
using Agora.Infrastructure.Secrets;

namespace Agora.Api.Logs;

/// <summary>The log scope of a request. The user is added after authentication.</summary>
internal sealed class RequestScope(string id) : IReadOnlyList<KeyValuePair<string, object?>>
{
    /// <summary>A hash, see <see cref="UserPseudonym"/>; null for an anonymous caller.</summary>
    public string? Person { get; set; }

    public int Count => Person is null ? 1 : 2;

    public KeyValuePair<string, object?> this[int index] => index switch
    {
        0 => new("RequestId", id),
        1 when Person is not null => new("Person", Person),
        _ => throw new ArgumentOutOfRangeException(nameof(index)),
    };

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    public override string ToString() => Person is null ? $"RequestId:{id}" : $"RequestId:{id} Person:{Person}";

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>
/// Names users in the log by a keyed hash of their id: lines of one user can be correlated, but not attributed without the key.
/// </summary>
internal sealed class UserPseudonym(SecretKeys secrets)
{
    private const int Bytes = 6;

    private readonly byte[] key = secrets.For("log");

    public string Of(Guid userId)
    {
        Span<byte> id = stackalloc byte[16];
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        userId.TryWriteBytes(id);
        HMACSHA256.HashData(key, id, mac);
        return Convert.ToHexStringLower(mac[..Bytes]);
    }
}
