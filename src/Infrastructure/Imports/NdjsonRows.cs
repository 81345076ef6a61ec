using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Agora.Application.Imports;

namespace Agora.Infrastructure.Imports;

/// <summary>One JSON object a line. A line that is too long or broken is passed over; the next line feed begins a new one.</summary>
internal static class NdjsonRows
{
    public static async IAsyncEnumerable<ImportLine<TRaw>> ReadAsync<TRaw>(
        PipeReader pipe, JsonRow<TRaw> parse, [EnumeratorCancellation] CancellationToken ct)
        where TRaw : class
    {
        long number = 1;
        var tooLong = false;
        while (true)
        {
            var read = await pipe.ReadAsync(ct);
            var buffer = read.Buffer;
            while (TryCut(ref buffer, read.IsCompleted, out var line))
            {
                if (tooLong || line.Length > ImportFile.LineMax)
                {
                    yield return ImportLine<TRaw>.Unreadable(number, $"the line is longer than {ImportFile.LineMax} bytes");
                }
                else if (Parse(number, line, parse) is { } parsed)
                {
                    yield return parsed;
                }

                tooLong = false;
                number++;
            }

            if (buffer.Length > ImportFile.LineMax)
            {
                tooLong = true;
                buffer = buffer.Slice(buffer.End);
            }

            pipe.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
            {
                if (tooLong)
                {
                    yield return ImportLine<TRaw>.Unreadable(number, $"the line is longer than {ImportFile.LineMax} bytes");
                }

                yield break;
            }
        }
    }

    // The last line may lack its line feed.
    private static bool TryCut(ref ReadOnlySequence<byte> buffer, bool last, out ReadOnlySequence<byte> line)
    {
        if (buffer.PositionOf((byte)'\n') is { } end)
        {
            line = buffer.Slice(0, end);
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            return true;
        }

        line = buffer;
        if (!last || buffer.IsEmpty)
        {
            return false;
        }

        buffer = buffer.Slice(buffer.End);
        return true;
    }

    // Null for a blank line.
    internal static ImportLine<TRaw>? Parse<TRaw>(long number, ReadOnlySequence<byte> line, JsonRow<TRaw> parse)
        where TRaw : class
    {
        if (line.IsSingleSegment)
        {
            return Parse(number, line.FirstSpan, parse);
        }

        var length = (int)line.Length;
        var copy = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            line.CopyTo(copy);
            return Parse(number, copy.AsSpan(0, length), parse);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }

    private static ImportLine<TRaw>? Parse<TRaw>(long number, ReadOnlySpan<byte> line, JsonRow<TRaw> parse)
        where TRaw : class
    {
        if (line.IndexOfAnyExcept(" \t\r"u8) < 0)
        {
            return null;
        }

        try
        {
            return ImportLine<TRaw>.Read(number, parse(line));
        }
        catch (FormatException problem)
        {
            return ImportLine<TRaw>.Unreadable(number, problem.Message);
        }
    }
}
