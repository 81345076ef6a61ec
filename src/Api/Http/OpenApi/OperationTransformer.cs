using System.Text.Json.Nodes;
using Agora.Api.EventLog;
using Agora.Api.Http.Responses;
using Agora.Api.Idempotency;
using Agora.Api.Streams;
using Agora.Application.Common;
using Agora.Application.Posts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Agora.Api.Http.OpenApi;

/// <summary>Documents what endpoints get from the pipeline: shared responses, conditions, keys, links and headers.</summary>
internal static class OperationTransformer
{
    public static async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        var document = context.Document!;
        DocumentFrame.EnsureShared(document);

        var endpoint = context.Description.ActionDescriptor.EndpointMetadata;
        var method = context.Description.HttpMethod ?? "GET";
        var isApi = context.Description.RelativePath?.StartsWith("api/", StringComparison.Ordinal) == true;
        var anonymous = endpoint.OfType<IAllowAnonymous>().Any();
        var writes = method is not "GET";

        FileBodies.Describe(operation, endpoint, document);
        // Signed-in callers see more of public reads. Anonymous writes, such as registration, take no token.
        operation.Security = !isApi || (anonymous && writes) ? [] : anonymous ? [[], Signed(document)] : [Signed(document)];
        if (operation.Parameters is null or { Count: 0 } && operation.RequestBody is null && !isApi)
        {
            SharedResponses.Refer(operation, document, 400, 414, 431, 500, 503);
        }
        else
        {
            SharedResponses.Refer(operation, document, 400, 401, 414, 429, 431, 500, 503);
        }

        if (!anonymous && (writes || endpoint.OfType<IAuthorizeData>().Any(a => a.Policy is not null)))
        {
            SharedResponses.Refer(operation, document, 403);
        }

        // For a write on the caller's own account: it may have been closed meanwhile.
        if (context.Description.RelativePath is { } path
            && (path.Contains('{', StringComparison.Ordinal)
                || (writes && path.Contains("/users/me", StringComparison.Ordinal))
                || endpoint.OfType<FindsByBody>().Any()))
        {
            SharedResponses.Refer(operation, document, 404);
        }

        if (endpoint.OfType<ReadsFromPosition>().Any())
        {
            SharedResponses.Refer(operation, document, 410);
        }

