using System.Text.Json.Nodes;
using Agora.Api.Http.Batches;
using Microsoft.OpenApi;

namespace Agora.Api.Http.OpenApi;

/// <summary>The refusals that many operations share, each described once.</summary>
internal static class SharedResponses
{
    private const string ProblemSchema = "Problem", BadRequest = "BadRequest", BadParameter = "BadParameter";

    private sealed record Answer(int Status, string Id, string Description, string Code, string Detail, bool SaysWhen = false)
    {
        /// <summary>The member or parameter that the example refuses; null for none.</summary>
        public string? Field { get; init; }

        public string FieldMessage { get; init; } = "";
    }

    private static readonly Answer[] Answers =
    [
        new(400, BadRequest, "The request breaks a rule; `errors` says which members and why.", "validation.failed", "The request breaks one or more rules.")
        {
            Field = "title", FieldMessage = "Must be one line of 1 to 200 characters.",
        },
        new(400, BadParameter, "A parameter breaks a rule; `errors` says which and why.", "validation.failed", "The request breaks one or more rules.")
        {
            Field = "limit", FieldMessage = "Must be a whole number in plain digits.",
        },
        new(401, "Unauthorized", "Nobody is signed in, or the credential is wrong.", "auth.required", "Sign in first."),
        new(403, "Forbidden", "Signed in, and not allowed.", "auth.forbidden", "Your account may not do this."),
        new(404, "NotFound", "Not there, or not yours: the two look the same on purpose.", "user.not_found", "There is no such user."),
        new(405, "MethodNotAllowed", "The address does not take this method; Allow names those that it takes.", "request.method_not_allowed", "This address does not take this method. The Allow header names those that it takes."),
        new(409, "Conflict", "The request contradicts the present state, such as a name already taken.", "user.username_taken", "This username is taken."),
        new(412, "PreconditionFailed", "The version named by If-Match is no longer the current one.", "user.changed_meanwhile", "The account was changed since you read it. Read it again."),
        new(413, "ContentTooLarge", "The body is larger than this address takes.", "request.too_large", "The body is larger than this address takes."),
        new(
            414, "AddressTooLong",
            RequestHeadLimits.TargetTooLong,
            "request.address_too_long",
            $"{RequestHeadLimits.TargetTooLong} Send less in the query."),
        new(415, "UnsupportedMediaType", "The body is no JSON in UTF-8, or is compressed.", "request.media_type", "Send the body as JSON in UTF-8, uncompressed, and say so in Content-Type."),
        new(416, "RangeNotSatisfiable", "The file has no such part; Content-Range says how long it is.", "request.range", "The file has no such part. Content-Range says how long it is."),
        new(422, "UnprocessableContent", "The Idempotency-Key was used for another request.", "idempotency.key_spent", "This Idempotency-Key was used for another request. Make a new one for each."),
        new(428, "PreconditionRequired", "If-Match is missing.", "request.if_match_required", "Send If-Match with the ETag that you read, so that nobody's edit is lost."),
        new(429, "TooManyRequests", "Too often.", "request.too_many", "Too many requests. Retry-After says when to go on.", SaysWhen: true),
        new(
            431, "HeadersTooLarge",
            RequestHeadLimits.HeadersTooLarge,
            "request.headers_too_large",
            $"{RequestHeadLimits.HeadersTooLarge} Send fewer, such as cookies."),
        new(500, "ServerError", "A fault of ours; the request id helps us find it.", "server.error", "Something went wrong on our side. The request id helps us find it."),
        new(503, "Unavailable", "Something that Agora needs is busy or away.", "database.busy", "All database connections are in use. Try again shortly.", SaysWhen: true),
    ];

    public static void Add(OpenApiDocument document)
    {
        document.AddComponent<IOpenApiSchema>(ProblemSchema, Schema(document));
        foreach (var answer in Answers)
        {
            document.AddComponent<IOpenApiResponse>(answer.Id, new OpenApiResponse
            {
                Description = answer.Description,
                Headers = Headers(answer, document),
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                {
                    [Problems.ContentType] = new OpenApiMediaType
                    {
                        Schema = new OpenApiSchemaReference(ProblemSchema, document),
                        Example = Example(answer),
                    },
                },
            });
        }
    }

