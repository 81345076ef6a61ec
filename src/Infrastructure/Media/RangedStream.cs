namespace Agora.Infrastructure.Media;

/// <summary>
/// Seeks without reading: the bytes are asked for at the first read behind a position, from there to the end. So a reader who wants
/// a part, or finds that nothing is wanted, costs the store no more than that.
/// </summary>
/// <param name="open">Opens the bytes from a position on.</param>
internal sealed class RangedStream(long length, Func<long, CancellationToken, Task<Stream>> open) : Stream
{
    private Stream? part;
    private long position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            if (value != position)
            {
                part?.Dispose();
                part = null;
                position = value;
            }
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (position >= length || buffer.Length == 0)
        {
            return 0;
        }

        part ??= await open(position, cancellationToken);
        var read = await part.ReadAsync(buffer, cancellationToken);
        position += read;
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => position + offset,
        _ => length + offset,
    };

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("It is read asynchronously.");

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException("It is only read.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("It is only read.");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            part?.Dispose();
        }

        base.Dispose(disposing);
    }
}
