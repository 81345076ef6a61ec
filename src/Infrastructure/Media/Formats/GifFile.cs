using Agora.Application.Media;

namespace Agora.Infrastructure.Media.Formats;

/// <summary>Copies the frames of a GIF and how they are played. Comments, texts, XMP and trailing bytes stay out.</summary>
internal static class GifFile
{
    public static ImageSize Clean(FileReader source, Stream target, PixelLimits limits)
    {
        var header = source.Read(13);
        if (!header.AsSpan().StartsWith("GIF87a"u8) && !header.AsSpan().StartsWith("GIF89a"u8))
        {
            throw new MalformedMediaException("A GIF begins otherwise.");
        }

        target.Write(header);
        int width = header[6] | (header[7] << 8), height = header[8] | (header[9] << 8);
        limits.Check(width, height, frames: 1);
        source.Pass(Colours(header[10]), target);

        var frames = 0;
        while (true)
        {
            switch (source.ReadByte())
            {
                case 0x2C:
                    CopyFrame(source, target, limits, width, height, ++frames);
                    break;
                case 0x21:
                    CopyExtension(source, target);
                    break;
                case 0x3B when frames > 0:
                    target.WriteByte(0x3B);
                    return new ImageSize(width, height, frames);
                default:
                    throw new MalformedMediaException("A block is none.");
            }
        }
    }

    private static void CopyFrame(FileReader source, Stream target, PixelLimits limits, int width, int height, int number)
    {
        var frame = source.Read(9);
        int right = (frame[0] | (frame[1] << 8)) + (frame[4] | (frame[5] << 8)),
                bottom = (frame[2] | (frame[3] << 8)) + (frame[6] | (frame[7] << 8));
        limits.Check(Math.Max(width, right), Math.Max(height, bottom), number);

        target.WriteByte(0x2C);
        target.Write(frame);
        source.Pass(Colours(frame[8]), target);
        source.Pass(1, target);
        PassBlocks(source, target);
    }

    private static void CopyExtension(FileReader source, Stream target)
    {
        const byte control = 0xF9, application = 0xFF;
        var label = source.ReadByte();
        if (label == control)
        {
            target.Write([0x21, control]);
            PassBlocks(source, target);
            return;
        }

        if (label != application)
        {
            PassBlocks(source, null);
            return;
        }

        var name = source.Read(source.ReadByte());
        var kept = name.AsSpan().SequenceEqual("NETSCAPE2.0"u8) || name.AsSpan().SequenceEqual("ANIMEXTS1.0"u8);
        if (kept)
        {
            target.Write([0x21, application, (byte)name.Length]);
            target.Write(name);
        }

        PassBlocks(source, kept ? target : null);
    }

    private static void PassBlocks(FileReader source, Stream? target)
    {
        byte length;
        do
        {
            length = source.ReadByte();
            target?.WriteByte(length);
            source.Pass(length, target);
        }
        while (length > 0);
    }

    /// <summary>Bytes of the table of colours that the flags announce.</summary>
    private static int Colours(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
}
