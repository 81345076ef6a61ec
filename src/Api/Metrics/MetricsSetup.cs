using System.Diagnostics.Metrics;
using Agora.Api.Health;
using Agora.Api.Http.OpenApi;
using Agora.Application.Common;
using Agora.Infrastructure.Metrics;
using Agora.Infrastructure.Settings;
using OpenTelemetry.Metrics;

namespace Agora.Api.Metrics;

internal static class MetricsSetup
{
    /// <summary>Meters of .NET and Npgsql with the names of OpenTelemetry, beside our own.</summary>
    private static readonly string[] Meters =
        [Telemetry.Name, "Npgsql", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];

    /// <summary>In Prometheus the suffix _count is that of histograms, and promtool refuses it elsewhere.</summary>
    private static readonly (string Name, string Renamed)[] Renamed =
    [
        ("db.client.connection.count", "db.client.connections"),
        ("dotnet.assembly.count", "dotnet.assemblies"),
        ("dotnet.process.cpu.count", "dotnet.process.cpus"),
        ("dotnet.timer.count", "dotnet.timers"),
    ];

    /// <summary>Several records a statement, which nothing shows: a statement is counted and measured by its own metrics.</summary>
    private static readonly string[] Dropped =
    [
        "db.client.operation.npgsql.bytes_read", "db.client.operation.npgsql.bytes_written", "db.client.operation.npgsql.executing",
    ];

    /// <summary>Collects nothing where metrics are not served: each instrument then costs one comparison.</summary>
    public static void AddMetricsForPrometheus(this WebApplicationBuilder builder)
    {
        var options = MetricsOptions.From(builder.Configuration);
        builder.Services.AddSingleton(options);
        if (!options.IsServed)
        {
            return;
        }

        builder.Services.AddGaugeSources(builder.Configuration.Read<HealthOptions>(HealthOptions.Section).DiskPath);
        builder.Services.AddSingleton<IGaugeSource, HostGauges>();
        builder.Services.AddHostedService<Gauges>();
        builder.Services.AddOpenTelemetry().WithMetrics(Configure);
    }

    private static void Configure(MeterProviderBuilder metrics)
    {
        metrics.AddMeter(Meters);
        foreach (var (name, renamed) in Renamed)
        {
            metrics.AddView(name, renamed);
        }

        foreach (var name in Dropped)
        {
            metrics.AddView(name, MetricStreamConfiguration.Drop);
        }

        metrics.AddPrometheusExporter(exporter =>
        {
            // The names and labels are those that dashboards and alerts know.
            exporter.ScopeInfoEnabled = false;
            exporter.TargetInfoEnabled = false;
            exporter.ScrapeResponseCacheDurationMilliseconds = 0;
        });
    }

    /// <summary>Adds every gauge to the meter of this host, which ends with it.</summary>
    private sealed class Gauges(IMeterFactory meters, IEnumerable<IGaugeSource> sources) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            var meter = meters.Create(Telemetry.Name);
            foreach (var source in sources)
            {
                source.AddTo(meter);
            }

            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class HostGauges(IHostEnvironment environment, HealthState state) : IGaugeSource
    {
        public void AddTo(Meter meter)
        {
            var info = new Measurement<int>(
                1,
                new KeyValuePair<string, object?>("version", DocumentFrame.Version),
                new KeyValuePair<string, object?>("environment", environment.EnvironmentName));
            meter.CreateObservableGauge("app_info", () => info, unit: null, "1, with version and environment as labels.");
            meter.CreateObservableGauge(
                "agora.ready",
                () => state is { IsStarted: true, IsStopping: false } ? 1 : 0,
                unit: null,
                "Whether the host has started and does not stop: 1 or 0.");
        }
    }
}
