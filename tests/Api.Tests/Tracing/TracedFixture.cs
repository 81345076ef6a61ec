using System.Collections.Concurrent;
using System.Globalization;
using Agora.Infrastructure.Database;
using Agora.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Trace;

namespace Agora.Api.Tests.Tracing;

/// <summary>Runs alone: sources of spans are those of the whole process.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TracingCollection
{
    public const string Name = "Tracing";
}

/// <summary>A host that exports every trace to a collector of the test.</summary>
public class TracedFixture : ApiFixture
{
    private readonly ConcurrentQueue<OtlpSpan> spans = new();
    private WebApplication? collector;

    protected virtual double Ratio => 1;

    protected override IReadOnlyList<string> Settings =>
    [
        $"--Telemetry:OtlpEndpoint={collector!.Urls.Single()}",
        $"--Telemetry:SampleRatio={Ratio.ToString(CultureInfo.InvariantCulture)}",
        "--Telemetry:SlowUseCaseMilliseconds=1",
    ];

    public override async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        collector = builder.Build();
        collector.Urls.Add("http://127.0.0.1:0");
        collector.MapPost("/v1/traces", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            foreach (var span in OtlpSpan.Read(body.ToArray()))
            {
                spans.Enqueue(span);
            }
        });
        await collector.StartAsync();
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        if (collector is not null)
        {
            await collector.DisposeAsync();
        }
    }

    protected override void Map(IEndpointRouteBuilder app)
    {
        const string named = "SELECT current_setting('application_name') = @name";
        const string broken = "SELECT count(*) FROM app.posts WHERE title = @value AND @value::uuid IS NOT NULL";

        app.MapGet("/test/name", async (HttpContext http, string name) => TypedResults.Text(
            $"{await Db(http).ScalarAsync<bool>(named, new { name }, http.RequestAborted)}")).AllowAnonymous();
        app.MapGet("/test/broken", async (HttpContext http, string value) => TypedResults.Text(
            $"{await Db(http).ScalarAsync<long>(broken, new { value }, http.RequestAborted)}")).AllowAnonymous();

        static DbSession Db(HttpContext http) => http.RequestServices.GetRequiredService<DbSession>();
    }

    /// <summary>What the collector received of a trace, with the span of the request, which ends a moment after its response.</summary>
    internal async Task<IReadOnlyList<OtlpSpan>> TraceAsync(string id)
    {
        for (var i = 0; i < 3000; i++)
        {
            if (Received(id) is var found && found.Any(span => span.Attributes.ContainsKey("agora.request.id")))
            {
                return found;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }

        throw new TimeoutException("The trace was not exported.");
    }

    /// <summary>What the collector has of a trace now, after all that has ended was exported.</summary>
    internal IReadOnlyList<OtlpSpan> Received(string id)
    {
        Services.GetRequiredService<TracerProvider>().ForceFlush().ShouldBeTrue();
        return [.. spans.Where(span => span.TraceId == id)];
    }
}
