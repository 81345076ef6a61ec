using System.Globalization;
using Agora.Migrations.Sql;

namespace Agora.Migrations.Lint;

/// <summary>Size of a table in production.</summary>
public sealed record TableSize(long Rows, long Bytes)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Rows:N0} rows, {Megabytes}");

    private string Megabytes => Bytes >= 1L << 30
        ? string.Create(CultureInfo.InvariantCulture, $"{Bytes / (double)(1L << 30):0.0} GB")
        : string.Create(CultureInfo.InvariantCulture, $"{Bytes / (double)(1L << 20):0.0} MB");
}

/// <summary>Row counts from a reviewed file, so that the result in CI does not depend on a server.</summary>
public sealed class TableStatistics
{
    public static readonly TableStatistics None = new([]);

    private readonly Dictionary<ObjectName, TableSize> sizes;

    private TableStatistics(Dictionary<ObjectName, TableSize> sizes) => this.sizes = sizes;

    public TableSize? Of(ObjectName table) => sizes.GetValueOrDefault(table);

    /// <summary>Reads lines of <c>schema,table,rows,bytes</c>; the first line may name the columns.</summary>
    /// <exception cref="FormatException">A line has another form; the message names it.</exception>
    public static TableStatistics Parse(string csv)
    {
        var read = new Dictionary<ObjectName, TableSize>();
        var number = 0;
        foreach (var line in csv.EnumerateLines())
        {
            number++;
            if (line.IsWhiteSpace() || line[0] == '#' || (number == 1 && line.StartsWith("schema,", StringComparison.Ordinal)))
            {
                continue;
            }

            var parts = line.ToString().Split(',');
            if (parts.Length != 4
                || !long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var rows)
                || !long.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var bytes))
            {
                throw new FormatException(
                    $"Line {number.ToString(CultureInfo.InvariantCulture)} of the statistics is not 'schema,table,rows,bytes'.");
            }

            read[new ObjectName(parts[0].Trim(), parts[1].Trim())] = new TableSize(rows, bytes);
        }

        return new TableStatistics(read);
    }
}
