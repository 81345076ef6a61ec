using System.Buffers.Binary;
using System.Text;

namespace Agora.Infrastructure.Media.Formats;

/// <summary>
/// Blanks what an MP4 or QuickTime file says beside its pictures and sounds: user data and metadata, where telephones write the place.
/// The boxes stay as free space of the same size, so nothing that points into the file moves.
/// </summary>
internal static class Mp4File
{
    // A file in fragments has a few for each second; a hostile one could have one for every eight bytes.
    private const int BoxesMax = 100_000;

    private const int DepthMax = 4;

    /// <param name="file">Reads, writes and seeks.</param>
    /// <returns>Whether anything was blanked.</returns>
    /// <exception cref="MalformedMediaException">A box is longer than what it lies in.</exception>
    public static bool Clean(FileStream file)
    {
        var boxes = 0;
        return CleanBoxes(file, 0, file.Length, depth: 0, ref boxes);
    }

    private static bool CleanBoxes(FileStream file, long from, long to, int depth, ref int boxes)
    {
        var changed = false;
        Span<byte> head = stackalloc byte[16];
        // Less than a head is padding, which some writers leave.
        while (to - from >= 8)
        {
            if (++boxes > BoxesMax)
            {
                throw new MalformedMediaException("There are too many boxes.");
            }

            file.Position = from;
            var read = file.ReadAtLeast(head, 8, throwOnEndOfStream: false);
            long size = BinaryPrimitives.ReadUInt32BigEndian(head);
            var headSize = 8;
            if (size == 1 && read == 16)
            {
                size = (long)BinaryPrimitives.ReadUInt64BigEndian(head[8..]);
                headSize = 16;
            }
            else if (size == 0)
            {
                size = to - from;
            }

            if (size < headSize || size > to - from)
            {
                throw new MalformedMediaException("A box is longer than what it lies in.");
            }

            switch (Encoding.ASCII.GetString(head[4..8]))
            {
                case "udta" or "meta" or "uuid" or "XMP_":
                    Blank(file, from, headSize, size);
                    changed = true;
                    break;
                case "moov" or "trak" or "moof" or "traf" or "mdia" when depth < DepthMax:
                    changed |= CleanBoxes(file, from + headSize, from + size, depth + 1, ref boxes);
                    break;
            }

            from += size;
        }

        return changed;
    }

    private static void Blank(FileStream file, long from, int headSize, long size)
    {
        file.Position = from + 4;
        file.Write("free"u8);
        file.Position = from + headSize;
        var zeros = new byte[(int)Math.Min(size - headSize, 64 * 1024)];
        for (var left = size - headSize; left > 0; left -= zeros.Length)
        {
            file.Write(zeros.AsSpan(0, (int)Math.Min(left, zeros.Length)));
        }
    }
}
