using System.Buffers.Binary;

namespace Agora.Infrastructure.Media.Formats;

/// <summary>The bytes are not what their format says.</summary>
internal sealed class MalformedMediaException(string message) : Exception(message);

/// <summary>An image that is larger than is taken.</summary>
internal sealed class TooManyPixelsException() : Exception("The image has too many pixels.");

/// <summary>
/// Reads a file from its beginning to its end, never further and never back, and copies parts of it. Holds no more than a buffer;
/// the end of the file where more is due is an error.
/// </summary>
internal sealed class FileReader(Stream source)
{
    private readonly byte[] buffer = new byte[64 * 1024];
    private int at;
    private int filled;

    public byte ReadByte()
    {
        if (at == filled && !Fill())
        {
            throw new MalformedMediaException("The file is cut off.");
        }

        return buffer[at++];
    }

    /// <summary>The byte behind the next one; both must be there, and neither is read.</summary>
    public byte PeekSecond()
    {
        if (filled - at < 2)
        {
            var rest = filled - at;
            buffer.AsSpan(at, rest).CopyTo(buffer);
            filled = rest + source.ReadAtLeast(buffer.AsSpan(rest), 2 - rest, throwOnEndOfStream: false);
            at = 0;
        }

        return filled >= 2 ? buffer[at + 1] : throw new MalformedMediaException("The file is cut off.");
    }

    public int ReadUInt16BigEndian() => (ReadByte() << 8) | ReadByte();

    public uint ReadUInt32BigEndian()
    {
        Span<byte> four = stackalloc byte[4];
        Read(four);
        return BinaryPrimitives.ReadUInt32BigEndian(four);
    }

    public uint ReadUInt32LittleEndian()
    {
        Span<byte> four = stackalloc byte[4];
        Read(four);
        return BinaryPrimitives.ReadUInt32LittleEndian(four);
    }

    public void Read(Span<byte> into)
    {
        while (into.Length > 0)
        {
            if (at == filled && !Fill())
            {
                throw new MalformedMediaException("The file is cut off.");
            }

            var part = Math.Min(into.Length, filled - at);
            buffer.AsSpan(at, part).CopyTo(into);
            at += part;
            into = into[part..];
        }
    }

    public byte[] Read(int count)
    {
        var bytes = new byte[count];
        Read(bytes.AsSpan());
        return bytes;
    }

    /// <summary>Passes over bytes, or copies them.</summary>
    public void Pass(long count, Stream? target)
    {
        while (count > 0)
        {
            if (at == filled && !Fill())
            {
                throw new MalformedMediaException("The file is cut off.");
            }

            var part = (int)Math.Min(count, filled - at);
            target?.Write(buffer, at, part);
            at += part;
            count -= part;
        }
    }

    /// <summary>Copies everything up to and without the next such byte, which must come.</summary>
    public void CopyUntil(byte stop, Stream target)
    {
        while (true)
        {
            if (at == filled && !Fill())
            {
                throw new MalformedMediaException("The file is cut off.");
            }

            var found = buffer.AsSpan(at, filled - at).IndexOf(stop);
            var part = found < 0 ? filled - at : found;
            target.Write(buffer, at, part);
            at += part;
            if (found >= 0)
            {
                return;
            }
        }
    }

    private bool Fill()
    {
        filled = source.Read(buffer);
        at = 0;
        return filled > 0;
    }
}
