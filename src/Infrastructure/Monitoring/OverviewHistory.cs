using System.Text.Json.Nodes;
using Agora.Application.Monitoring;

namespace Agora.Infrastructure.Monitoring;

/// <summary>Samples in memory: the latest as they were taken, older ones thinned to one a minute, for a day.</summary>
internal sealed class OverviewHistory : IOverviewHistory
{
    public static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    private static readonly TimeSpan Detailed = TimeSpan.FromMinutes(10);

    private readonly Lock gate = new();
    private List<OverviewSample> samples = [];
    private (DateTimeOffset At, JsonObject Row)? lastRow;

    /// <summary>The row of the last sample, with its time.</summary>
    public (DateTimeOffset At, JsonObject Row)? LastRow
    {
        get
        {
            lock (gate)
            {
                return lastRow;
            }
        }
    }

    public IReadOnlyList<OverviewSample> Samples
    {
        get
        {
            lock (gate)
            {
                return samples;
            }
        }
    }

    /// <summary>Puts samples of the time before this host in front.</summary>
    public void Prepend(IReadOnlyList<OverviewSample> earlier)
    {
        lock (gate)
        {
            var first = samples.Count > 0 ? samples[0].At : DateTimeOffset.MaxValue;
            samples = [.. earlier.Where(sample => sample.At < first), .. samples];
        }
    }

    public void Add(OverviewSample sample, JsonObject row)
    {
        lock (gate)
        {
            lastRow = (sample.At, row);
            // Replaced rather than changed: readers hold the list.
            samples = [.. Thinned(sample.At), sample];
        }
    }

    private IEnumerable<OverviewSample> Thinned(DateTimeOffset now)
    {
        DateTimeOffset? minute = null;
        foreach (var sample in samples.Where(sample => sample.At > now - Kept))
        {
            var its = new DateTimeOffset(sample.At.Ticks - (sample.At.Ticks % TimeSpan.TicksPerMinute), sample.At.Offset);
            if (sample.At > now - Detailed || its != minute)
            {
                yield return sample;
            }

            minute = its;
        }
    }
}
