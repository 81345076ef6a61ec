using System.Text.Json.Nodes;
using Agora.Api.Http.OpenApi;
using Agora.Domain.Preferences;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Agora.Api.Preferences;

/// <summary>
/// Says of bodies that are JSON values of any kind what the types cannot: where their schema is, that their version is the ETag,
/// and what such a value may be.
/// </summary>
internal static class PreferenceOperations
{
    public static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        var isWhole = context.Description.RelativePath?.Contains('{', StringComparison.Ordinal) != true;
        var method = context.Description.HttpMethod;
        if (operation.RequestBody?.Content is { } sent)
        {
            Show(
                sent,
                isWhole
                    ? new JsonObject { ["theme"] = null, ["notifications"] = new JsonObject { ["email"] = true } }
                    : JsonValue.Create(true),
                isWhole);
        }

        if (operation.Responses?.GetValueOrDefault("200") is OpenApiResponse { Content: { } answered } response)
        {
            Show(answered, isWhole || method != "GET" ? Whole() : JsonValue.Create(true), isWhole || method != "GET");
            response.Headers ??= new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal);
            response.Headers["ETag"] = SharedResponses.Header(
                "Names this version, for If-Match and If-None-Match.", JsonSchemaType.String, "\"7\"", required: true);
        }

        if (method == "GET")
        {
            operation.Responses!["304"] = OperationTransformer.NotModified("The client has the current version.", "\"7\"");
            AddTag(operation);
        }

        return Task.CompletedTask;
    }

    /// <summary>Shows the schema as an example of itself, without the part whose references tools would follow as their own.</summary>
    public static Task ShowAsync(OpenApiOperation operation, JsonObject schema)
    {
        var example = schema.DeepClone().AsObject();
        example.Remove("$defs");
        example["properties"]!.AsObject().Remove(PreferenceRules.Custom);
        foreach (var body in operation.Responses!["200"].Content!.Values)
        {
            body.Schema = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                AdditionalProperties = new OpenApiSchema(),
                Description = "A JSON schema (2020-12).",
            };
            body.Example = example.DeepClone();
        }

        return Task.CompletedTask;
    }

    private static JsonObject Whole() => new()
    {
        ["theme"] = "dark",
        ["notifications"] = new JsonObject { ["email"] = true, ["digest"] = "weekly" },
        ["custom"] = new JsonObject { ["editor"] = new JsonObject { ["font"] = "serif" } },
    };

    private static void Show(IDictionary<string, OpenApiMediaType> content, JsonNode example, bool isObject)
    {
        foreach (var body in content.Values)
        {
            body.Example = example.DeepClone();
            body.Schema = new OpenApiSchema
            {
                Type = isObject ? JsonSchemaType.Object : null,
                AdditionalProperties = isObject ? new OpenApiSchema() : null,
                Description = "As `/api/v1/preferences/schema` says.",
            };
        }
    }

    private static void AddTag(OpenApiOperation operation)
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = "If-None-Match",
            In = ParameterLocation.Header,
            Description = "An ETag from an earlier response: unchanged preferences are answered 304 without a body.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            Example = (JsonNode)"\"7\"",
        });
    }
}
