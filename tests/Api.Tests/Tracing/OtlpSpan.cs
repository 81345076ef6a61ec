using System.Text;

namespace Agora.Api.Tests.Tracing;

/// <summary>A span of an export by OTLP, as far as the tests ask.</summary>
internal sealed record OtlpSpan(
    string TraceId, string SpanId, string ParentId, string Name, IReadOnlyDictionary<string, string> Attributes, int Events)
{
    /// <summary>The spans of an <c>ExportTraceServiceRequest</c>.</summary>
    public static IEnumerable<OtlpSpan> Read(ReadOnlyMemory<byte> request) =>
        Fields(request).Where(resource => resource.Number == 1)
            .SelectMany(resource => Fields(resource.Bytes)).Where(scope => scope.Number == 2)
            .SelectMany(scope => Fields(scope.Bytes)).Where(span => span.Number == 2)
            .Select(span => ReadSpan([.. Fields(span.Bytes)]));

    private static OtlpSpan ReadSpan(IReadOnlyList<Field> fields)
    {
        return new OtlpSpan(
            Hex(1),
            Hex(2),
            Hex(4),
            Encoding.UTF8.GetString(fields.Single(f => f.Number == 5).Bytes.Span),
            fields.Where(f => f.Number == 9).Select(f => ReadAttribute([.. Fields(f.Bytes)])).ToDictionary(StringComparer.Ordinal),
            fields.Count(f => f.Number == 11));

        string Hex(int number) =>
            Convert.ToHexStringLower(fields.Where(f => f.Number == number).Select(f => f.Bytes).FirstOrDefault().Span);
    }

    /// <summary>Values that are no text are empty.</summary>
    private static KeyValuePair<string, string> ReadAttribute(IReadOnlyList<Field> fields)
    {
        var text = Fields(fields.Single(f => f.Number == 2).Bytes).Where(f => f.Number == 1).Select(f => f.Bytes).FirstOrDefault();
        return new(Encoding.UTF8.GetString(fields.Single(f => f.Number == 1).Bytes.Span), Encoding.UTF8.GetString(text.Span));
    }

    /// <summary>The fields of a protobuf message; numbers have no bytes.</summary>
    private static IEnumerable<Field> Fields(ReadOnlyMemory<byte> message)
    {
        var at = 0;
        while (at < message.Length)
        {
            var tag = Varint();
            var (number, wire) = ((int)(tag >> 3), (int)(tag & 7));
            var length = wire switch
            {
                0 => Skipped(),
                1 => 8,
                2 => (int)Varint(),
                5 => 4,
                _ => throw new InvalidDataException("No protobuf."),
            };
            yield return new Field(number, message.Slice(at, length));
            at += length;
        }

        int Skipped()
        {
            Varint();
            return 0;
        }

        ulong Varint()
        {
            var (value, shift) = (0UL, 0);
            while (true)
            {
                var octet = message.Span[at++];
                value |= (ulong)(octet & 127) << shift;
                if (octet < 128)
                {
                    return value;
                }

                shift += 7;
            }
        }
    }

    private readonly record struct Field(int Number, ReadOnlyMemory<byte> Bytes);
}
