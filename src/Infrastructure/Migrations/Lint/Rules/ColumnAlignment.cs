using Agora.Migrations.Statements;

namespace Agora.Migrations.Lint.Rules;

/// <summary>How many bytes of a row are padding.</summary>
internal static class ColumnAlignment
{
    /// <summary>Bytes that a better order of the columns of fixed width would save in each row.</summary>
    public static int Lost(IReadOnlyList<ColumnDefinition> columns)
    {
        var widths = columns.Select(column => column.Type.IsArray ? (Width: 0, Alignment: 4) : Of(column.Type.Base)).ToList();
        var best = widths.OrderByDescending(width => width.Width > 0).ThenByDescending(width => width.Alignment);
        return Size(widths) - Size(best);
    }

    /// <summary>The length of a row whose values of variable width are all short, and so unaligned.</summary>
    private static int Size(IEnumerable<(int Width, int Alignment)> widths)
    {
        var size = 0;
        foreach (var (width, alignment) in widths)
        {
            if (width > 0)
            {
                size = (size + alignment - 1) / alignment * alignment;
                size += width;
            }
            else
            {
                // A short text: one byte of length and some of content, wherever the row happens to be.
                size += 9;
            }
        }

        return size;
    }

    private static (int Width, int Alignment) Of(string type) => type switch
    {
        "int8" or "float8" or "timestamp" or "timestamptz" or "time" or "money" or "bigserial" => (8, 8),
        "interval" => (16, 8),
        "timetz" => (12, 8),
        "int4" or "float4" or "date" or "oid" or "serial" => (4, 4),
        "int2" or "smallserial" => (2, 2),
        "bool" => (1, 1),
        "uuid" => (16, 1),
        _ => (0, 1),
    };
}
