using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Agora.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Api.Tests.Idempotency;

/// <summary>A host whose clock the tests move, and which breaks the connection before the first byte of an answer when asked to.</summary>
public sealed class IdempotencyFixture : ApiFixture
{
    public const string BreakHeader = "X-Test-Break";

    public ManualClock Clock { get; } = new();

    protected override void Configure(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddSingleton<IStartupFilter, Breaking>();
    }

    protected override void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/test/large", () => TypedResults.Text(new string('a', 4_194_305)))
            .WithMetadata(new Api.Idempotency.AcceptsIdempotencyKey());

    private sealed class Breaking : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((http, run) =>
            {
                if (http.Request.Headers.ContainsKey(BreakHeader))
                {
                    var plain = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
                    http.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(new Broken(http), plain));
                }

                return run(http);
            });
            next(app);
        };
    }

    private sealed class Broken(HttpContext http) : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            http.Abort();
            throw new IOException("The connection broke.");
        }
    }
}

internal static class KeyedRequests
{
    public static async Task<HttpResponseMessage> PostKeyedAsync(
        this HttpClient client, string address, object? body, string key, string? ifMatch = null, bool breaks = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        if (body is not null)
        {
            request.Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        }

        if (ifMatch is not null)
        {
            request.Headers.IfMatch.Add(new EntityTagHeaderValue(ifMatch));
        }

        if (breaks)
        {
            request.Headers.Add(IdempotencyFixture.BreakHeader, "1");
        }

        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return await client.SendAsync(request);
    }

    public static bool IsReplayed(this HttpResponseMessage response) =>
        response.Headers.TryGetValues("Idempotency-Replayed", out var values) && values.Single() == "true";
}
