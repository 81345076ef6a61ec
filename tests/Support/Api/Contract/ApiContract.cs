using System.Text.Json;
using Agora.Api.Http.OpenApi;
using Microsoft.AspNetCore.WebUtilities;

namespace Agora.Testing.Contract;

/// <summary>What was sent and what came back, with bodies as text where they are JSON.</summary>
internal sealed record Exchange(HttpRequestMessage Request, HttpResponseMessage Response, string? RequestJson, string? ResponseJson);

/// <summary>
/// The OpenAPI document as the contract of every answer: status, headers, content type and body. A request that was accepted must be one
/// that the document describes, too. Addresses that are not in the document, such as those that a test maps itself, are left out.
/// </summary>
internal sealed class ApiContract
{
    private static readonly Lazy<Task<ApiContract>> Loaded = new(
        async () => new ApiContract(await OpenApiDocumentWriter.WriteAsync(CancellationToken.None)));

    /// <summary>Headers of HTTP itself, of the connection or of every response, for any operation.</summary>
    private static readonly HashSet<string> General = new(StringComparer.OrdinalIgnoreCase)
    {
        "Date", "Content-Type", "Content-Length", "Transfer-Encoding", "Connection", "Content-Encoding", "Vary", "Cache-Control",
        "X-Content-Type-Options",
        "Referrer-Policy", "Content-Security-Policy", "Strict-Transport-Security", "Cross-Origin-Resource-Policy",
        "Cross-Origin-Opener-Policy", "Permissions-Policy",
        "X-Frame-Options", "X-XSS-Protection", "Pragma", "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials",
        "Access-Control-Expose-Headers",
    };

    /// <summary>What the server answers before anything of ours runs, as the introduction of the document says.</summary>
    private static readonly HashSet<int> ServersOwn = [400, 405, 408, 414, 431, 505];

    private readonly JsonElement document;
    private readonly List<(string[] Segments, JsonElement Item)> paths;

    public ApiContract(string json)
    {
        document = JsonDocument.Parse(json).RootElement;
        // A literal segment counts before a parameter, as in routing.
        paths =
        [
            .. document.GetProperty("paths").EnumerateObject()
                .Select(p => (Segments: p.Name.Split('/'), Item: p.Value))
                .OrderBy(p => p.Segments.Count(s => s.Contains('{', StringComparison.Ordinal))),
        ];
    }

    public static Task<ApiContract> LoadAsync() => Loaded.Value;

    /// <summary>Where the exchange and the document differ.</summary>
    public IReadOnlyList<string> Check(Exchange exchange)
    {
        var response = exchange.Response;
        var mediaType = response.Content.Headers.ContentType?.MediaType;
        var errors = new List<string>();
        if (Find(exchange.Request) is not { } operation)
        {
            if (mediaType == "application/problem+json" && exchange.ResponseJson is { Length: > 0 } problem)
            {
                Check(
                    document.GetProperty("components").GetProperty("schemas").GetProperty("Problem"),
                    problem,
                    false,
                    "the problem",
                    errors);
            }

            return errors;
        }

        if (response.Headers.ConnectionClose == true && mediaType is null && ServersOwn.Contains((int)response.StatusCode))
        {
            return errors;
        }

        var status = ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (!operation.GetProperty("responses").TryGetProperty(status, out var declared))
        {
            return [$"the status {status} is not declared; {exchange.ResponseJson}"];
        }

        declared = Resolved(declared);
        CheckHeaders(declared, response, errors);
        CheckBody(declared, exchange, mediaType, errors);
        if (response.IsSuccessStatusCode)
        {
            CheckRequest(operation, exchange, errors);
        }

        return errors;
    }

    private JsonElement? Find(HttpRequestMessage request)
    {
        var segments = request.RequestUri!.AbsolutePath.Split('/');
        var method = request.Method == HttpMethod.Head ? "get" : request.Method.Method.ToLowerInvariant();
        foreach (var (template, item) in paths)
        {
            if (Matches(template, segments))
            {
                // A request that no operation takes is answered by routing.
                return item.TryGetProperty(method, out var operation) ? operation : null;
            }
        }

        return null;
    }

    private static bool Matches(string[] template, string[] segments) =>
        template.Length == segments.Length && template.Zip(segments).All(pair => pair.First.IndexOf('{', StringComparison.Ordinal) switch
        {
            < 0 => pair.First == pair.Second,
            var start => pair.Second.StartsWith(pair.First[..start], StringComparison.Ordinal)
                && pair.Second.EndsWith(pair.First[(pair.First.IndexOf('}', StringComparison.Ordinal) + 1)..], StringComparison.Ordinal),
        });

