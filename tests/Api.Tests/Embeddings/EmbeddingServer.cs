using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Agora.Api.Tests.Embeddings;

/// <summary>A service on loopback that speaks the protocol of OpenAI's embeddings. Its vectors know a few synonyms.</summary>
internal sealed class EmbeddingServer : IAsyncDisposable
{
    private const int Dimensions = 16;

    private static readonly string[][] Meanings = [["car", "automobile"], ["doctor", "physician"], ["sea", "ocean"]];

    private readonly WebApplication app;
    private readonly ConcurrentQueue<JsonElement> requests = [];

    private EmbeddingServer(WebApplication app) => this.app = app;

    /// <summary>Answers instead, unless it returns false.</summary>
    public Func<HttpContext, JsonElement, Task<bool>>? Before { get; set; }

    public string Endpoint => $"{app.Urls.Single()}/v1";

    public IReadOnlyList<JsonElement> Requests => [.. requests];

    public string? Authorization { get; private set; }

    public static async Task<EmbeddingServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        var server = new EmbeddingServer(builder.Build());
        server.app.MapPost("/v1/embeddings", server.HandleAsync);
        await server.app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext http)
    {
        using var body = await JsonDocument.ParseAsync(http.Request.Body);
        requests.Enqueue(body.RootElement.Clone());
        Authorization = http.Request.Headers.Authorization;
        if (Before is { } before && await before(http, body.RootElement))
        {
            return;
        }

        // In another order than the texts, which the protocol allows.
        var data = body.RootElement.GetProperty("input").EnumerateArray()
            .Select((text, index) => new { @object = "embedding", index, embedding = Vector(text.GetString()!) })
            .Reverse();
        await http.Response.WriteAsJsonAsync(new { @object = "list", data, model = "test", usage = new { total_tokens = 1 } });
    }

    private static float[] Vector(string text)
    {
        var vector = new float[Dimensions];
        vector[^1] = 0.01f;
        for (var meaning = 0; meaning < Meanings.Length; meaning++)
        {
            vector[meaning] = Meanings[meaning].Sum(word => text.Split(word, StringSplitOptions.None).Length - 1);
        }

        return vector;
    }
}
