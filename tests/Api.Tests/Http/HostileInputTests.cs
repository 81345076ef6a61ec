using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Agora.Api.Http.OpenApi;
using Agora.Domain.Users;
using Agora.Testing;

namespace Agora.Api.Tests.Http;

/// <summary>
/// Sends rubbish to every operation of the API description, so that an endpoint is tried from the day it exists. None may end in a
/// 5xx, and each refusal is a problem with a code.
/// </summary>
public sealed partial class HostileInputTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const int MaxDepth = 16;

    private static readonly Lazy<JsonNode> Document = new(() =>
        JsonNode.Parse(Task.Run(() => OpenApiDocumentWriter.WriteAsync(CancellationToken.None)).Result)!);

    /// <summary>As JSON, for any member of a body.</summary>
    private static readonly string[] Values =
    [
        "null", "true", "[]", "{}", "0", "-1", "1.0", "1e2", "1e400", "2147483648", "9223372036854775808", "-0", "[null]", "[[]]",
        "{\"a\":1}", "[1]",
        "\"\"", "\" \"", "\"a\\u0000b\"", "\"\\ud800\"", "\"\\udc00x\"", "\"\\u202eevil\\u200b\"", "\"'; DROP TABLE app.users; --\"",
        "\"{{7*7}}\\r\\nX: y\"",
        "\"%' OR 1=1 --\"", "\"0000-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59-14:00\"", "\"NaN\"", "[\"\\u0000\"]", "[\"\\ud800\"]",
        "{\"\\u0000\":\"x\"}",
        "{\"a\":\"\\u0000\"}", "{\"a\":{\"b\":\"\\ud800\"}}", "{\"a\":1e200000}", "{\"a\":1,\"a\":2}",
    ];

    private static readonly string[] Bodies =
    [
        "", " ", "null", "5", "\"text\"", "[]", "{}", "{", "{\"unknownMember\":1}", "{\"a\":1,\"a\":2}", "\u0000", "{}{}",
        "{\"\\ud800\":1}", "NaN", "{'a':1}", "{\"a\":1,}",
    ];

    /// <summary>As they stand in an address.</summary>
    private static readonly string[] Addresses =
    [
        "", "%00", "a%00b", "%ff", "%c0%af", "%ed%a0%80", "%zz", "%20", "%2B5", "-5", "-1", "0", "5%00", "%EF%BC%95", "1e2", "NaN",
        "Infinity", "1e999", "2147483648",
        "9223372036854775808", "%27%3B%20SELECT%20pg_sleep(2)%3B--", "%25", "_", "%5C", "..%2F..%2Fetc%2Fpasswd", "%E2%80%AE%F0%9F%98%80",
        "2024-01-31T00:00:00", "01%2F02%2F2024",
        "9999-12-31T23:59:59-14:00", "null", "true", "%7B%22a%22%3A1%7D", "%7B%22%5Cu0000%22%3A1%7D", "a:*%20%26%20!b%20%7C%20(c",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    ];

    public static TheoryData<string, string> Operations => OperationsWhere(_ => true);

    /// <summary>The client sends no body with a GET.</summary>
    public static TheoryData<string, string> OperationsWithBodies => OperationsWhere(method => method != "get");

    [Theory]
    [MemberData(nameof(OperationsWithBodies))]
    public async Task Survives_hostile_bodies(string method, string path)
    {
        var operation = Operation(method, path);
        var client = await api.SignedInAsync(UserRole.Admin);
        var address = await AddressAsync(path, client);
        foreach (var body in AllBodies(operation))
        {
            await ProbeAsync(client, method, address, body, "application/json");
        }

        foreach (var contentType in new[] { "text/plain", "application/json; charset=utf-7", "application/json; charset=utf-16",
            "multipart/form-data; boundary=x", "nonsense", "application/x-www-form-urlencoded" })
        {
            await ProbeAsync(client, method, address, "{}"u8.ToArray(), contentType);
        }
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Survives_hostile_parameters(string method, string path)
    {
        var client = await api.SignedInAsync(UserRole.Admin);
        var address = await AddressAsync(path, client);
        var body = Encoding.UTF8.GetBytes(Example(Operation(method, path))?.ToJsonString() ?? "");
        var names = (Operation(method, path)["parameters"]?.AsArray() ?? [])
            .Where(p => p!["in"]!.GetValue<string>() == "query").Select(p => p!["name"]!.GetValue<string>());
        foreach (var name in names.Append("unknownParameter"))
        {
            foreach (var value in Addresses)
            {
                await ProbeAsync(client, method, $"{address}?{name}={value}", body, "application/json");
            }

            await ProbeAsync(client, method, $"{address}?{name}=1&{name}=2", body, "application/json");
            await ProbeAsync(client, method, $"{address}?{name}={new string('a', 4000)}", body, "application/json");
        }
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Survives_hostile_places_and_headers(string method, string path)
    {
        var client = await api.SignedInAsync(UserRole.Admin);
        var address = await AddressAsync(path, client);
        var body = Encoding.UTF8.GetBytes(Example(Operation(method, path))?.ToJsonString() ?? "");
        if (path.Contains('{', StringComparison.Ordinal))
        {
            foreach (var value in Addresses.Where(v => v.Length > 0))
            {
                await ProbeAsync(client, method, Filled(path, value), body, "application/json");
            }
        }

        foreach (var (header, value) in new[]
        {
            ("If-Match", "\"\""), ("If-Match", "*"), ("If-Match", "\"-1\""), ("If-Match", "\"99999999999999999999\""),
            ("If-Match", "\"1-\""), ("If-None-Match", "garbage"),
            ("If-None-Match", "W/\"1\", *"), ("Idempotency-Key", new string('k', 300)), ("Accept", "nonsense"),
            ("Accept-Encoding", "br;q=nonsense"), ("X-Request-Id", "\"<script>"),
            ("traceparent", "nonsense"), ("Range", "bytes=0-1"), ("Origin", "null"), ("Cookie", "a=b; a=c"),
            ("X-HTTP-Method-Override", "DELETE"), ("Content-Encoding", "gzip"),
        })
        {
            await ProbeAsync(client, method, address, body, "application/json", (header, value));
        }
    }

    private static TheoryData<string, string> OperationsWhere(Func<string, bool> isMeant)
    {
        var operations = new TheoryData<string, string>();
        foreach (var (path, methods) in Document.Value["paths"]!.AsObject())
        {
            foreach (var (method, _) in methods!.AsObject().Where(m => isMeant(m.Key)))
            {
                operations.Add(method.ToUpperInvariant(), path);
            }
        }

        return operations;
    }

    private async Task ProbeAsync(
        HttpClient client, string method, string address, byte[] body, string contentType, (string Name, string Value)? header = null)
    {
        using var request = new HttpRequestMessage(
            new HttpMethod(method), new Uri(
                api.Address + address[1..], new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (method is not "GET")
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        if (method is "PATCH" && header?.Name != "If-Match")
        {
            request.Headers.IfMatch.Add(new EntityTagHeaderValue("\"1\""));
        }

        if (header is { } extra && !request.Headers.TryAddWithoutValidation(extra.Name, extra.Value))
        {
            request.Content?.Headers.TryAddWithoutValidation(extra.Name, extra.Value);
        }

        using var response = await client.SendAsync(request);

        var sent = $"{method} {address} {contentType} {header} {Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 200)))}";
        ((int)response.StatusCode).ShouldBeLessThan(500, sent);
        if (response.StatusCode >= HttpStatusCode.BadRequest)
        {
            var answer = await response.Content.ReadAsStringAsync();
            if (answer.Length == 0 && address.Split('?')[0].Contains("%00", StringComparison.Ordinal))
            {
                // Kestrel refuses such an address itself, before anything of ours runs.
                return;
            }

            (response.Content.Headers.ContentType?.MediaType).ShouldBe("application/problem+json", sent + answer);
            JsonNode.Parse(answer)!["code"]!.GetValue<string>().ShouldNotBeNullOrEmpty(sent + answer);
        }
    }

    private static IEnumerable<byte[]> AllBodies(JsonNode operation)
    {
        foreach (var body in Bodies)
        {
            yield return Encoding.UTF8.GetBytes(body);
        }

        yield return [0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d];
        yield return [0xef, 0xbb, 0xbf, 0x7b, 0x7d];
        yield return Encoding.Unicode.GetBytes("{}");
        foreach (var depth in new[] { MaxDepth, MaxDepth + 1, 5000 })
        {
            yield return Encoding.ASCII.GetBytes(new string('[', depth) + new string(']', depth));
        }

        if (Example(operation) is not JsonObject example)
        {
            yield break;
        }

        foreach (var (member, _) in example)
        {
            foreach (var value in Values)
            {
                yield return With(example, member, value);
            }

            yield return With(example, member, $"\"{new string('a', 100_000)}\"");
            yield return With(example, member, $"[{string.Join(',', Enumerable.Repeat("\"a\"", 10_000))}]");
            yield return With(
                example, member, string.Concat(Enumerable.Repeat("{\"a\":", MaxDepth + 4)) + "1" + new string('}', MaxDepth + 4));
            yield return With(example, member.ToUpperInvariant(), "1");
        }
    }

    // By hand, because the serializer would not write such values.
    private static byte[] With(JsonObject example, string member, string value)
    {
        var members = example.Where(m => m.Key != member)
            .Select(m => $"{JsonSerializer.Serialize(m.Key)}:{m.Value?.ToJsonString() ?? "null"}");
        return Encoding.UTF8.GetBytes($"{{{string.Join(',', members.Append($"{JsonSerializer.Serialize(member)}:{value}"))}}}");
    }

    private static JsonNode Operation(string method, string path) => Document.Value["paths"]![path]![method.ToLowerInvariant()]!;

    private static JsonNode? Example(JsonNode operation) =>
        (operation["requestBody"]?["content"] as JsonObject)?.First().Value!["example"]?.DeepClone();

    /// <summary>The address of something that is there.</summary>
    private static async Task<string> AddressAsync(string path, TestClient client)
    {
        if (path.Contains("{userId}", StringComparison.Ordinal))
        {
            return Filled(path, client.UserId.ToString());
        }

        if (path.Contains("{postId}", StringComparison.Ordinal) || path.Contains("{commentId}", StringComparison.Ordinal))
        {
            var post = await CreateAsync(client, "/api/v1/posts", Example(Operation("POST", "/api/v1/posts"))!);
            return path.Contains("{commentId}", StringComparison.Ordinal)
                ? Filled(path, await CreateAsync(client, $"/api/v1/posts/{post}/comments", new JsonObject { ["body"] = "One" }))
                : Filled(path, post);
        }

        if (path.Contains("{taskId}", StringComparison.Ordinal))
        {
            return Filled(path, await CreateAsync(client, "/api/v1/tasks", new JsonObject { ["title"] = "One" }));
        }

        return Filled(path, path.Contains("Id}", StringComparison.Ordinal) ? Guid.NewGuid().ToString() : "engines");
    }

    private static async Task<string> CreateAsync(TestClient client, string address, JsonNode body)
    {
        using var created = await client.PostAsync(address, new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"));
        return JsonNode.Parse(await created.Content.ReadAsStringAsync())!["id"]?.ToString() ?? Guid.NewGuid().ToString();
    }

    private static string Filled(string path, string value) => string.Join('/', path.Split('/').Select(part => part switch
    {
        "{number}" when Guid.TryParse(value, out _) => "1",
        ['{', ..] => value,
        _ => part,
    }));
}
