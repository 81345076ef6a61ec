using System.Diagnostics.Metrics;
using Agora.Infrastructure.Metrics;
using Microsoft.Extensions.Logging.Abstractions;

namespace Agora.Infrastructure.Tests.Metrics;

public sealed class SystemMetricsTests
{
    [Fact]
    public void Collects_every_15_seconds_and_a_minute_after_a_failure_without_old_values()
    {
        var readings = new Readings();
        using var metrics = new SystemMetrics(readings, TimeProvider.System, NullLogger<SystemMetrics>.Instance);
        using var meter = new Meter(nameof(SystemMetricsTests));
        metrics.AddTo(meter);

        Next().ShouldBe((15, 10, 20, 30));
        readings.Fail = true;
        Next().ShouldBe((60, null, null, null));
        Next().ShouldBe((60, null, null, null));
        readings.Fail = false;
        Next().ShouldBe((15, 10, 20, 30));

        (double Seconds, double? Cpu, double? Memory, double? Disk) Next()
        {
            var pause = metrics.Collect();
            var seen = Collected(meter);
            return (pause.TotalSeconds, Of("system_cpu_percent"), Of("system_memory_percent"), Of("system_disk_usage_percent"));

            double? Of(string name) => seen.TryGetValue(name, out var value) ? value : null;
        }
    }

    [Fact]
    public void Reads_the_usage_of_this_machine()
    {
        var readings = new SystemReadings(Path.Combine(Path.GetTempPath(), "not", "there", "yet"));

        var usage = readings.Read();

        usage.Disk.ShouldBeInRange(0, 100);
        usage.Cpu!.Value.ShouldBeInRange(0, 100);
        usage.Memory!.Value.ShouldBeInRange(1, 100);
        readings.Read().Cpu!.Value.ShouldBeInRange(0, 100);
    }

    private static Dictionary<string, double> Collected(Meter meter)
    {
        var values = new Dictionary<string, double>(StringComparer.Ordinal);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter == meter)
                {
                    listening.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => values[instrument.Name] = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return values;
    }

    private sealed class Readings : ISystemReadings
    {
        public bool Fail { get; set; }

        public SystemUsage Read() => Fail ? throw new IOException("The disk does not answer.") : new SystemUsage(10, 20, 30);
    }
}
