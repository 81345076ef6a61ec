using System.Globalization;
using Agora.Application.Monitoring;
using MediatR;

namespace Agora.Api.DatabaseConsole;

/// <summary>The numbers that matter first, with their course over a day, and who waits for whom.</summary>
internal static class OverviewPage
{
    public static async Task<IResult> ShowAsync(HttpContext http, IMediator mediator, IOverviewHistory history, CancellationToken ct)
    {
        var overview = ProbeSections.RunAsync(mediator, OverviewNumbers.Probe, ct);
        var blocking = ActivityPage.TreeAsync(http, mediator, ct);
        var (server, waiting) = (await overview, await blocking);
        var samples = history.Samples;
        var content = server.Match(
            table => Html.Of($"""
                {ProbeSections.Failure(table)}{Server(table)}
                <ul class="tiles">{Html.Join(OverviewNumbers.All.Select(number => Tile(number, table, samples)))}</ul>
                """),
            error => Html.Of($"""<p role="alert">{error.Message}</p>{LastKnown(samples)}"""));
        return ConsolePage.Write(
            http,
            StatusCodes.Status200OK,
            "Overview",
            Html.Of($"{content}{waiting}"),
            "",
            http.Session());
    }

    private static Html Server(ProbeTable table)
    {
        var row = table.Rows[0];
        var role = row["isStandby"]!.GetValue<bool>() ? "standby" : "primary";
        var started = row["startedAt"]!.GetValue<DateTime>().ToString("u", CultureInfo.InvariantCulture);
        return Html.Of($"""
            <p class="quiet">PostgreSQL {row["version"]}, {role}, started {started}, asked {ProbeSections.Time(table.TakenAt)}</p>
            """);
    }

    private static Html Tile(OverviewNumber number, ProbeTable table, IReadOnlyList<OverviewSample> samples)
    {
        // Rates need two samples, so they are those of the last one.
        var known = samples is [.., var last] ? Known(last, number) : null;
        var value = table.Rows[0][number.Name] is { } now
            ? double.Parse(now.ToString(), CultureInfo.InvariantCulture)
            : number.Name.EndsWith("PerSecond", StringComparison.Ordinal) ? known : null;
        var limit = number.Name == "connections"
            ? Html.Of($""" <span class="quiet">of {table.Rows[0]["connectionsMax"]}</span>""")
            : Html.Empty;
        return Tile(number, value, limit, samples);
    }

    private static Html Tile(OverviewNumber number, double? value, Html limit, IReadOnlyList<OverviewSample> samples) => Html.Of($"""
        <li><span>{number.Title}</span><b>{(value is { } shown ? Figures.Text(number.Name, shown) : "–")}{limit}</b>
        {Sparkline.Draw(number, samples)}</li>
        """);

    /// <summary>After a start without the database there is only what the samples say.</summary>
    private static Html LastKnown(IReadOnlyList<OverviewSample> samples) => samples is not [.., var last]
        ? Html.Empty
        : Html.Of($"""
            <p>The last numbers are of {ProbeSections.Time(last.At)}.</p>
            <ul class="tiles">{Html.Join(OverviewNumbers.All.Select(number => Tile(number, Known(last, number), Html.Empty, samples)))}</ul>
            """);

    private static double? Known(OverviewSample sample, OverviewNumber number) =>
        sample.Numbers.TryGetValue(number.Name, out var value) ? value : null;
}
