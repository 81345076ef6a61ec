using Microsoft.AspNetCore.Http.Features;

namespace Agora.Api.Http.Responses;

/// <summary>Buffers a response body in memory, for middleware that must see the whole response before it is sent.</summary>
internal static class ResponseBuffer
{
    /// <summary>Runs <paramref name="next"/> and returns the body that it writes; status and headers stay on the response.</summary>
    public static async Task<byte[]> CaptureAsync(HttpContext http, RequestDelegate next)
    {
        var original = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        using var body = new MemoryStream();
        var buffered = new StreamResponseBodyFeature(body, original);
        http.Features.Set<IHttpResponseBodyFeature>(buffered);
        try
        {
            await next(http);
            await buffered.CompleteAsync();
        }
        finally
        {
            http.Features.Set(original);
        }

        return body.ToArray();
    }

    /// <summary>Sends a whole body with its length.</summary>
    public static async Task SendAsync(HttpContext http, byte[] body)
    {
        if (body.Length > 0)
        {
            http.Response.ContentLength = body.Length;
            await http.Response.BodyWriter.WriteAsync(body, http.RequestAborted);
        }
    }
}
