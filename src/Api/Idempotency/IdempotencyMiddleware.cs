using System.Security.Cryptography;
using System.Text;
using Agora.Api.Http;
using Agora.Api.Http.Responses;
using Agora.Application.Common;
using Agora.Application.Idempotency;
using Agora.Domain.Common;
using Microsoft.Net.Http.Headers;

namespace Agora.Api.Idempotency;

/// <summary>
/// Executes a request with an Idempotency-Key once: the response is stored in the transaction of the request, and replayed for retries
/// (build/decisions/0016-idempotency-keys.md). Runs after authorization, rate limits and query validation. A request without a key passes
/// through.
/// </summary>
internal static class IdempotencyMiddleware
{
    public const string KeyHeader = "Idempotency-Key", ReplayedHeader = "Idempotency-Replayed";

    /// <summary>Maximum characters of a key.</summary>
    public const int KeyMax = 255;

    // Headers of a single exchange, such as the request id or the rest of a rate limit, are not replayed.
    private static readonly string[] ReplayedHeaders =
    [
        HeaderNames.ContentType, HeaderNames.ETag, HeaderNames.Location, HeaderNames.Link, HeaderNames.LastModified,
        ResponseConventions.AppliedHeader,
    ];

    private static readonly Error Refused = Error.Invalid(
        "idempotency.not_offered",
        "This URL takes no Idempotency-Key, because its requests and responses must not be stored. Send it without.");

    private static readonly Error InFlight = Error.Conflict(
        "idempotency.in_flight", "A request with this Idempotency-Key is in progress. Retry shortly.") with
    { RetryAfter = TimeSpan.FromSeconds(1) };

    private static readonly Error TooLarge = Error.Invalid(
        "idempotency.answer_too_large",
        "The response is too large to be stored for a retry, so the request was not executed. Request less at once, or omit the "
        + "Idempotency-Key.");

    public static IApplicationBuilder UseIdempotency(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        var sent = http.Request.Headers[KeyHeader];
        if (sent.Count == 0 || http.GetEndpoint() is not { } endpoint)
        {
            return next(http);
        }

        if (endpoint.Metadata.GetMetadata<RefusesIdempotencyKey>() is not null && HttpMethods.IsPost(http.Request.Method))
        {
            return Problems.WriteAsync(http, Refused);
        }

        if (endpoint.Metadata.GetMetadata<AcceptsIdempotencyKey>() is null)
        {
            return next(http);
        }

        return Key(sent) is { } key
            ? AnswerAsync(http, key, next)
            : Problems.WriteAsync(
                http,
                ErrorResponses.Field(
                    KeyHeader, $"Must be 1 to {KeyMax} visible ASCII characters, once, with or without quotes around them."));
    });

    /// <summary>Bare or as the string of a structured field (RFC 9651), without escapes; null for neither.</summary>
    private static string? Key(Microsoft.Extensions.Primitives.StringValues sent)
    {
        if (sent is not [{ } text])
        {
            return null;
        }

        var key = text.Length > 1 && text[0] == '"' && text[^1] == '"' ? text[1..^1] : text;
        return key.Length is > 0 and <= KeyMax && key.All(c => c is > ' ' and < '\u007f' and not ('"' or '\\')) ? key : null;
    }

    private static async Task AnswerAsync(HttpContext http, string key, RequestDelegate next)
    {
        var services = http.RequestServices;
        var keys = services.GetRequiredService<IIdempotencyRepository>();
        var body = await ReadAsync(http);
        var request = new KeyedRequest(services.GetRequiredService<ActorContext>().SignedInId, key, Digest(http.Request, body));
        var response = new BufferedResponse(http, body);

        var claim = await services.GetRequiredService<IUnitOfWork>().ExecuteAsync(
            async ct =>
            {
                var claim = await keys.ClaimAsync(request, ct);
                if (claim.Outcome != ClaimOutcome.Free)
                {
                    return (claim.Outcome, claim.Answer, Store: false);
                }

                await response.RunAsync(next);
                var store = response is { IsSuccess: true, Body.Length: <= StoredResponse.BodyMax };
                if (store)
                {
                    await keys.StoreAsync(request, new StoredResponse(response.Status, HeadersOf(http.Response), response.Body), ct);
                }

                return (claim.Outcome, claim.Answer, Store: store);
            },
            static done => done.Store,
            http.RequestAborted);

        await (claim.Outcome switch
        {
            ClaimOutcome.Completed => ReplayAsync(http, claim.Answer!),
            ClaimOutcome.InFlight => Problems.WriteAsync(http, InFlight),
            ClaimOutcome.KeyReused => Problems.WriteAsync(http, Problems.Document(
                StatusCodes.Status422UnprocessableEntity,
                "idempotency.key_spent",
                "This Idempotency-Key was used for another request. Use a new key for each request.")),
            ClaimOutcome.Free when response is { IsSuccess: true, Body.Length: > StoredResponse.BodyMax } => RefuseAsync(http),
            _ => response.SendAsync(),
        });
    }

    private static Task RefuseAsync(HttpContext http)
    {
        http.Response.Clear();
        return Problems.WriteAsync(http, TooLarge);
    }

    private static async Task ReplayAsync(HttpContext http, StoredResponse stored)
    {
        http.Response.StatusCode = stored.Status;
        foreach (var (name, value) in stored.Headers)
        {
            http.Response.Headers[name] = value;
        }

        http.Response.Headers[ReplayedHeader] = "true";
        await ResponseBuffer.SendAsync(http, stored.Body);
    }

    private static async Task<byte[]> ReadAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        return body.ToArray();
    }

    private static byte[] Digest(HttpRequest request, byte[] body)
    {
        var head = $"{request.Method}\n{request.Path}{request.QueryString}\n{request.Headers.IfMatch}\n";
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(head));
        hash.AppendData(body);
        return hash.GetHashAndReset();
    }

    private static Dictionary<string, string> HeadersOf(HttpResponse response) => ReplayedHeaders
        .Where(response.Headers.ContainsKey)
        .ToDictionary(name => name, name => response.Headers[name].ToString(), StringComparer.Ordinal);
}
