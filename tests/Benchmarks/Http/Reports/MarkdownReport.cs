using System.Globalization;
using System.Text;
using Agora.Benchmarks.Http.Measuring;

namespace Agora.Benchmarks.Http.Reports;

internal static class MarkdownReport
{
    public static string Of(RunReport report)
    {
        var text = new StringBuilder();
        text.AppendLine(string.Create(
            CultureInfo.InvariantCulture,
            $"""
            # Agora over HTTP

            Commit {report.Commit}, {report.Cores} cores for load, server and PostgreSQL, {report.Connections} connections, {report.Rounds} interleaved rounds of {report.Seconds} s, medians; scale {report.Scale} (1: 100,000 users, 200,000 posts, 1,000,000 comments). Requests a second are cores divided by the processor time of a request in server, PostgreSQL and load generator; in parentheses what was counted. Ready in {report.ReadySeconds:0.00} s, {report.ResidentMegabytes:0} MiB at the end.

            | request | Agora | server ms | PostgreSQL ms | statements | nested | WAL bytes | p50 ms | p99 ms | bare | server ms | PostgreSQL ms | plain SQL | PostgreSQL ms | of bare | of plain |
            |---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
            """));
        foreach (var r in report.Results)
        {
            var marks = (r.Writes > 0 ? $", {r.Writes} writes/s" : "") + (r.WasQuiet ? "" : " (machine not quiet)");
            text.AppendLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {r.Title}{marks} | {Rate(r.Agora)} | {r.Agora.ServerMilliseconds:0.000} | {r.Agora.PostgresMilliseconds:0.000} "
                + $"| {r.Agora.Statements:0.00} | {r.Agora.Nested:0.0} | {r.Agora.WalBytes:0} | {r.Agora.P50Milliseconds:0.0} "
                + $"| {r.Agora.P99Milliseconds:0.0} | {Rate(r.Bare)} | {Milliseconds(r.Bare?.ServerMilliseconds)} "
                + $"| {Milliseconds(r.Bare?.PostgresMilliseconds)} | {Rate(r.Plain)} | {Milliseconds(r.Plain?.PostgresMilliseconds)} "
                + $"| {TextReport.Ratio(r.OfBare)} | {TextReport.Ratio(r.OfPlain)} |"));
        }

        text.AppendLine();
        text.AppendLine("| request | bar | measured | |");
        text.AppendLine("|---|---|---|---|");
        foreach (var (name, bars) in report.Bars)
        {
            foreach (var bar in bars)
            {
                var (measured, verdict) = (TextReport.Ratio(bar.Measured), TextReport.Verdict(bar));
                text.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {bar.Says} | {measured} | {verdict} |");
            }
        }

        return text.ToString();
    }

    private static string Rate(Figures? figures) => figures is null
        ? "-"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{figures.RateByProcessor:N0} ({figures.Rate:N0}){(figures.Errors > 0 ? $", {figures.Errors} errors" : "")}");

    private static string Milliseconds(double? value) => value?.ToString("0.000", CultureInfo.InvariantCulture) ?? "-";
}
