using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Agora.Infrastructure.Metrics;

/// <summary>
/// Collects the usage of the machine every 15 seconds; after a failure a minute later. Needs no database. Without a recent reading there
/// are no values: old ones would look like a quiet machine.
/// </summary>
internal sealed partial class SystemMetrics(ISystemReadings readings, TimeProvider clock, ILogger<SystemMetrics> log)
    : BackgroundService, IGaugeSource
{
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(15), AfterFailure = TimeSpan.FromSeconds(60);

    private SystemUsage? last;
    private bool isFailing;

    public void AddTo(Meter meter)
    {
        meter.CreateObservableGauge("system_cpu_percent", () => Of(u => u.Cpu), unit: null, "CPU of the machine in use, in percent.");
        meter.CreateObservableGauge(
            "system_memory_percent", () => Of(u => u.Memory), unit: null, "Memory of the machine in use, in percent.");
        meter.CreateObservableGauge(
            "system_disk_usage_percent", () => Of(u => u.Disk), unit: null, "Volume of the data folder in use, in percent.");
    }

    /// <summary>One reading, and how long to wait for the next.</summary>
    internal TimeSpan Collect()
    {
        try
        {
            Volatile.Write(ref last, readings.Read());
            isFailing = false;
            return Interval;
        }
        catch (Exception exception)
        {
            Volatile.Write(ref last, null);
            if (!isFailing)
            {
                isFailing = true;
                Failed(log, exception);
            }

            return AfterFailure;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Collect(), clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping.
        }
    }

    private IEnumerable<Measurement<double>> Of(Func<SystemUsage, double?> value) =>
        Volatile.Read(ref last) is { } usage && value(usage) is { } percent ? [new Measurement<double>(percent)] : [];

    [LoggerMessage(
        EventId = 440, Level = LogLevel.Warning, Message = "The usage of the machine cannot be read; retrying every minute, logged once")]
    private static partial void Failed(ILogger log, Exception exception);
}
