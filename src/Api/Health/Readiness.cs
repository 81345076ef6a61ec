using Agora.Infrastructure.Common;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Media;

namespace Agora.Api.Health;

/// <param name="Status"><c>ok</c>, <c>failed</c>, or what a check that never fails says instead.</param>
internal sealed record HealthCheck(string Name, string Status, double Milliseconds, string? Reason);

internal sealed record ReadinessReport(bool Ready, IReadOnlyList<HealthCheck> Checks);

/// <summary>
/// Checks what a request needs. One check serves all probes within a second, so that probing costs one connection.
/// </summary>
internal sealed class Readiness : IAsyncDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly DatabaseProbe database;
    private readonly HealthOptions options;
    private readonly HealthState state;
    private readonly MediaVolume media;
    private readonly TimeProvider clock;
    private readonly Lock gate = new();
    private Task<ReadinessReport>? latest;
    private long latestAt;

    public Readiness(DatabaseAccess access, HealthOptions options, MediaVolume media, HealthState state, TimeProvider clock)
    {
        this.options = options;
        this.media = media;
        this.state = state;
        this.clock = clock;
        database = new DatabaseProbe(access, TimeSpan.FromSeconds(options.DatabaseTimeoutSeconds), clock);
    }

    public Task<ReadinessReport> GetReportAsync()
    {
        lock (gate)
        {
            if (latest is null || (latest.IsCompleted && clock.GetElapsedTime(latestAt) >= Fresh))
            {
                latestAt = clock.GetTimestamp();
                latest = CheckAsync();
            }

            return latest;
        }
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    private async Task<ReadinessReport> CheckAsync()
    {
        var checks = new List<HealthCheck>
        {
            await MeasureAsync("database", database.CheckAsync),
            await MeasureAsync("disk", () => VolumeAsync(options.DiskPath ?? Path.GetTempPath(), options.DiskMaxPercent)),
        };
        if (media.Folder is { } folder)
        {
            checks.Add(await MeasureAsync("media", () => VolumeAsync(DiskUsage.Existing(folder), options.MediaMaxPercent)));
        }

        return new ReadinessReport(checks.All(c => c.Status == "ok") && state is { IsStarted: true, IsStopping: false }, checks);
    }

    private async Task<HealthCheck> MeasureAsync(string name, Func<Task<string?>> check)
    {
        var started = clock.GetTimestamp();
        var reason = await check();
        return new HealthCheck(name, reason is null ? "ok" : "failed", clock.GetElapsedTime(started).TotalMilliseconds, reason);
    }

    private static Task<string?> VolumeAsync(string path, int maxPercent)
    {
        try
        {
            return Task.FromResult(DiskUsage.Percent(path) < maxPercent ? null : "is nearly full");
        }
        catch (IOException)
        {
            return Task.FromResult<string?>("cannot be measured");
        }
    }
}