        if (endpoint.OfType<StreamsEvents>().Any() && operation.Responses?.GetValueOrDefault("200") is OpenApiResponse stream)
        {
            SharedResponses.Refer(operation, document, 403);
            stream.Headers ??= new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal);
            stream.Headers["X-Accel-Buffering"] = SharedResponses.Header(
                "`no`: proxies must not hold events back.", JsonSchemaType.String, "no");
        }

        if (writes && isApi)
        {
            // Any write: an unsupported condition is 412, and a body that is too long or not JSON is refused unread.
            SharedResponses.Refer(operation, document, 409, 412, 413, 415);
        }

        if (method == "PATCH" || endpoint.OfType<RequiresIfMatch>().Any())
        {
            SharedResponses.Refer(operation, document, 428);
            Add(operation, Header("If-Match", "The ETag of the version to edit.", required: true));
        }
        else if (endpoint.OfType<AcceptsIfMatch>().Any())
        {
            Add(operation, Header("If-Match", "The ETag of the expected version. Without it, any version.", required: false));
        }

        if (endpoint.OfType<AcceptsIfNoneMatch>().Any())
        {
            Add(
                operation,
                Header(
                    "If-None-Match",
                    "`*` requires that the resource does not exist yet; no other value is supported.",
                    required: false,
                    "*"));
        }

        AddVersions(operation, context, method);
        if (method == "GET" && endpoint.OfType<TagsBody>().Any())
        {
            AddBodyTag(operation);
        }

        if (endpoint.OfType<SelectsFields>().Any())
        {
            AddReading(operation, ResponseConventions.BodyType(endpoint)!);
        }
        else if (isApi && writes && ResponseConventions.BodyType(endpoint) is not null)
        {
            AddPreference(operation);
        }

        if (endpoint.OfType<AcceptsIdempotencyKey>().Any())
        {
            SharedResponses.Refer(operation, document, 422);
            AddIdempotency(operation);
        }

        AddLocation(operation);
        AddDeprecation(operation, endpoint);
        Sort(operation);
        await Task.CompletedTask;
    }

    private static OpenApiSecurityRequirement Signed(OpenApiDocument document) =>
        new() { [new OpenApiSecuritySchemeReference(DocumentFrame.Bearer, document)] = [] };

    /// <summary>A versioned resource has its version as ETag; a reader with that version gets 304.</summary>
    private static void AddVersions(OpenApiOperation operation, OpenApiOperationTransformerContext context, string method)
    {
        foreach (var answer in context.Description.SupportedResponseTypes.Where(r => r.StatusCode is 200 or 201))
        {
            if (answer.Type?.GetProperty("Version")?.PropertyType != typeof(int)
                || operation.Responses?[Text(answer.StatusCode)] is not OpenApiResponse response)
            {
                continue;
            }

            response.Headers ??= new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal);
            response.Headers["ETag"] = SharedResponses.Header(
                "Names this representation, for If-None-Match, and its version, for If-Match, which ignores what follows the version.",
                JsonSchemaType.String,
                ETagExample(answer.Type),
                required: true);
            if (method == "GET")
            {
                Add(
                    operation,
                    Header(
                        "If-None-Match",
                        "An ETag from an earlier response: an unchanged resource is answered 304 without a body.",
                        required: false));
                operation.Responses["304"] = NotModified("The client has the current version.", ETagExample(answer.Type));
            }
        }
    }

    /// <summary>A response without a version has a hash of its body as ETag.</summary>
    private static void AddBodyTag(OpenApiOperation operation)
    {
        if (operation.Responses?.GetValueOrDefault("200") is OpenApiResponse response)
        {
            const string example = "\"4b227777d4dd1fc61c6f884f48641d02\"";
            response.Headers ??= new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal);
            response.Headers["ETag"] = SharedResponses.Header(
                "Names this response, for If-None-Match.", JsonSchemaType.String, example, required: true);
            Add(
                operation,
                Header(
                    "If-None-Match",
                    "An ETag from an earlier response: an unchanged response is answered 304 without a body.",
                    required: false,
                    example));
            operation.Responses["304"] = NotModified("The client has this response.", example);
        }
    }

    public static OpenApiResponse NotModified(string description, string example) => new()
    {
        Description = description,
        Headers = new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal)
        {
            ["ETag"] = SharedResponses.Header("The ETag of the client's copy.", JsonSchemaType.String, example, required: true),
        },
    };

    private static string ETagExample(Type answer) => answer == typeof(PostView) ? "\"7-3-120\"" : "\"7\"";

    /// <summary>Documents the headers of a deprecated endpoint.</summary>
    private static void AddDeprecation(OpenApiOperation operation, IList<object> endpoint)
    {
        if (endpoint.OfType<Deprecated>().FirstOrDefault() is not { } deprecated)
        {
            return;
        }

        operation.Deprecated = true;
        foreach (var response in operation.Responses!.Values.OfType<OpenApiResponse>())
        {
            response.Headers ??= new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal);
            response.Headers["Deprecation"] = SharedResponses.Header(
                "When the URL was deprecated (RFC 9745).", JsonSchemaType.String, $"@{deprecated.Since.ToUnixTimeSeconds()}");
            response.Headers["Sunset"] = SharedResponses.Header(
                "When the URL will be removed (RFC 8594).", JsonSchemaType.String, "Fri, 01 Jan 2027 00:00:00 GMT");
            response.Headers.TryAdd(
                "Link", SharedResponses.Header("The replacement.", JsonSchemaType.String, $"<{deprecated.More}>; rel=\"deprecation\""));
        }
    }

    private static void AddReading(OpenApiOperation operation, Type answer)
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = FieldSelection.Parameter,
            In = ParameterLocation.Query,
            Description =
                "The members to return, such as `id,author.username`; in a page, the members of its items. Returns all by default.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } },
            Style = ParameterStyle.Form,
            Explode = false,
        });
        if (answer.IsAssignableTo(typeof(IPage)) && operation.Responses?.GetValueOrDefault("200") is OpenApiResponse page)
        {
            page.Headers ??= new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal);
            page.Headers["Link"] = SharedResponses.Header(
                "The first page and, unless this is the last, the next page (RFC 8288).",
                JsonSchemaType.String,
                "</api/v1/posts?limit=20>; rel=\"first\", </api/v1/posts?limit=20&cursor=q83vEjRWeJASNFZ4kKvN7w>; rel=\"next\"");
        }
    }

    private static void AddPreference(OpenApiOperation operation)
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = ResponseConventions.PreferHeader,
            In = ParameterLocation.Header,
            Description = "`return=minimal` (RFC 7240) omits the response body: 204 instead of 200, and 201 without content.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            Example = (JsonNode)ResponseConventions.Minimal,
        });
        if (operation.Responses?.ContainsKey("200") == true)
        {
            operation.Responses.TryAdd("204", new OpenApiResponse
            {
                Description = "Success; the body was omitted as preferred.",
                // The headers are the same as with the body.
                Headers = operation.Responses["200"].Headers?.ToDictionary(StringComparer.Ordinal),
            });
        }

        foreach (var (status, answer) in operation.Responses ?? [])
        {
            if (status is "201" or "204" && answer is OpenApiResponse response)
            {
                response.Headers ??= new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal);
                response.Headers[ResponseConventions.AppliedHeader] = SharedResponses.Header(
                    "`return=minimal` when the body was omitted.", JsonSchemaType.String, ResponseConventions.Minimal);
            }
        }
    }

    private static void AddIdempotency(OpenApiOperation operation)
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = IdempotencyMiddleware.KeyHeader,
            In = ParameterLocation.Header,
            Description =
                "A unique key for this request, such as a UUID. For 24 hours, a retry with the same key gets the first response and "
                + "has no second effect.",
            Schema = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                MinLength = 1,
                MaxLength = IdempotencyMiddleware.KeyMax,
                Pattern = @"^[!-~]+$",
            },
            Example = (JsonNode)"8e03978e-40d5-43dd-bc93-6894a57f9324",
        });
        foreach (var (status, answer) in operation.Responses ?? [])
        {
            if (status[0] == '2' && answer is OpenApiResponse response)
            {
                response.Headers ??= new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal);
                response.Headers[IdempotencyMiddleware.ReplayedHeader] =
                    SharedResponses.Header("`true` when the response is a replay of the first one.", JsonSchemaType.String, "true");
            }
        }
    }

    private static void AddLocation(OpenApiOperation operation)
    {
        if (operation.Responses?.GetValueOrDefault("201") is OpenApiResponse created)
        {
            created.Headers ??= new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal);
            created.Headers["Location"] = SharedResponses.Header(
                "The URL of the new resource.", JsonSchemaType.String, "/api/v1/users/0198c5f0-7a3e-7c4b-9a51-1f2e3d4c5b6a");
        }
    }

    private static void Add(OpenApiOperation operation, OpenApiParameter parameter)
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(parameter);
    }

    private static OpenApiParameter Header(string name, string description, bool required, string example = "\"7\"") => new()
    {
        Name = name,
        In = ParameterLocation.Header,
        Required = required,
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        Example = (JsonNode)example,
    };

    private static void Sort(OpenApiOperation operation)
    {
        var sorted = new OpenApiResponses();
        foreach (var (status, response) in (operation.Responses ?? []).OrderBy(r => r.Key, StringComparer.Ordinal))
        {
            sorted.Add(status, response);
        }

        operation.Responses = sorted;
    }

    private static string Text(int status) => status.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
