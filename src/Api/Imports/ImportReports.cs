using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Agora.Api.Http.OpenApi;
using Agora.Application.Imports;

namespace Agora.Api.Imports;

/// <summary>How an import reports.</summary>
public enum ImportReporting
{
    /// <summary>At the end.</summary>
    Summary,

    /// <summary>While it runs.</summary>
    Stream,
}

/// <param name="Complete">Whether the whole file was read.</param>
/// <param name="Stopped">Why it was not; null when it was.</param>
/// <param name="Rejected">Lines that were skipped or failed, in the order of the file; 1000 at most, and none in a stream.</param>
/// <param name="RejectedOmitted">How many more there are.</param>
internal sealed record ImportResponse(
    long Lines,
    long Created,
    long Updated,
    long Skipped,
    long Failed,
    bool Complete,
    string? Stopped,
    IReadOnlyList<RejectedLine> Rejected,
    long RejectedOmitted)
{
    public static ImportResponse Of(ImportReport report, IReadOnlyList<RejectedLine> rejected, long omitted) => new(
        report.Counts.Lines,
        report.Counts.Created,
        report.Counts.Updated,
        report.Counts.Skipped,
        report.Counts.Failed,
        report.IsComplete,
        report.Stopped?.Message,
        rejected,
        omitted);
}

/// <param name="Outcome">`skipped` or `failed`.</param>
internal sealed record RejectedLine(long Line, ImportOutcome Outcome, string Code, string Reason)
{
    public static RejectedLine Of(LineOutcome line) => new(line.Line, line.Outcome, line.Code!, line.Reason!);
}

/// <summary>One line of a streamed report: one of the three is there.</summary>
internal sealed record ReportLine
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RejectedLine? Rejected { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImportCounts? Progress { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImportResponse? Report { get; init; }
}

/// <summary>The first rejected lines, for one response at the end.</summary>
internal sealed class CollectedReport : IImportObserver
{
    private const int RejectedMax = 1000;

    private readonly List<RejectedLine> rejected = [];
    private long omitted;

    public Task RejectedAsync(LineOutcome line, CancellationToken ct)
    {
        if (rejected.Count < RejectedMax)
        {
            rejected.Add(RejectedLine.Of(line));
        }
        else
        {
            omitted++;
        }

        return Task.CompletedTask;
    }

    public Task ProgressedAsync(ImportCounts counts, CancellationToken ct) => Task.CompletedTask;

    public ImportResponse Conclude(ImportReport report) => ImportResponse.Of(report, rejected, omitted);
}

/// <summary>
/// Writes every line as it comes. The import waits for a slow client; one that reads nothing is disconnected by the server, which ends the
/// import after a whole batch.
/// </summary>
internal sealed class StreamedReport : IImportObserver, IAsyncDisposable
{
    private static readonly TimeSpan LastLine = TimeSpan.FromSeconds(5);

    private readonly HttpContext http;
    private readonly JsonTypeInfo<ReportLine> json;
    private readonly Utf8JsonWriter writer;

    public StreamedReport(HttpContext http)
    {
        this.http = http;
        json = (JsonTypeInfo<ReportLine>)http.RequestServices
            .GetRequiredService<Microsoft.Extensions.Options.IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions>>()
            .Value.SerializerOptions.GetTypeInfo(typeof(ReportLine));
        writer = new Utf8JsonWriter(http.Response.BodyWriter);
        http.Response.ContentType = ReturnsRows.Ndjson;
        http.Response.Headers.CacheControl = "no-store";
    }

    public Task RejectedAsync(LineOutcome line, CancellationToken ct)
    {
        Write(new ReportLine { Rejected = RejectedLine.Of(line) });
        return Task.CompletedTask;
    }

    public async Task ProgressedAsync(ImportCounts counts, CancellationToken ct)
    {
        Write(new ReportLine { Progress = counts });
        await http.Response.BodyWriter.FlushAsync(ct);
    }

    /// <summary>Also when the time of the request is over.</summary>
    public async Task ConcludeAsync(ImportReport report)
    {
        using var limit = new CancellationTokenSource(LastLine);
        Write(new ReportLine { Report = ImportResponse.Of(report, [], 0) });
        await http.Response.BodyWriter.FlushAsync(limit.Token);
    }

    public ValueTask DisposeAsync() => writer.DisposeAsync();

    private void Write(ReportLine line)
    {
        JsonSerializer.Serialize(writer, line, json);
        writer.Flush();
        writer.Reset();
        http.Response.BodyWriter.Write("\n"u8);
    }
}

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ImportResponse))]
[JsonSerializable(typeof(ReportLine))]
internal sealed partial class ImportJson : JsonSerializerContext;
