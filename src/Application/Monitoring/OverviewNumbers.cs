using System.Text.Json.Nodes;

namespace Agora.Application.Monitoring;

/// <summary>The numbers of the database server that matter first, at one time.</summary>
/// <param name="Numbers">By <see cref="OverviewNumber.Name"/>; those that are unknown are absent.</param>
public sealed record OverviewSample(DateTimeOffset At, IReadOnlyDictionary<string, double> Numbers);

/// <param name="Name">In camelCase. Its end says the unit: <c>Bytes</c>, <c>Seconds</c>, <c>Percent</c>; none is a count.</param>
/// <param name="Title">For people.</param>
public sealed record OverviewNumber(string Name, string Title);

/// <summary>How the numbers come from the rows of the probe <c>overview</c>.</summary>
public static class OverviewNumbers
{
    public const string Probe = "overview";

    public static IReadOnlyList<OverviewNumber> All { get; } =
    [
        new("connections", "Connections"),
        new("active", "Running statements"),
        new("waitingForLocks", "Waiting for locks"),
        new("oldestTransactionSeconds", "Oldest transaction"),
        new("transactionsPerSecond", "Transactions a second"),
        new("memoryHitPercent", "Pages found in memory"),
        new("walBytesPerSecond", "Write-ahead log a second"),
        new("replicationLagBytes", "Lag of the slowest standby"),
        new("databaseBytes", "Size of the database"),
        new("identifierAgePercent", "Transaction ids used"),
    ];

    /// <param name="before">The row before, for rates; null for the first one.</param>
    /// <param name="elapsed">Since then.</param>
    public static IReadOnlyDictionary<string, double> Of(JsonObject now, JsonObject? before, TimeSpan elapsed)
    {
        var numbers = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (name, _) in All)
        {
            var value = name switch
            {
                "transactionsPerSecond" => Sum(Grown("commits"), Grown("rollbacks")) / elapsed.TotalSeconds,
                "walBytesPerSecond" => Grown("walBytes") / elapsed.TotalSeconds,
                "memoryHitPercent" => Share(Grown("pagesHit"), Grown("pagesRead")) ?? Number(now, name),
                _ => Number(now, name),
            };
            if (value is { } known && double.IsFinite(known))
            {
                numbers[name] = known;
            }
        }

        return numbers;

        // Null at first, and after the statistics were reset.
        double? Grown(string counter) =>
            before is not null && Number(now, counter) - Number(before, counter) is { } growth and >= 0 ? growth : null;
    }

    private static double? Sum(double? one, double? other) => one + other;

    private static double? Share(double? part, double? rest) => part + rest is > 0 and var all ? 100 * part / all : null;

    private static double? Number(JsonObject row, string name) => row[name] is { } value ? Convert.ToDouble(value.ToString(),
        System.Globalization.CultureInfo.InvariantCulture) : null;
}
