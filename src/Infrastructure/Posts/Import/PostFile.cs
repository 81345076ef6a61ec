using System.Buffers;
using System.IO.Pipelines;
using Agora.Application.Posts.Import;
using Agora.Domain.Common;

namespace Agora.Infrastructure.Posts.Import;

public enum ImportFormat
{
    /// <summary>Detected by the first character: <c>{</c> begins NDJSON, anything else is the header of a CSV file.</summary>
    Auto,

    /// <summary>One JSON object a line.</summary>
    Ndjson,

    /// <summary>RFC 4180 with a header.</summary>
    Csv,
}

/// <summary>Posts in a file or a pipe.</summary>
/// <param name="Lines">
/// One by one, and never more than one is held; a line that cannot be read is reported and the next one follows. Can be read
/// once.
/// </param>
public sealed record PostFile(ImportFormat Format, IAsyncEnumerable<ImportLine> Lines)
{
    /// <summary>Bytes of one line, and characters of one CSV field.</summary>
    public const int LineMax = 1024 * 1024;

    private static readonly StreamPipeReaderOptions Buffers = new(bufferSize: 64 * 1024, leaveOpen: true);

    /// <summary>Fails when the file as a whole is of no use, such as a header without a title.</summary>
    public static async Task<Result<PostFile>> OpenAsync(Stream source, ImportFormat format, CancellationToken ct)
    {
        var pipe = PipeReader.Create(source, Buffers);
        var first = await SkipMarkAsync(pipe, ct);
        switch (format, first)
        {
            case (_, null):
                return new PostFile(format, Nothing());
            case (ImportFormat.Auto or ImportFormat.Ndjson, (byte)'['):
                return ImportErrors.Unusable("This is a JSON array. Send one object a line; `jq -c '.[]'` makes that of an array.");
            case (ImportFormat.Ndjson, _):
            case (ImportFormat.Auto, (byte)'{'):
                return new PostFile(ImportFormat.Ndjson, NdjsonPosts.ReadAsync(pipe, ct));
            default:
                return await CsvPosts.OpenAsync(pipe.AsStream(leaveOpen: true), ct);
        }
    }

    // Passes over a byte order mark and tells the first byte that is not white space; null at the end of an empty file.
    private static async Task<byte?> SkipMarkAsync(PipeReader pipe, CancellationToken ct)
    {
        byte[] mark = [0xEF, 0xBB, 0xBF];
        var skipped = false;
        while (true)
        {
            var read = await pipe.ReadAsync(ct);
            var buffer = read.Buffer;
            if (!skipped && buffer.Length < mark.Length && !read.IsCompleted)
            {
                pipe.AdvanceTo(buffer.Start, buffer.End);
                continue;
            }

            if (!skipped && buffer.Length >= mark.Length && IsMark(buffer.Slice(0, mark.Length)))
            {
                skipped = true;
                pipe.AdvanceTo(buffer.GetPosition(mark.Length));
                continue;
            }

            skipped = true;
            foreach (var memory in buffer)
            {
                var at = memory.Span.IndexOfAnyExcept(" \t\r\n"u8);
                if (at >= 0)
                {
                    var found = memory.Span[at];
                    pipe.AdvanceTo(buffer.Start);
                    return found;
                }
            }

            pipe.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted || buffer.Length > LineMax)
            {
                return read.IsCompleted ? null : (byte)' ';
            }
        }

        bool IsMark(ReadOnlySequence<byte> start)
        {
            Span<byte> bytes = stackalloc byte[3];
            start.CopyTo(bytes);
            return bytes.SequenceEqual(mark);
        }
    }

    private static async IAsyncEnumerable<ImportLine> Nothing()
    {
        await Task.CompletedTask;
        yield break;
    }
}
