using System.IO.Compression;
using System.Text;

namespace Agora.Testing.Contract;

/// <summary>Holds every answer against the OpenAPI document on its way to the test.</summary>
internal sealed class ContractHandler(HttpMessageHandler connections) : DelegatingHandler(connections)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var contract = await ApiContract.LoadAsync();
        var response = await base.SendAsync(request, cancellationToken);
        var sent = request.Content is { } body && response.IsSuccessStatusCode && IsJson(body)
            ? await TextAsync(body, cancellationToken)
            : null;
        var answered = IsJson(response.Content) ? await TextAsync(response.Content, cancellationToken) : null;

        var errors = contract.Check(new Exchange(request, response, sent, answered));
        return errors.Count == 0
            ? response
            : throw new ContractException(
                $"{request.Method} {request.RequestUri} ({(int)response.StatusCode}) is not as the OpenAPI document "
                + $"says:\n- {string.Join("\n- ", errors)}");
    }

    private static bool IsJson(HttpContent content) =>
        content.Headers.ContentType?.MediaType is { } type
            && (type == "application/json" || type.EndsWith("+json", StringComparison.Ordinal));

    private static async Task<string> TextAsync(HttpContent content, CancellationToken ct)
    {
        await content.LoadIntoBufferAsync(ct);
        Stream bytes = new MemoryStream(await content.ReadAsByteArrayAsync(ct));
        await using var plain = content.Headers.ContentEncoding.SingleOrDefault() switch
        {
            "br" => new BrotliStream(bytes, CompressionMode.Decompress),
            "gzip" => new GZipStream(bytes, CompressionMode.Decompress),
            _ => bytes,
        };
        using var reader = new StreamReader(plain, Encoding.UTF8);
        return await reader.ReadToEndAsync(ct);
    }
}

/// <summary>Not an HttpRequestException, which tests expect of connections that break.</summary>
public sealed class ContractException(string message) : Exception(message);
