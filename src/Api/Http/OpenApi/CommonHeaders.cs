using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Agora.Api.Http.OpenApi;

/// <summary>The headers that any response may have, each documented once.</summary>
internal static class CommonHeaders
{
    private static readonly (string Name, string Description, JsonSchemaType Type, string Example)[] Headers =
    [
        ("RateLimit-Limit", "Requests allowed in the current window.", JsonSchemaType.Integer, "600"),
        ("RateLimit-Remaining", "Requests left in the current window.", JsonSchemaType.Integer, "599"),
        ("RateLimit-Reset", "Seconds until the window ends.", JsonSchemaType.Integer, "60"),
        (
            RequestLog.IdHeader,
            "Identifies the request in the server's logs: the id that the client sent, or a new one.",
            JsonSchemaType.String,
            "0af7651916cd43dd8448eb211c80319c"),
        ("X-Process-Time", "Processing time in seconds.", JsonSchemaType.Number, "0.001234"),
        ("Server-Timing", "Processing time in milliseconds, for browser tools.", JsonSchemaType.String, "app;dur=1.234"),
    ];

    public static void Describe(OpenApiDocument document)
    {
        foreach (var (name, description, type, example) in Headers)
        {
            document.AddComponent<IOpenApiHeader>(name, SharedResponses.Header(description, type, example));
        }
    }

    /// <summary>Runs last, after endpoints have added their own responses.</summary>
    public static Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken ct)
    {
        var operations = document.Paths.Values.SelectMany(path => path.Operations?.Values ?? Enumerable.Empty<OpenApiOperation>());
        foreach (var response in operations.SelectMany(o => (o.Responses ?? []).Values).OfType<OpenApiResponse>())
        {
            response.Headers ??= new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal);
            AddTo(response.Headers, document);
        }

        return Task.CompletedTask;
    }

    public static void AddTo(IDictionary<string, IOpenApiHeader> headers, OpenApiDocument document)
    {
        foreach (var (name, _, _, _) in Headers)
        {
            headers.TryAdd(name, new OpenApiHeaderReference(name, document));
        }
    }
}
