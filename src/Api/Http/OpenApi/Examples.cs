using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Agora.Api.Http.OpenApi;

/// <summary>
/// Gives every body an example that its own schema describes, so that no example can be forgotten or go stale. A member's
/// name chooses a telling value; where it does not, the type does.
/// </summary>
internal static class Examples
{
    private const int DeepestNesting = 8;

    private const string Id = "0198c5f0-7a3e-7c4b-9a51-1f2e3d4c5b6a", Instant = "2026-01-31T12:00:00.000000Z";

    private static readonly Dictionary<string, string> Texts = new(StringComparer.OrdinalIgnoreCase)
    {
        ["email"] = "ada@example.org",
        ["username"] = "ada",
        ["authorUsername"] = "ada",
        ["fullName"] = "Ada Lovelace",
        ["password"] = "correct horse battery staple",
        ["newPassword"] = "another horse, another staple",
        ["currentPassword"] = "correct horse battery staple",
        ["bio"] = "Writes about engines that weave algebra.",
        ["avatarUrl"] = "https://example.org/ada.png",
        ["title"] = "How engines weave",
        ["body"] = "The engine weaves algebraic patterns as the loom weaves flowers and leaves.",
        ["summary"] = "The engine weaves algebraic patterns.",
        ["excerpt"] = "The engine weaves <b>algebraic</b> patterns.",
        ["language"] = "english",
        ["slug"] = "how-engines-weave",
        ["tag"] = "engines",
        ["tags"] = "engines",
        ["next"] = "q83vEjRWeJASNFZ4kKvN7w",
        ["cursor"] = "q83vEjRWeJASNFZ4kKvN7w",
        ["accessToken"] = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIuLi4ifQ.c2lnbmF0dXJl",
        ["access_token"] = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIuLi4ifQ.c2lnbmF0dXJl",
        ["refreshToken"] = "q83vEjRWeJASNFZ4kKvN7w",
        ["refresh_token"] = "q83vEjRWeJASNFZ4kKvN7w",
        ["token"] = "q83vEjRWeJASNFZ4kKvN7w",
        ["tokenType"] = "Bearer",
        ["token_type"] = "Bearer",
        ["userAgent"] = "Mozilla/5.0",
        ["ip"] = "203.0.113.7",
        ["name"] = "Agora",
        ["path"] = "notifications/email",
        ["status"] = "ok",
        ["environment"] = "Production",
        ["version"] = "0.2.0",
        ["health"] = "/health",
        ["openApi"] = "/openapi/v1.json",
        ["docs"] = "/docs",
        ["posts"] = "/api/v1/posts",
        ["feed"] = "/api/v1/feeds/posts.atom",
        ["alternativeText"] = "A loom with cards hanging above the warp.",
        ["fileName"] = "loom.jpg",
        ["mimeType"] = "image/jpeg",
        ["url"] = "https://example.org/hooks/agora",
        ["eventTypes"] = "post.*",
        ["secret"] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        ["checksum"] = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    };

    public static Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken ct)
    {
        foreach (var operation in document.Paths.Values.SelectMany(p => p.Operations?.Values ?? Enumerable.Empty<OpenApiOperation>()))
        {
            Fill(operation.RequestBody?.Content);
            foreach (var response in operation.Responses?.Values ?? Enumerable.Empty<IOpenApiResponse>())
            {
                Fill(response.Content);
            }

            foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
            {
                if (parameter is { In: ParameterLocation.Path, Example: null, Schema: { } schema })
                {
                    parameter.Example = Value(parameter.Name ?? "", schema, 0);
                }
            }
        }

        return Task.CompletedTask;
    }

    private static void Fill(IDictionary<string, OpenApiMediaType>? content)
    {
        foreach (var body in content?.Values ?? Enumerable.Empty<OpenApiMediaType>())
        {
            if (body is { Example: null, Examples: null, Schema: { } schema })
            {
                body.Example = Value("", schema, 0);
            }
        }
    }

    private static JsonNode? Value(string name, IOpenApiSchema schema, int depth)
    {
        if (depth > DeepestNesting)
        {
            return null;
        }

        if (schema.OneOf is { Count: > 0 } choices)
        {
            return Value(name, choices.First(c => c.Type != JsonSchemaType.Null), depth);
        }

        if (schema.Enum is { Count: > 0 } names)
        {
            return names[0]?.DeepClone();
        }

        return (schema.Type & ~JsonSchemaType.Null) switch
        {
            JsonSchemaType.Object => Object(schema, depth),
            JsonSchemaType.Array => schema.Items is { } items ? new JsonArray(Value(name, items, depth + 1)) : new JsonArray(),
            JsonSchemaType.Integer => schema.Default?.DeepClone() ?? Whole(name, schema),
            JsonSchemaType.Number => 0.5,
            JsonSchemaType.Boolean => schema.Default?.DeepClone() ?? true,
            JsonSchemaType.String => schema.Default?.DeepClone() ?? Text(name, schema),
            _ => new JsonObject(),
        };
    }

    private static JsonObject Object(IOpenApiSchema schema, int depth)
    {
        var example = new JsonObject();
        foreach (var (name, member) in schema.Properties ?? new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal))
        {
            if (member is OpenApiSchema { Metadata: { } metadata } && metadata.ContainsKey(AlternativeToAttribute.Metadata))
            {
                continue;
            }

            example[name] = Value(name, member, depth + 1);
        }

        if (example.Count == 0 && schema.AdditionalProperties is { } values)
        {
            example["mastodon"] = values.Type == JsonSchemaType.String ? "https://social.example.org/@ada" : Value("", values, depth + 1);
        }

        return example;
    }

    private static JsonNode Whole(string name, IOpenApiSchema schema) => name switch
    {
        "version" => 7,
        "expiresIn" or "expires_in" => 600,
        _ when schema.Minimum is { } minimum => int.Parse(minimum, System.Globalization.CultureInfo.InvariantCulture),
        _ => 3,
    };

    private static JsonNode Text(string name, IOpenApiSchema schema) => schema.Format switch
    {
        "uuid" => Id,
        "date-time" => Instant,
        "date" => Instant[..10],
        // A pattern without a choice is its own example.
        _ when schema.Pattern is ['^', .. var only, '$'] && only.All(c => char.IsAsciiLetter(c) || c == '_') => only,
        _ => Texts.GetValueOrDefault(name, "text"),
    };
}