    private static Dictionary<string, IOpenApiHeader> Headers(Answer answer, OpenApiDocument document)
    {
        var headers = new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal);
        if (answer.SaysWhen)
        {
            headers["Retry-After"] = Header("Seconds to wait before the next try.", JsonSchemaType.Integer, "2");
        }

        if (answer.Status == StatusCodes.Status409Conflict)
        {
            headers["Retry-After"] = Header("Seconds to wait, when a request with the same Idempotency-Key is still being worked on.", JsonSchemaType.Integer, "1");
        }

        if (answer.Status == StatusCodes.Status401Unauthorized)
        {
            headers["WWW-Authenticate"] = Header("How to sign in (RFC 6750); `error` says what is wrong with a token that was sent.", JsonSchemaType.String, "Bearer");
        }

        if (answer.Status == StatusCodes.Status416RangeNotSatisfiable)
        {
            headers["Content-Range"] = Header("How many bytes the file has.", JsonSchemaType.String, "bytes */1234", required: true);
            headers["Accept-Ranges"] = Header("Parts can be asked for.", JsonSchemaType.String, "bytes");
        }

        CommonHeaders.AddTo(headers, document);
        return headers;
    }

    /// <summary>What the endpoint itself says about a status stays.</summary>
    public static void Refer(OpenApiOperation operation, OpenApiDocument document, params ReadOnlySpan<int> statuses)
    {
        operation.Responses ??= [];
        foreach (var status in statuses)
        {
            var id = status == StatusCodes.Status400BadRequest && operation.RequestBody is null ? BadParameter : Array.Find(Answers, a => a.Status == status)!.Id;
            operation.Responses.TryAdd(status.ToString(System.Globalization.CultureInfo.InvariantCulture), new OpenApiResponseReference(id, document));
        }
    }

    /// <summary>Says that the answer carries a header.</summary>
    public static void AddHeader(OpenApiOperation operation, string status, string name, IOpenApiHeader header)
    {
        var response = (OpenApiResponse)operation.Responses![status];
        response.Headers ??= new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal);
        response.Headers[name] = header;
    }

    public static OpenApiHeader Header(string description, JsonSchemaType type, string example, bool required = false) => new()
    {
        Description = description,
        Schema = new OpenApiSchema { Type = type },
        Required = required,
        Example = type is JsonSchemaType.Integer or JsonSchemaType.Number ? JsonNode.Parse(example) : example,
    };

    private static OpenApiSchema Schema(OpenApiDocument document) => new()
    {
        Type = JsonSchemaType.Object,
        Description = "A problem document (RFC 9457).",
        Required = new HashSet<string>(StringComparer.Ordinal) { "type", "title", "status", "detail", "code", "requestId" },
        Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
        {
            ["type"] = Text("A URN that ends in the code."),
            ["title"] = Text("The phrase of the status."),
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "The status of the answer." },
            ["detail"] = Text("One sentence for people."),
            ["code"] = Text("Stable, `noun.reason`: what a program switches on."),
            ["errors"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "What is wrong, by member or parameter as the client sent it.",
                AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } },
            },
            ["retryAfter"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "Seconds to wait before the next try." },
            ["requestId"] = Text("Finds the request in our logs; also in X-Request-Id."),
            ["traceId"] = Text("The W3C trace that the request belongs to."),
            ["results"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                Description = "Of `batch.failed` alone: what became of each operation.",
                Items = new OpenApiSchemaReference(nameof(BatchResult), document),
            },
        },
        AdditionalPropertiesAllowed = false,
    };

    private static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };

    private static JsonObject Example(Answer answer)
    {
        var document = Problems.Document(answer.Status, answer.Code, answer.Detail);
        var example = new JsonObject
        {
            ["type"] = document.Type,
            ["title"] = document.Title,
            ["status"] = answer.Status,
            ["detail"] = answer.Detail,
            ["code"] = answer.Code,
        };
        if (answer.Field is not null)
        {
            example["errors"] = new JsonObject { [answer.Field] = new JsonArray(answer.FieldMessage) };
        }

        if (answer.SaysWhen)
        {
            example["retryAfter"] = 2;
        }

        example["requestId"] = "0af7651916cd43dd8448eb211c80319c";
        example["traceId"] = "0af7651916cd43dd8448eb211c80319c";
        return example;
    }
}
