using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Agora.Application.Common;
using Agora.Application.Embeddings;
using Agora.Domain.Embeddings;
using Polly;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Retry;
using Polly.Timeout;

namespace Agora.Infrastructure.Embeddings;

/// <summary>
/// Asks a service that speaks the protocol of OpenAI's embeddings. Every attempt has its time, what may pass is tried twice more, a service
/// that keeps failing is left alone for a while, and only so many requests are sent at once. Searches have one attempt of two seconds, and
/// a breaker of their own: someone waits, and words alone find something too.
/// </summary>
internal sealed class OpenAiClient : IDisposable
{
    private static readonly TimeSpan SearchTimeout = TimeSpan.FromSeconds(2), BreakDuration = TimeSpan.FromSeconds(10);

    private readonly EmbeddingSettings settings;
    private readonly HttpClient client;
    private readonly ResiliencePipeline<HttpResponseMessage> attempts, search;

    public OpenAiClient(EmbeddingSettings settings, TimeProvider clock)
    {
        this.settings = settings;
        client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        {
            // A vector of 768 numbers is some 10 KiB of JSON.
            MaxResponseContentBufferSize = 32 << 20,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        if (settings.ApiKey.Length > 0)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", settings.ApiKey);
        }

        var isTransient = new PredicateBuilder<HttpResponseMessage>()
            .Handle<HttpRequestException>()
            .Handle<TimeoutRejectedException>()
            .HandleResult(response => response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
                or >= HttpStatusCode.InternalServerError);
        attempts = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = clock }
            .AddConcurrencyLimiter(settings.Concurrency, queueLimit: 1000)
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                ShouldHandle = isTransient,
                MaxRetryAttempts = 2,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromMilliseconds(200),
                MaxDelay = TimeSpan.FromSeconds(10),
                UseJitter = true,
                DelayGenerator = arguments => ValueTask.FromResult(RetryAfter(arguments.Outcome.Result)),
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
            {
                ShouldHandle = isTransient,
                FailureRatio = 0.5,
                MinimumThroughput = 6,
                SamplingDuration = TimeSpan.FromSeconds(30),
                BreakDuration = BreakDuration,
            })
            .AddTimeout(TimeSpan.FromSeconds(settings.TimeoutSeconds))
            .Build();
        search = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = clock }
            .AddConcurrencyLimiter(settings.Concurrency, queueLimit: 0)
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
            {
                ShouldHandle = isTransient,
                FailureRatio = 0.5,
                MinimumThroughput = 3,
                SamplingDuration = TimeSpan.FromSeconds(30),
                BreakDuration = BreakDuration,
            })
            .AddTimeout(SearchTimeout)
            .Build();
    }

    /// <summary>Unit vectors in the order of the texts; null when the service refuses one of them.</summary>
    /// <exception cref="DependencyException">The service cannot be reached, fails, or answers something else.</exception>
    public async Task<float[][]?> EmbedAsync(string model, EmbeddedText kind, IReadOnlyList<string> texts, CancellationToken ct)
    {
        try
        {
            var pipeline = kind == EmbeddedText.Query ? search : attempts;
            using var response = await pipeline.ExecuteAsync(async token => await SendAsync(model, texts, token), ct);
            if (response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge
                or HttpStatusCode.UnprocessableEntity)
            {
                return null;
            }

            response.EnsureSuccessStatusCode();
            var answer = await response.Content.ReadFromJsonAsync(OpenAiJson.Default.EmbeddingsResponse, ct);
            return Read(answer, texts.Count);
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or BrokenCircuitException
            or TimeoutRejectedException or RateLimiterRejectedException or IOException)
        {
            throw new DependencyException(EmbeddingErrors.EmbedderAway, exception);
        }
    }

    public void Dispose() => client.Dispose();

    private async Task<HttpResponseMessage> SendAsync(string model, IReadOnlyList<string> texts, CancellationToken ct)
    {
        var body = new OpenAiProtocol.EmbeddingsRequest(model, texts, "float")
        {
            Dimensions = settings.SendDimensions ? UnitVector.Dimensions : null,
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{settings.Endpoint.TrimEnd('/')}/embeddings")
        {
            Content = JsonContent.Create(body, OpenAiJson.Default.EmbeddingsRequest),
        };
        return await client.SendAsync(request, ct);
    }

    private static float[][]? Read(OpenAiProtocol.EmbeddingsResponse? answer, int count)
    {
        var vectors = new float[count][];
        foreach (var item in answer?.Data ?? [])
        {
            // Of one text it is the text that has no vector.
            if (count == 1
                && item is { Index: 0, Embedding.Length: > 0 and <= UnitVector.Dimensions }
                && UnitVector.Of(item.Embedding) is null)
            {
                return null;
            }

            if (item.Index < 0 || item.Index >= count || UnitVector.Of(item.Embedding) is not { } vector)
            {
                throw Malformed(string.Create(
                    CultureInfo.InvariantCulture,
                    $"vector {item.Index} has {item.Embedding?.Length ?? 0} numbers, where 1 to {UnitVector.Dimensions} are kept"));
            }

            vectors[item.Index] = vector;
        }

        return Array.Exists(vectors, vector => vector is null)
            ? throw Malformed(string.Create(CultureInfo.InvariantCulture, $"{count} vectors were asked for"))
            : vectors;
    }

    private static DependencyException Malformed(string what) => new(
        EmbeddingErrors.EmbedderAway, new InvalidDataException($"The embedding service answered something else: {what}."));

    private static TimeSpan? RetryAfter(HttpResponseMessage? response) =>
        response?.Headers.RetryAfter?.Delta is { } wait && wait < TimeSpan.FromSeconds(30) ? wait : null;
}
