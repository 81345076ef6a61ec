using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Agora.Domain.Users;

namespace Agora.Api.Tests.Http;

/// <summary>Text that shows nothing, in every text member and text parameter that the API description has.</summary>
public sealed partial class HostileInputTests
{
    private static readonly string[] Invisible =
    [
        "\u200B", "\u200E\u200F", "\u00A0\u3000\u2028", "\uFE0F\u034F\u00AD", "\u3164\uFFA0\u115F", "\u2800", "\U000E0041\U000E007F",
        "\u200B\u2060\u3164\uFE0F\u00AD\u2800\u034F\u00A0\u3000\u180E\uFEFF\u2063",
    ];

    /// <summary>What is compared with something stored, and never stored itself.</summary>
    private static readonly string[] Compared = ["token", "refresh_token", "grant_type", "currentPassword", "ifMatch"];

    public static TheoryData<string, string, string> TextMembers
    {
        get
        {
            var members = new TheoryData<string, string, string>();
            foreach (var (method, path) in Operations.Select(o => ((string)o[0], (string)o[1])))
            {
                foreach (var member in TextsOf(method, path)
                    // So are the values of a statement that is explained.
                    .Where(m => path is not ("/api/v1/auth/login" or "/api/v1/database/statements/{statementId}/explain")
                        && !Compared.Contains(m[^1], StringComparer.Ordinal)))
                {
                    members.Add(method, path, string.Join(' ', member));
                }
            }

            return members;
        }
    }

    [Theory]
    [MemberData(nameof(TextMembers))]
    public async Task Refuses_text_without_a_visible_character(string method, string path, string member)
    {
        var steps = member.Split(' ');
        var client = await api.SignedInAsync(UserRole.Admin);
        var address = await AddressAsync(path, client);
        foreach (var text in Invisible)
        {
            using var request = steps is ["?", var parameter]
                ? new HttpRequestMessage(new HttpMethod(method), $"{address}?{parameter}={Uri.EscapeDataString(text)}")
                {
                    Content = Example(Operation(method, path)) is { } body ? Json(body) : null,
                }
                : new HttpRequestMessage(new HttpMethod(method), address)
                {
                    Content = Json(With(Example(Operation(method, path)), steps, text)),
                };
            if ((Operation(method, path)["parameters"]?.AsArray() ?? [])
                .Any(p => p!["name"]!.GetValue<string>() == "If-Match" && p["required"]?.GetValue<bool>() == true))
            {
                request.Headers.IfMatch.Add(new EntityTagHeaderValue("\"1\""));
            }

            using var response = await client.SendAsync(request);

            var answer = await response.Content.ReadAsStringAsync();
            response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, $"{Escaped(text)} {answer}");
            JsonNode.Parse(answer)!["errors"]!.AsObject().ShouldContain(
                e => e.Key.StartsWith(steps[0] == "?" ? steps[1] : steps[0], StringComparison.Ordinal), $"{Escaped(text)} {answer}");
        }
    }

    [Fact]
    public void Finds_the_text_members_of_requests()
    {
        var found = TextMembers.Select(m => $"{m[0]} {m[1]} {m[2]}").ToList();

        found.ShouldContain("POST /api/v1/posts title");
        found.ShouldContain("POST /api/v1/posts tags []");
        found.ShouldContain("PATCH /api/v1/users/{userId}/profile socialLinks {}");
        found.ShouldContain("POST /api/v1/media ? fileName");
        found.ShouldContain("GET /api/v1/posts/search ? q");
        found.Count.ShouldBeGreaterThan(40);
    }

    private static IEnumerable<string[]> TextsOf(string method, string path)
    {
        var operation = Operation(method, path);
        var schema = (operation["requestBody"]?["content"] as JsonObject)?.First().Value!["schema"];
        var parameters = (operation["parameters"]?.AsArray() ?? [])
            .Where(p => p!["in"]!.GetValue<string>() == "query" && IsText(p["schema"]!))
            .Select(p => p!["name"]!.GetValue<string>())
            .Where(name => name == "q" || (method != "GET" && name != "fields"));
        return (schema is null ? [] : TextsOf(schema, [])).Concat(parameters.Select(name => new[] { "?", name }));
    }

    /// <summary>
    /// As steps: names of members, <c>[]</c> for an item, <c>{}</c> for the value and <c>{key}</c> for the name of a map.
    /// </summary>
    private static readonly string[] Choices = ["oneOf", "anyOf", "allOf"];

    private static IEnumerable<string[]> TextsOf(JsonNode schema, string[] steps)
    {
        if (schema["$ref"]?.GetValue<string>() is { } reference)
        {
            schema = Document.Value["components"]!["schemas"]![reference.Split('/')[^1]]!;
        }

        var nested = (schema["properties"] as JsonObject ?? []).SelectMany(p => TextsOf(p.Value!, [.. steps, p.Key]));
        nested = nested.Concat(Choices.SelectMany(of => schema[of] as JsonArray ?? []).SelectMany(s => TextsOf(s!, steps)));
        nested = schema["items"] is { } items ? nested.Concat(TextsOf(items, [.. steps, "[]"])) : nested;
        nested = schema["additionalProperties"] is JsonObject values && values.Count > 0
            ? nested.Concat(TextsOf(values, [.. steps, "{}"])).Append([.. steps, "{key}"])
            : nested;
        return steps.Length > 0 && IsText(schema) ? nested.Prepend(steps) : nested;
    }

    private static bool IsText(JsonNode schema) =>
        schema["enum"] is null && schema["format"] is null && schema["type"] is { } type
        && (type is JsonArray types ? types.Any(t => t!.GetValue<string>() == "string") : type.GetValue<string>() == "string");

    private static JsonNode With(JsonNode? node, ReadOnlySpan<string> steps, string text)
    {
        if (steps.IsEmpty)
        {
            return JsonValue.Create(text);
        }

        if (steps[0] == "[]")
        {
            return new JsonArray(With((node as JsonArray)?.FirstOrDefault()?.DeepClone(), steps[1..], text));
        }

        var parent = node as JsonObject ?? [];
        switch (steps[0])
        {
            case "{key}":
                parent[text] = "https://example.org/ada";
                break;
            case "{}":
                parent["mastodon"] = With(null, steps[1..], text);
                break;
            default:
                parent[steps[0]] = With(parent[steps[0]]?.DeepClone(), steps[1..], text);
                break;
        }

        return parent;
    }

    private static StringContent Json(JsonNode body) => new(body.ToJsonString(), Encoding.UTF8, "application/json");

    private static string Escaped(string text) => string.Concat(text.Select(c => $"\\u{(int)c:x4}"));
}
