using System.Globalization;
using Agora.Application.Monitoring;

namespace Agora.Api.DatabaseConsole;

/// <summary>The course of a number as inline SVG. Gaps between samples stay gaps.</summary>
internal static class Sparkline
{
    private const double Width = 200, Height = 40;

    private static readonly TimeSpan Gap = TimeSpan.FromMinutes(3);

    public static Html Draw(OverviewNumber number, IReadOnlyList<OverviewSample> samples)
    {
        var points = samples.Where(sample => sample.Numbers.ContainsKey(number.Name))
            .Select(sample => (sample.At, Value: sample.Numbers[number.Name])).ToList();
        if (points.Count < 2)
        {
            return Html.Empty;
        }

        var (least, most) = (points.Min(point => point.Value), points.Max(point => point.Value));
        var (first, span) = (points[0].At, Math.Max((points[^1].At - points[0].At).TotalSeconds, 1));
        var path = string.Concat(points.Select((point, place) =>
        {
            var x = (point.At - first).TotalSeconds / span * Width;
            var y = Height - 3 - ((most > least ? (point.Value - least) / (most - least) : 0) * (Height - 6));
            var move = place == 0 || point.At - points[place - 1].At > Gap;
            return string.Create(CultureInfo.InvariantCulture, $"{(move ? 'M' : 'L')}{x:0.#} {y:0.#}");
        }));
        var label = $"{number.Title} since {first:u}: from {Figures.Text(number.Name, least)} to {Figures.Text(number.Name, most)}";
        return Html.Of($"""
            <svg role="img" aria-label="{label}" viewBox="0 0 {Width} {Height}" preserveAspectRatio="none"><title>{label}</title>
            <path d="{path}" fill="none" stroke="currentColor" stroke-width="1.5" vector-effect="non-scaling-stroke"/></svg>
            """);
    }
}
