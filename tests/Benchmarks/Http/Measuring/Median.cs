namespace Agora.Benchmarks.Http.Measuring;

internal static class Median
{
    /// <summary>The middle value, or the mean of the two in the middle.</summary>
    public static double Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length switch
        {
            0 => throw new ArgumentException("There is no median of nothing.", nameof(values)),
            var n => (sorted[(n - 1) / 2] + sorted[n / 2]) / 2,
        };
    }

    /// <summary>The value that the share of all does not exceed.</summary>
    public static T Percentile<T>(IReadOnlyList<T> sorted, double share) =>
        sorted[Math.Clamp((int)Math.Ceiling(sorted.Count * share) - 1, 0, sorted.Count - 1)];
}
