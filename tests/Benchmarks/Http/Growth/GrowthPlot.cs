using System.Net;
using System.Text;

namespace Agora.Benchmarks.Http.Growth;

/// <summary>A line for each request, with a point for each scale, on a logarithmic axis of milliseconds.</summary>
internal static class GrowthPlot
{
    private const int LabelWidth = 260, PlotWidth = 560, RowHeight = 26, Top = 56, Bottom = 40, Right = 24;

    private const string AgoraColour = "#2563eb", PlainColour = "#9ca3af", Paper = "#ffffff", Grid = "#e5e7eb";

    public static string Of(IReadOnlyList<GrowthRow> rows, double few, double many)
    {
        double[] values = [.. rows.SelectMany(r => new[] { r.Few, r.Many, r.PlainFew ?? r.Few, r.PlainMany ?? r.Many }).Where(v => v > 0)];
        var least = (int)Math.Floor(Math.Log10(values.Min()));
        var most = Math.Max(least + 1, (int)Math.Ceiling(Math.Log10(values.Max())));
        var height = Top + (rows.Count * RowHeight) + Bottom;
        var width = LabelWidth + PlotWidth + Right;
        var svg = new StringBuilder();
        Add($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">""");
        Add($"""<rect width="{width}" height="{height}" fill="{Paper}"/>""");
        Add($"""<text x="{LabelWidth}" y="20">Processor ms of a request, scale {few} (hollow) and scale {many} (filled)</text>""");
        Add($"""<text x="{LabelWidth}" y="38" fill="{AgoraColour}">Agora</text>""");
        Add($"""<text x="{LabelWidth + 60}" y="38" fill="{PlainColour}">plain SQL</text>""");
        for (var power = least; power <= most; power++)
        {
            var x = X(Math.Pow(10, power));
            Add($"""<line x1="{x:0.#}" y1="{Top}" x2="{x:0.#}" y2="{height - Bottom}" stroke="{Grid}"/>""");
            Add($"""<text x="{x:0.#}" y="{height - Bottom + 18}" text-anchor="middle">{Math.Pow(10, power)}</text>""");
        }

        foreach (var (number, row) in rows.Index())
        {
            var y = Top + (number * RowHeight) + (RowHeight / 2);
            Add($"""<text x="{LabelWidth - 12}" y="{y + 4}" text-anchor="end">{WebUtility.HtmlEncode(row.Title)}</text>""");
            if (row is { PlainFew: > 0, PlainMany: > 0 })
            {
                Line(row.PlainFew.Value, row.PlainMany.Value, y + 5, PlainColour);
            }

            Line(row.Few, row.Many, y - 3, AgoraColour);
        }

        svg.Append("</svg>\n");
        return svg.ToString();

        void Add(FormattableString line) => svg.Append(FormattableString.Invariant(line)).Append('\n');

        double X(double value) =>
            LabelWidth + (PlotWidth * (Math.Log10(Math.Max(value, Math.Pow(10, least))) - least) / (most - least));

        void Line(double from, double to, int y, string colour)
        {
            Add($"""<line x1="{X(from):0.#}" y1="{y}" x2="{X(to):0.#}" y2="{y}" stroke="{colour}" stroke-width="2"/>""");
            Add($"""<circle cx="{X(from):0.#}" cy="{y}" r="4" fill="#ffffff" stroke="{colour}" stroke-width="1.5"/>""");
            Add($"""<circle cx="{X(to):0.#}" cy="{y}" r="4" fill="{colour}"/>""");
        }
    }
}
