using System.Text.Json;
using Agora.Api.Http.Responses;
using Agora.Application.Batches;
using Agora.Application.Common;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Features.Authentication;

namespace Agora.Api.Http.Batches;

/// <summary>How a batch ended.</summary>
/// <param name="Failed">Index of the operation that failed; null when none did.</param>
internal sealed record BatchOutcome(IReadOnlyList<BatchResult> Results, int? Failed);

/// <summary>
/// Runs each operation through the pipeline with the identity of the batch, in one transaction. The first failure ends the batch and rolls
/// it back.
/// </summary>
internal sealed class BatchRunner(IUnitOfWork unitOfWork, IBatchLocks locks)
{
    public Task<BatchOutcome> RunAsync(BatchRequest batch, HttpContext http)
    {
        var targets = BatchNames.Of(batch);
        return unitOfWork.ExecuteAsync(
            async ct =>
            {
                if (targets.AreSeveral)
                {
                    await locks.LockAsync(targets, ct);
                }

                return await RunAsync(batch.Operations.OfType<BatchRequest.Operation>(), http);
            },
            static outcome => outcome.Failed is null,
            http.RequestAborted);
    }

    private static async Task<BatchOutcome> RunAsync(IEnumerable<BatchRequest.Operation> operations, HttpContext http)
    {
        var results = new List<BatchResult>();
        foreach (var operation in operations)
        {
            results.Add(await RunAsync(operation, results, http));
            if (results[^1].Status is < 200 or > 299)
            {
                return new BatchOutcome(results, results.Count - 1);
            }
        }

        return new BatchOutcome(results, null);
    }

    private static async Task<BatchResult> RunAsync(BatchRequest.Operation operation, List<BatchResult> earlier, HttpContext outer)
    {
        var http = Context(outer);
        var received = await ResponseBuffer.CaptureAsync(http, async _ =>
        {
            try
            {
                Address(http.Request, operation, earlier);
                await outer.Features.GetRequiredFeature<BatchEntry>().Next(http);
            }
            catch (Exception exception) when (ExceptionHandlingMiddleware.Refusal(exception, http) is { } refusal)
            {
                await Problems.WriteAsync(http, refusal);
            }
        });
        var headers = http.Response.Headers;
        var limits = headers.Where(h => h.Key.StartsWith("RateLimit-", StringComparison.Ordinal) || h.Key == "Retry-After");
        foreach (var (name, value) in limits)
        {
            outer.Response.Headers[name] = value;
        }

        return new BatchResult(operation.Id, http.Response.StatusCode)
        {
            ETag = headers.ETag,
            Location = headers.Location,
            Body = received.Length == 0 ? null : JsonElement.Parse(received),
        };
    }

    /// <summary>
    /// A request of its own in the scope of the batch, so that it joins the transaction. The identity is taken over and not looked up
    /// again: an operation must neither see nor cache rights that are not committed.
    /// </summary>
    private static DefaultHttpContext Context(HttpContext outer)
    {
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(new HttpRequestFeature { Protocol = outer.Request.Protocol, Scheme = outer.Request.Scheme });
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
        features.Set<IHttpRequestLifetimeFeature>(new HttpRequestLifetimeFeature { RequestAborted = outer.RequestAborted });
        features.Set(outer.Features.Get<IHttpConnectionFeature>());
        features.Set(outer.Features.GetRequiredFeature<IServiceProvidersFeature>());
        features.Set<IHttpAuthenticationFeature>(new HttpAuthenticationFeature { User = outer.User });
        features.Set<IHttpRequestIdentifierFeature>(new HttpRequestIdentifierFeature { TraceIdentifier = outer.TraceIdentifier });
        // The body of the batch has been read, so the server's own feature is closed; an operation has the limits of its address.
        features.Set<IHttpMaxRequestBodySizeFeature>(new BodySize
        {
            MaxRequestBodySize = outer.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize,
        });
        features.Set(new BatchedOperation());
        var http = new DefaultHttpContext(features);
        http.Request.Headers.Host = outer.Request.Headers.Host;
        http.Request.Headers.UserAgent = outer.Request.Headers.UserAgent;
        return http;
    }

    private static void Address(HttpRequest request, BatchRequest.Operation operation, List<BatchResult> earlier)
    {
        var target = BatchReference.Fill(operation.Path, r => Uri.EscapeDataString(Text(r, earlier)));
        var query = target.IndexOf('?', StringComparison.Ordinal);
        var feature = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>();
        feature.Method = operation.Method;
        feature.RawTarget = target;
        feature.Path = PathString.FromUriComponent(query < 0 ? target : target[..query]).Value!;
        feature.QueryString = query < 0 ? "" : target[query..];
        if (operation.IfMatch is { } version)
        {
            request.Headers.IfMatch = BatchReference.Fill(version, r => Text(r, earlier));
        }

        var body = operation.Body is { } sent ? Written(sent, earlier) : [];
        request.HttpContext.Features.Set<IHttpRequestBodyDetectionFeature>(new Detected(body.Length > 0));
        if (body.Length > 0)
        {
            request.ContentType = ContentTypes.Json;
            request.ContentLength = body.Length;
            request.Body = new MemoryStream(body, writable: false);
        }
    }

    private static byte[] Written(JsonElement body, List<BatchResult> earlier)
    {
        using var written = new MemoryStream();
        using (var writer = new Utf8JsonWriter(written))
        {
            Write(body);

            void Write(JsonElement element)
            {
                switch (element.ValueKind)
                {
                    case JsonValueKind.Object when element.TryGetProperty(BatchReference.Member, out _):
                        Value(BatchReference.Of(element)!, earlier).WriteTo(writer);
                        break;
                    case JsonValueKind.Object:
                        writer.WriteStartObject();
                        foreach (var member in element.EnumerateObject())
                        {
                            writer.WritePropertyName(member.Name);
                            Write(member.Value);
                        }

                        writer.WriteEndObject();
                        break;
                    case JsonValueKind.Array:
                        writer.WriteStartArray();
                        foreach (var item in element.EnumerateArray())
                        {
                            Write(item);
                        }

                        writer.WriteEndArray();
                        break;
                    default:
                        element.WriteTo(writer);
                        break;
                }
            }
        }

        return written.ToArray();
    }

    private static JsonElement Value(BatchReference reference, List<BatchResult> earlier)
    {
        var result = earlier.First(r => r.Id == reference.Operation);
        var value = reference.Path == BatchReference.VersionPath
            ? JsonSerializer.SerializeToElement(result.ETag, ProblemJson.Default.String)
            : result.Body is { } body ? reference.Find(body) : default;
        return value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? throw Missing(reference) : value;
    }

    private static string Text(BatchReference reference, List<BatchResult> earlier) => Value(reference, earlier) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { ValueKind: JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False } plain => plain.GetRawText(),
        _ => throw Missing(reference),
    };

    private static RefusedRequestException Missing(BatchReference reference) => new(Domain.Common.Error.Invalid(
        "batch.reference_missing", $"The response has no such value: {reference}."));

    private sealed class BodySize : IHttpMaxRequestBodySizeFeature
    {
        public bool IsReadOnly => false;

        public long? MaxRequestBodySize { get; set; }
    }

    private sealed class Detected(bool canHaveBody) : IHttpRequestBodyDetectionFeature
    {
        public bool CanHaveBody => canHaveBody;
    }
}
