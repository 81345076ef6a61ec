using System.Text.Json.Nodes;
using Agora.Application.Monitoring;
using Agora.Infrastructure.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Agora.Infrastructure.Monitoring;

/// <summary>Takes samples of the numbers of the overview, and stores one a minute.</summary>
internal sealed partial class OverviewService(
    IServiceScopeFactory scopes,
    IProbes probes,
    OverviewHistory history,
    MonitoringSettings settings,
    TimeProvider clock,
    ILogger<OverviewService> log) : PeriodicBackgroundService(scopes, clock)
{
    private static readonly Dictionary<string, object> NoValues = [];

    private readonly TimeProvider clock = clock;
    private JsonObject? before;
    private DateTimeOffset takenBefore, keptAt;
    private bool hasRead;

    protected override TimeSpan Interval => TimeSpan.FromSeconds(settings.SampleSeconds);

    protected override bool BeginsAtStart => true;

    protected override async Task RunOnceAsync(CancellationToken ct)
    {
        await TakeAsync(ct);
        if (!hasRead)
        {
            var stored = await SendAsync(new ListSamples(clock.GetUtcNow() - OverviewHistory.Kept), ct);
            history.Prepend(stored.Value.Items);
            hasRead = true;
        }

        if (history.Samples is [.., var last] && last.At - keptAt >= TimeSpan.FromMinutes(1))
        {
            await SendAsync(new KeepSample(last), ct);
            keptAt = last.At;
        }
    }

    protected override void OnError(Exception? exception) => RunFailed(log, exception);

    private async Task TakeAsync(CancellationToken ct)
    {
        var probe = probes.All.Single(one => one.Name == OverviewNumbers.Probe);
        var taken = await probes.RunAsync(probe, NoValues, ct);
        // Without an answer there is a gap: the numbers of then are not those of now.
        if (taken is { IsSuccess: true, Value: { Failure: null, Rows: [var row] } table } && table.TakenAt > takenBefore)
        {
            history.Add(new OverviewSample(table.TakenAt, OverviewNumbers.Of(row, before, table.TakenAt - takenBefore)), row);
            (before, takenBefore) = (row, table.TakenAt);
        }
    }

    [LoggerMessage(EventId = 442, Level = LogLevel.Warning, Message = "The numbers of the database server were not stored; retrying")]
    private static partial void RunFailed(ILogger log, Exception? exception);
}
