using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Agora.Application.Imports;

namespace Agora.Infrastructure.Imports;

/// <summary>
/// The items of one JSON array, one by one: cut out by their brackets and quotes, then read like a line of NDJSON. An item that is too long
/// or broken is passed over; what makes the end of an item uncertain ends the file.
/// </summary>
internal static class JsonArrayRows
{
    public static async IAsyncEnumerable<ImportLine<TRaw>> ReadAsync<TRaw>(
        PipeReader pipe, JsonRow<TRaw> parse, [EnumeratorCancellation] CancellationToken ct)
        where TRaw : class
    {
        var cutter = new Cutter();
        long number = 0;
        while (true)
        {
            var read = await pipe.ReadAsync(ct);
            var buffer = read.Buffer;
            while (cutter.TryCut(ref buffer, out var item, out var isTooLong))
            {
                number++;
                if (isTooLong)
                {
                    yield return ImportLine<TRaw>.Unreadable(number, $"the item is longer than {ImportFile.LineMax} bytes");
                }
                else if (NdjsonRows.Parse(number, item, parse) is { } parsed)
                {
                    yield return parsed;
                }
            }

            pipe.AdvanceTo(buffer.Start, buffer.End);
            if (cutter.IsBroken || (read.IsCompleted && !cutter.IsComplete))
            {
                yield return ImportLine<TRaw>.Unreadable(
                    number + 1, cutter.IsBroken ? "is no JSON array from here on; the rest was not read" : "the array has no end");
                yield break;
            }

            if (read.IsCompleted)
            {
                yield break;
            }
        }
    }

    /// <summary>Finds the next item. Remembers what it has looked at of one that is not there as a whole yet.</summary>
    private sealed class Cutter
    {
        private long looked;
        private int depth;
        private bool isInText, isEscaped, hasBegun, isSkipping, hasItem;

        public bool IsBroken { get; private set; }

        /// <summary>Whether the array has ended.</summary>
        public bool IsComplete { get; private set; }

        /// <param name="buffer">What is not an item yet stays in it.</param>
        public bool TryCut(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> item, out bool isTooLong)
        {
            item = default;
            isTooLong = false;
            var reader = new SequenceReader<byte>(buffer);
            reader.Advance(looked);
            while (!IsBroken && reader.TryRead(out var one))
            {
                if (!hasBegun)
                {
                    hasBegun = one == (byte)'[';
                    IsBroken = !hasBegun && !IsSpace(one);
                    buffer = buffer.Slice(reader.Position);
                    reader = new SequenceReader<byte>(buffer);
                    continue;
                }

                if (IsComplete)
                {
                    IsBroken = !IsSpace(one);
                    continue;
                }

                if (isInText)
                {
                    isInText = isEscaped || one != (byte)'"';
                    isEscaped = !isEscaped && one == (byte)'\\';
                }
                else if (Ends(one))
                {
                    var length = reader.Consumed - 1;
                    item = buffer.Slice(0, isSkipping ? 0 : length);
                    isTooLong = isSkipping || length > ImportFile.LineMax;
                    buffer = buffer.Slice(reader.Position);
                    looked = 0;
                    var found = hasItem || isSkipping;
                    // A comma without an item before it.
                    IsBroken = !found && (one == (byte)',' || !IsComplete);
                    isSkipping = false;
                    hasItem = false;
                    if (found)
                    {
                        return true;
                    }

                    reader = new SequenceReader<byte>(buffer);
                }
            }

            looked = reader.Consumed;
            if (looked > ImportFile.LineMax || IsComplete)
            {
                isSkipping = !IsComplete;
                buffer = buffer.Slice(buffer.End);
                looked = 0;
            }

            return false;
        }

        /// <summary>Whether an item ends in front of this byte.</summary>
        private bool Ends(byte one)
        {
            switch (one)
            {
                case (byte)'"':
                    isInText = true;
                    break;
                case (byte)'{' or (byte)'[':
                    depth++;
                    break;
                case (byte)'}' or (byte)']' when depth > 0:
                    depth--;
                    break;
                case (byte)']':
                    IsComplete = true;
                    return true;
                case (byte)'}':
                    IsBroken = true;
                    break;
                case (byte)',' when depth == 0:
                    return true;
            }

            hasItem |= !IsSpace(one);
            return false;
        }

        private static bool IsSpace(byte one) => one is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';
    }
}
