using Agora.Api.Http.Responses;
using Microsoft.Extensions.Primitives;

namespace Agora.Api.Idempotency;

/// <summary>
/// Holds back the response of an endpoint until its transaction is committed. The endpoint runs again when the transaction is retried:
/// each run starts from the same request and an empty response.
/// </summary>
/// <param name="requestBody">The body of the request.</param>
internal sealed class BufferedResponse(HttpContext http, byte[] requestBody)
{
    private readonly Stream received = http.Request.Body;
    private readonly KeyValuePair<string, StringValues>[] headers = [.. http.Response.Headers];

    public int Status => http.Response.StatusCode;

    public bool IsSuccess => Status is >= 200 and < 300;

    public byte[] Body { get; private set; } = [];

    public async Task RunAsync(RequestDelegate endpoint)
    {
        Reset();
        // A reader of the body belongs to its stream, so every run gets a stream of its own.
        http.Request.Body = new MemoryStream(requestBody, writable: false);
        try
        {
            Body = await ResponseBuffer.CaptureAsync(http, endpoint);
        }
        finally
        {
            http.Request.Body = received;
        }
    }

    public Task SendAsync() => ResponseBuffer.SendAsync(http, Body);

    private void Reset()
    {
        http.Response.StatusCode = StatusCodes.Status200OK;
        http.Response.Headers.Clear();
        foreach (var (name, value) in headers)
        {
            http.Response.Headers[name] = value;
        }

        Body = [];
    }
}
