using System.Globalization;
using System.Text.RegularExpressions;

namespace Agora.Api.Tests.Metrics;

/// <summary>A series of a scrape with its value.</summary>
public sealed record Sample(string Name, IReadOnlyDictionary<string, string> Labels, double Value)
{
    public string this[string label] => Labels[label];
}

/// <summary>What <c>/metrics</c> returned.</summary>
public sealed partial record Scrape(string Text)
{
    public IReadOnlyList<Sample> Samples { get; } = [.. Text.Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(Read)];

    public IEnumerable<Sample> Of(string name) => Samples.Where(sample => sample.Name == name);

    private static Sample Read(string line)
    {
        var parts = Line().Match(line);
        return new Sample(
            parts.Groups["name"].Value,
            Label().Matches(parts.Groups["labels"].Value)
                .ToDictionary(m => m.Groups["name"].Value, m => m.Groups["value"].Value, StringComparer.Ordinal),
            Value(parts.Groups["value"].Value));
    }

    private static double Value(string text) =>
        text == "+Inf" ? double.PositiveInfinity : double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>.*)\})? (?<value>\S+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Line();

    [GeneratedRegex("(?<name>[a-z_]+)=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Label();
}
