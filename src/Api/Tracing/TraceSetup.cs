using Agora.Api.Http.OpenApi;
using Agora.Application.Common;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Settings;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Agora.Api.Tracing;

/// <summary>Traces of requests, use cases and statements, exported by OTLP (build/decisions/0064-traces.md).</summary>
internal static class TraceSetup
{
    private const string Service = "agora";

    public static void AddTraces(this WebApplicationBuilder builder)
    {
        var settings = Read(builder.Configuration);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton<RequestSpan>();
        if (settings.OtlpEndpoint is null)
        {
            return;
        }

        var service = builder.Configuration["OTEL_SERVICE_NAME"] ?? Service;
        var environment = new KeyValuePair<string, object>("deployment.environment.name", builder.Environment.EnvironmentName);
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(service, serviceVersion: DocumentFrame.Version).AddAttributes([environment]))
            .WithTracing(traces => traces
                .SetSampler(Sampler(settings.SampleRatio))
                .AddSource(Telemetry.Name)
                .AddOtlpExporter(exporter => Configure(exporter, settings)));
    }

    /// <exception cref="InvalidConfigurationException">A setting is invalid.</exception>
    public static TelemetrySettings Read(IConfiguration configuration)
    {
        var settings = configuration.Read<TelemetrySettings>(TelemetrySettings.Section);
        return settings.OtlpEndpoint is null
            || (Uri.TryCreate(settings.OtlpEndpoint, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
                ? settings
                : throw new InvalidConfigurationException(
                    $"The setting {TelemetrySettings.Section}:{nameof(settings.OtlpEndpoint)} must be the http or https address of a "
                    + "collector, such as http://127.0.0.1:4318.");
    }

    /// <summary>The ratio decides about every trace that begins elsewhere as well, unless the caller declines.</summary>
    private static ParentBasedSampler Sampler(double ratio)
    {
        var share = new TraceIdRatioBasedSampler(ratio);
        return new ParentBasedSampler(share, remoteParentSampled: share);
    }

    private static void Configure(OtlpExporterOptions exporter, TelemetrySettings settings)
    {
        var isHttp = settings.OtlpProtocol == TelemetrySettings.Http;
        exporter.Protocol = isHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        exporter.Endpoint = new Uri(settings.OtlpEndpoint!.TrimEnd('/') + (isHttp ? "/v1/traces" : ""));
    }
}
