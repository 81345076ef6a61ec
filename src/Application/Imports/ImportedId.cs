using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Agora.Application.Imports;

/// <summary>Ids of imported rows that have none of their own.</summary>
internal static class ImportedId
{
    // Any instant serves, as long as it never changes.
    private const long UndatedMilliseconds = 946_684_800_000;

    /// <summary>
    /// The same identity and time give the same id, in the layout of a version 7 UUID, so that a file can be imported again: what is there
    /// is found by its id.
    /// </summary>
    public static Guid Of(string identity, DateTimeOffset? at)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(identity), hash);

        var id = hash[..16];
        Span<byte> time = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(time, Math.Clamp(at?.ToUnixTimeMilliseconds() ?? UndatedMilliseconds, 0, (1L << 48) - 1));
        time[2..].CopyTo(id);
        id[6] = (byte)((id[6] & 0x0F) | 0x70);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new Guid(id, bigEndian: true);
    }
}
