using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using Agora.Application.Imports;
using Agora.Domain.Common;

namespace Agora.Infrastructure.Imports;

public enum ImportFormat
{
    /// <summary>
    /// Detected by the first character: <c>{</c> begins NDJSON, <c>[</c> a JSON array, anything else is the header of a CSV file.
    /// </summary>
    Auto,

    /// <summary>One JSON object a line.</summary>
    Ndjson,

    /// <summary>RFC 4180 with a header.</summary>
    Csv,

    /// <summary>One JSON array of objects.</summary>
    Json,
}

/// <summary>Rows in a file or a pipe.</summary>
/// <param name="Lines">
/// One by one, and never more than one is held; a line that cannot be read is reported and the next one follows. Can be read
/// once.
/// </param>
public sealed record ImportFile<TRaw>(ImportFormat Format, IAsyncEnumerable<ImportLine<TRaw>> Lines)
    where TRaw : class;

public static class ImportFile
{
    /// <summary>Bytes of one line, and characters of one CSV field.</summary>
    public const int LineMax = 1024 * 1024;

    private static readonly StreamPipeReaderOptions Buffers = new(bufferSize: 64 * 1024, leaveOpen: true);

    /// <summary>
    /// Fails when the file as a whole is of no use, such as a header without a title. Compressed files (gzip) are read as well.
    /// </summary>
    public static async Task<Result<ImportFile<TRaw>>> OpenAsync<TRaw>(
        Stream source, ImportFormat format, RowFormat<TRaw> rows, CancellationToken ct)
        where TRaw : class
    {
        ArgumentNullException.ThrowIfNull(rows);
        try
        {
            return await ReadBeginningAsync(source, format, rows, ct);
        }
        catch (InvalidDataException broken)
        {
            return ImportErrors.Unusable($"The compressed file cannot be read: {broken.Message}");
        }
    }

    private static async Task<Result<ImportFile<TRaw>>> ReadBeginningAsync<TRaw>(
        Stream source, ImportFormat format, RowFormat<TRaw> rows, CancellationToken ct)
        where TRaw : class
    {
        var pipe = PipeReader.Create(source, Buffers);
        if (await IsCompressedAsync(pipe, ct))
        {
            pipe = PipeReader.Create(new GZipStream(pipe.AsStream(leaveOpen: true), CompressionMode.Decompress), Buffers);
        }

        var first = await SkipMarkAsync(pipe, ct);
        switch (format, first)
        {
            case (_, null):
                return new ImportFile<TRaw>(format, Nothing<TRaw>());
            case (ImportFormat.Auto or ImportFormat.Json, (byte)'['):
                return new ImportFile<TRaw>(ImportFormat.Json, JsonArrayRows.ReadAsync(pipe, rows.FromJson, ct));
            case (ImportFormat.Json, _):
                return ImportErrors.Unusable("This is no JSON array.");
            case (ImportFormat.Ndjson, (byte)'['):
                return ImportErrors.Unusable("This is a JSON array. Say so by the format, or send one object a line.");
            case (ImportFormat.Ndjson, _):
            case (ImportFormat.Auto, (byte)'{'):
                return new ImportFile<TRaw>(ImportFormat.Ndjson, NdjsonRows.ReadAsync(pipe, rows.FromJson, ct));
            default:
                return await CsvRows.OpenAsync(pipe.AsStream(leaveOpen: true), rows, ct);
        }
    }

    private static async Task<bool> IsCompressedAsync(PipeReader pipe, CancellationToken ct)
    {
        var read = await pipe.ReadAtLeastAsync(2, ct);
        var magic = read.Buffer.Length >= 2 ? read.Buffer.Slice(0, 2).ToArray() : [];
        pipe.AdvanceTo(read.Buffer.Start);
        return magic is [0x1F, 0x8B];
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

    private static async IAsyncEnumerable<ImportLine<TRaw>> Nothing<TRaw>()
        where TRaw : class
    {
        await Task.CompletedTask;
        yield break;
    }
}
