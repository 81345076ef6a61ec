using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Agora.Application.Posts.Import;

/// <summary>A line that keeps every rule.</summary>
/// <param name="Line">Where it stands in its file.</param>
/// <param name="PublishedAt">UTC. Null when the line has no date: a published post then gets the time of its first import.</param>
public sealed record ImportedPost(
    long Line,
    Guid Id,
    ImportedAuthor Author,
    string Title,
    string Body,
    IReadOnlyList<string> Tags,
    DateTimeOffset? PublishedAt,
    bool Published,
    string Language)
{
    // Any instant serves, as long as it never changes.
    private const long UndatedMilliseconds = 946_684_800_000;

    /// <summary>
    /// The same author, title and date give the same id, in the layout of a version 7 UUID, so that a file can be
    /// imported again: what is there is found by its id.
    /// </summary>
    public static Guid IdOf(ImportedAuthor author, string title, DateTimeOffset? publishedAt)
    {
        ArgumentNullException.ThrowIfNull(author);
        var milliseconds = publishedAt?.ToUnixTimeMilliseconds();
        var date = milliseconds?.ToString(CultureInfo.InvariantCulture) ?? "undated";
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{author.Identity}\n{date}\n{title}"), hash);

        var id = hash[..16];
        Span<byte> time = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(time, Math.Clamp(milliseconds ?? UndatedMilliseconds, 0, (1L << 48) - 1));
        time[2..].CopyTo(id);
        id[6] = (byte)((id[6] & 0x0F) | 0x70);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new Guid(id, bigEndian: true);
    }
}
