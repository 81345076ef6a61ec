using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Agora.Api.Idempotency;

/// <summary>
/// Holds back what an endpoint answers, until the transaction that its answer tells of is committed. The endpoint may run several
/// times, as the transaction does: each run finds the request and the answer as the first did.
/// </summary>
/// <param name="body">The body of the request.</param>
internal sealed class BufferedResponse(HttpContext http, byte[] body) : IAsyncDisposable
{
    private readonly IHttpResponseBodyFeature plain = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
    private readonly Stream received = http.Request.Body;
    private readonly KeyValuePair<string, StringValues>[] headers = [.. http.Response.Headers];
    private MemoryStream held = new();

    public int Status => http.Response.StatusCode;

    public bool IsSuccess => Status is >= 200 and < 300;

    public byte[] Body { get; private set; } = [];

    public async Task RunAsync(RequestDelegate endpoint)
    {
        Forget();
        var holding = new StreamResponseBodyFeature(held, plain);
        http.Features.Set<IHttpResponseBodyFeature>(holding);
        // A reader of the body belongs to its stream, so every run gets a stream of its own.
        http.Request.Body = new MemoryStream(body, writable: false);
        try
        {
            await endpoint(http);
            await holding.CompleteAsync();
        }
        finally
        {
            http.Features.Set(plain);
            http.Request.Body = received;
        }

        Body = held.ToArray();
    }

    public async Task SendAsync()
    {
        if (Body.Length > 0)
        {
            http.Response.ContentLength = Body.Length;
            await http.Response.BodyWriter.WriteAsync(Body, http.RequestAborted);
        }
    }

    public ValueTask DisposeAsync() => held.DisposeAsync();

    private void Forget()
    {
        http.Response.StatusCode = StatusCodes.Status200OK;
        http.Response.Headers.Clear();
        foreach (var (name, value) in headers)
        {
            http.Response.Headers[name] = value;
        }

        held = new MemoryStream();
        Body = [];
    }
}
