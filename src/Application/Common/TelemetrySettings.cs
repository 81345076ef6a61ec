using System.ComponentModel.DataAnnotations;

namespace Agora.Application.Common;

/// <summary>Traces, and what counts as slow beside requests (Server) and statements (Database).</summary>
public sealed class TelemetrySettings
{
    public const string Section = "Telemetry";

    public const string Http = "http/protobuf", Grpc = "grpc";

    /// <summary>
    /// Collector of OpenTelemetry to which traces are exported, such as <c>http://127.0.0.1:4318</c>. Empty: no traces. Headers and
    /// timeouts are those of the variables OTEL_EXPORTER_OTLP_*.
    /// </summary>
    public string? OtlpEndpoint { get; set; }

    /// <summary>Protocol of the collector.</summary>
    [AllowedValues(Http, Grpc)]
    public string OtlpProtocol { get; set; } = Http;

    /// <summary>
    /// Share of the traces that is exported; 1 while there is little traffic. A caller may ask that its trace is not (traceparent), and
    /// cannot ask that it is.
    /// </summary>
    [Range(0.0, 1.0)]
    public double SampleRatio { get; set; } = 0.01;

    /// <summary>Milliseconds from which a use case is logged as slow.</summary>
    [Range(1, 86_400_000)]
    public int SlowUseCaseMilliseconds { get; set; } = 5000;
}
