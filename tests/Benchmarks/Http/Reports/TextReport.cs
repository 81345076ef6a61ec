using System.Globalization;
using System.Text;
using Agora.Benchmarks.Http.Measuring;
using Agora.Benchmarks.Http.Scenarios;

namespace Agora.Benchmarks.Http.Reports;

/// <summary>Results for a terminal, as they come.</summary>
internal static class TextReport
{
    public static string Of(ScenarioResult result, IReadOnlyList<Bar> bars)
    {
        var text = new StringBuilder();
        var beside = result.Writes > 0 ? $", beside {result.Writes} writes a second" : "";
        text.AppendLine(CultureInfo.InvariantCulture, $"{result.Name}: {result.Title}{beside}");
        text.AppendLine(
            "             per s    by CPU   p50 ms   p99 ms   server ms   PostgreSQL ms   load ms  statements  nested  WAL bytes  RSS MiB");
        Append("Agora", result.Agora);
        Append("bare", result.Bare);
        Append("plain SQL", result.Plain);
        var (ofBare, ofPlain) = (Ratio(result.OfBare), Ratio(result.OfPlain));
        text.AppendLine(CultureInfo.InvariantCulture, $"  Agora is {ofBare} of bare, {ofPlain} of the plain SQL");
        foreach (var bar in bars.Select(b => b.Judge(result)))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {Verdict(bar),-14}{bar.Says}: {Ratio(bar.Measured)}");
        }

        if (!result.WasQuiet)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  The machine was not quiet: others used up to {Others(result):0.00} cores.");
        }

        return text.ToString();

        void Append(string name, Figures? figures)
        {
            if (figures is { } f)
            {
                text.AppendLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {name,-9}{f.Rate,8:0}{f.RateByProcessor,10:0}{f.P50Milliseconds,9:0.00}{f.P99Milliseconds,9:0.00}"
                    + $"{f.ServerMilliseconds,12:0.000}{f.PostgresMilliseconds,16:0.000}{f.LoadMilliseconds,10:0.000}"
                    + $"{f.Statements,12:0.00}{f.Nested,8:0.0}{f.WalBytes,11:0}"
                    + $"{f.ResidentMegabytes,9:0}{(f.Errors > 0 ? $"  {f.Errors} errors" : "")}"));
            }
        }
    }

    public static string Closing(RunReport report) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        Agora was ready in {report.ReadySeconds:0.00} s ({Holds(report.ReadySeconds <= RunReport.ReadyLimit)}: {RunReport.ReadyLimit} s) and used {report.ResidentMegabytes:0} MiB at the end ({Holds(report.ResidentMegabytes <= RunReport.MemoryLimit)}: {RunReport.MemoryLimit} MiB).
        """);

    public static string Ratio(double? value) => value?.ToString("0.00", CultureInfo.InvariantCulture) ?? "-";

    public static string Verdict(BarResult bar) => bar.Holds is { } holds ? Holds(holds) : "not measured";

    private static string Holds(bool holds) => holds ? "holds" : "does not hold";

    public static double Others(ScenarioResult result) =>
        new[] { result.Agora, result.Bare, result.Plain }.Max(f => f?.OtherCores ?? 0);
}
