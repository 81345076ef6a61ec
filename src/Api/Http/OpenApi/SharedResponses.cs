using System.Text.Json.Nodes;
using Agora.Api.Http.Batches;
using Microsoft.OpenApi;

namespace Agora.Api.Http.OpenApi;

/// <summary>The error responses that many operations share, each documented once.</summary>
internal static class SharedResponses
{
    private const string ProblemSchema = "Problem", BadRequest = "BadRequest", BadParameter = "BadParameter";

    private sealed record Answer(int Status, string Id, string Description, string Code, string Detail, bool SaysWhen = false)
    {
        /// <summary>The invalid member or parameter of the example; null for none.</summary>
        public string? Field { get; init; }

        public string FieldMessage { get; init; } = "";
    }

    private static readonly Answer[] Answers =
    [
        new(
            400,
            BadRequest,
            "The request is invalid; `errors` names the members and the reasons.",
            "validation.failed",
            "The request is invalid.")
        {
            Field = "title", FieldMessage = "Must be one line of 1 to 200 characters.",
        },
        new(400, BadParameter, "A parameter is invalid; `errors` names it and the reason.", "validation.failed", "The request is invalid.")
        {
            Field = "limit", FieldMessage = "Must be a whole number in plain digits.",
        },
        new(401, "Unauthorized", "The caller is not signed in, or the credential is wrong.", "auth.required", "Sign in first."),
        new(403, "Forbidden", "The caller is signed in and lacks the right.", "auth.forbidden", "Your account may not do this."),
        new(
            404,
            "NotFound",
            "The resource does not exist, or the caller may not see it. Both look the same on purpose.",
            "user.not_found",
            "There is no such user."),
        new(
            405,
            "MethodNotAllowed",
            "The URL does not support this method; Allow lists the supported ones.",
            "request.method_not_allowed",
            "This URL does not support this method. The Allow header lists the supported ones."),
        new(
            409,
            "Conflict",
            "The request conflicts with the current state, such as a name already taken.",
            "user.username_taken",
            "This username is taken."),
        new(
            410,
            "Gone",
            "What follows the position is no longer kept.",
            "event.position_expired",
            "Events after this position are no longer kept."),
        new(
            412,
            "PreconditionFailed",
            "If-Match does not name the current version.",
            "user.changed_meanwhile",
            "The account was changed since you read it. Read it again."),
        new(
            413,
            "ContentTooLarge",
            "The body exceeds the size limit of this URL.",
            "request.too_large",
            "The body exceeds the size limit of this URL."),
        new(
            414, "AddressTooLong",
            RequestHeadLimits.TargetTooLong,
            "request.address_too_long",
            $"{RequestHeadLimits.TargetTooLong} Send less in the query."),
        new(
            415,
            "UnsupportedMediaType",
            "The body is not JSON in UTF-8, or is compressed.",
            "request.media_type",
            "Send the body as uncompressed JSON in UTF-8, with its Content-Type."),
        new(
            416,
            "RangeNotSatisfiable",
            "The range is outside of the file; Content-Range gives its length.",
            "request.range",
            "The range is outside of the file. Content-Range gives its length."),
        new(
            422,
            "UnprocessableContent",
            "The Idempotency-Key was used for another request.",
            "idempotency.key_spent",
            "This Idempotency-Key was used for another request. Use a new key for each request."),
        new(
            428,
            "PreconditionRequired",
            "If-Match is missing.",
            "request.if_match_required",
            "Send If-Match with the ETag that you read, so that no concurrent edit is lost."),
        new(
            429,
            "TooManyRequests",
            "The rate limit is exceeded.",
            "request.too_many",
            "Too many requests. Retry after the time in Retry-After.",
            SaysWhen: true),
        new(
            431, "HeadersTooLarge",
            RequestHeadLimits.HeadersTooLarge,
            "request.headers_too_large",
            $"{RequestHeadLimits.HeadersTooLarge} Send fewer, such as cookies."),
        new(
            500,
            "ServerError",
            "An internal error; the request id helps to find it.",
            "server.error",
            "An internal error occurred. The request id helps to find it."),
        new(
            503,
            "Unavailable",
            "A dependency is overloaded or unavailable.",
            "database.busy",
            "All database connections are in use. Try again shortly.",
            SaysWhen: true),
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
            headers["Retry-After"] = Header("Seconds to wait before retrying.", JsonSchemaType.Integer, "2");
        }

        if (answer.Status == StatusCodes.Status409Conflict)
        {
            headers["Retry-After"] = Header(
                "Seconds to wait while a request with the same Idempotency-Key is in progress.", JsonSchemaType.Integer, "1");
        }

        if (answer.Status == StatusCodes.Status401Unauthorized)
        {
            headers["WWW-Authenticate"] = Header("The authentication scheme (RFC 6750).", JsonSchemaType.String, "Bearer");
        }

        if (answer.Status == StatusCodes.Status416RangeNotSatisfiable)
        {
            headers["Content-Range"] = Header("The length of the file in bytes.", JsonSchemaType.String, "bytes */1234", required: true);
            headers["Accept-Ranges"] = Header("Range requests are supported.", JsonSchemaType.String, "bytes");
        }

        CommonHeaders.AddTo(headers, document);
        return headers;
    }

    /// <summary>Refers to shared responses; those that the endpoint documents itself are kept.</summary>
    public static void Refer(OpenApiOperation operation, OpenApiDocument document, params ReadOnlySpan<int> statuses)
    {
        operation.Responses ??= [];
        foreach (var status in statuses)
        {
            var id = status == StatusCodes.Status400BadRequest && operation.RequestBody is null
                ? BadParameter
                : Array.Find(Answers, a => a.Status == status)!.Id;
            operation.Responses.TryAdd(
                status.ToString(System.Globalization.CultureInfo.InvariantCulture), new OpenApiResponseReference(id, document));
        }
    }

    /// <summary>Documents a header of a response.</summary>
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
            ["title"] = Text("The reason phrase of the status."),
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "The HTTP status." },
            ["detail"] = Text("A sentence for humans."),
            ["code"] = Text("A stable code, `noun.reason`, for programs."),
            ["errors"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "The violations by member or parameter, named as the client sent them.",
                AdditionalProperties =
                    new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } },
            },
            ["constraint"] = Text("The constraint of the database that was violated, where the rule is one."),
            ["retryAfter"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "Seconds to wait before retrying." },
            ["requestId"] = Text("Identifies the request in the server's logs; also in X-Request-Id."),
            ["traceId"] = Text("The W3C trace that the request belongs to."),
            ["results"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                Description = "Only for `batch.failed`: the result of each operation.",
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