    private void CheckHeaders(JsonElement declared, HttpResponseMessage response, List<string> errors)
    {
        var known = declared.TryGetProperty("headers", out var headers)
            ? headers.EnumerateObject().ToDictionary(h => h.Name, h => Resolved(h.Value), StringComparer.OrdinalIgnoreCase)
            : [];
        foreach (var (name, values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .Select(h => (h.Key, h.Value)))
        {
            if (known.TryGetValue(name, out var header))
            {
                Check(
                    header.GetProperty("schema"),
                    AsJson(header.GetProperty("schema"), values.ToString()),
                    false,
                    $"the header {name}",
                    errors);
            }
            else if (!General.Contains(name))
            {
                errors.Add($"the header {name} is not declared for {(int)response.StatusCode}");
            }
        }

        errors.AddRange(known
            .Where(h => h.Value.TryGetProperty("required", out var required) && required.GetBoolean())
            .Where(h => !response.Headers.NonValidated.Contains(h.Key) && !response.Content.Headers.NonValidated.Contains(h.Key))
            .Select(h => $"the header {h.Key} is missing"));
    }

    private void CheckBody(JsonElement declared, Exchange exchange, string? mediaType, List<string> errors)
    {
        var hasContent = declared.TryGetProperty("content", out var contents);
        if (exchange.Request.Method == HttpMethod.Head || exchange.Response.Headers.NonValidated.Contains("Preference-Applied"))
        {
            return;
        }

        if (mediaType is null)
        {
            if (hasContent)
            {
                errors.Add("there is no body where one is declared");
            }

            return;
        }

        if (!hasContent || !contents.TryGetProperty(mediaType, out var content))
        {
            errors.Add($"the content type {mediaType} is not declared for {(int)exchange.Response.StatusCode}");
            return;
        }

        if (exchange.ResponseJson is { } json)
        {
            var query = QueryHelpers.ParseQuery(exchange.Request.RequestUri!.Query);
            Check(content.GetProperty("schema"), json, query.ContainsKey("fields"), "the body", errors);
        }
    }

    /// <summary>What was accepted must be described: its parameters and its body.</summary>
    private void CheckRequest(JsonElement operation, Exchange exchange, List<string> errors)
    {
        var parameters = operation.TryGetProperty("parameters", out var listed) ? listed.EnumerateArray().Select(Resolved).ToList() : [];
        foreach (var (name, values) in QueryHelpers.ParseQuery(exchange.Request.RequestUri!.Query))
        {
            var parameter = parameters.Find(p => p.GetProperty("in").GetString() == "query" && p.GetProperty("name").GetString() == name);
            if (parameter.ValueKind == JsonValueKind.Undefined)
            {
                errors.Add($"the parameter {name} was accepted and is not declared");
                continue;
            }

            var schema = parameter.GetProperty("schema");
            var isArray = schema.TryGetProperty("items", out var items);
            foreach (var value in values.SelectMany(v => isArray ? v!.Split(',') : [v!]))
            {
                Check(isArray ? items : schema, AsJson(isArray ? items : schema, value), false, $"the parameter {name}", errors);
            }
        }

        if (exchange.RequestJson is { Length: > 0 } sent
            && operation.TryGetProperty("requestBody", out var body)
            && body.GetProperty("content").TryGetProperty(exchange.Request.Content!.Headers.ContentType!.MediaType!, out var content))
        {
            Check(content.GetProperty("schema"), sent, false, "the body that was accepted", errors);
        }
    }

    private void Check(JsonElement schema, string json, bool isPartial, string what, List<string> errors)
    {
        try
        {
            using var value = JsonDocument.Parse(json);
            var check = new JsonSchemaCheck(document, isPartial);
            check.Check(schema, value.RootElement, "");
            errors.AddRange(check.Errors.Select(e => $"{what}: {e}"));
        }
        catch (JsonException broken)
        {
            errors.Add($"{what} is not JSON: {broken.Message}");
        }
    }

    /// <summary>A value in a header or a query, as the type of its schema.</summary>
    private string AsJson(JsonElement schema, string text)
    {
        var types = Resolved(schema).TryGetProperty("type", out var type) ? type.GetRawText() : "";
        return types.Contains("integer", StringComparison.Ordinal)
            || types.Contains("number", StringComparison.Ordinal)
            || types.Contains("boolean", StringComparison.Ordinal)
            ? text
            : JsonSerializer.Serialize(text);
    }

    private JsonElement Resolved(JsonElement node) => node.TryGetProperty("$ref", out var reference)
        ? reference.GetString()!.Split('/').Skip(1).Aggregate(document, (part, name) => part.GetProperty(name))
        : node;
}
