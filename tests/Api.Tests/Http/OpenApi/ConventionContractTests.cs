using System.Text.Json.Nodes;
using Agora.Api.Http.OpenApi;

namespace Agora.Api.Tests.Http.OpenApi;

/// <summary>Conventions that hold for every operation of the document.</summary>
public sealed class ConventionContractTests
{
    /// <summary>Where requests or answers hold credentials, of which nothing may be stored.</summary>
    private const string Credentials = "/api/v1/auth/";

    private static readonly Lazy<Task<string>> Written = new(() => OpenApiDocumentWriter.WriteAsync(CancellationToken.None));

    [Fact]
    public async Task Every_POST_takes_an_idempotency_key_but_those_of_credentials_and_files()
    {
        var posts = (await OperationsAsync()).Where(o => o.Method == "POST").ToList();

        posts.Count.ShouldBeGreaterThan(20);
        foreach (var (_, path, operation) in posts)
        {
            var storesNothing = path.StartsWith(Credentials, StringComparison.Ordinal)
                || path.EndsWith("/erase", StringComparison.Ordinal)
                || path is "/api/v1/media" or "/api/v1/webhooks"
                || path.StartsWith("/api/v1/imports/", StringComparison.Ordinal)
                || path.EndsWith("/rotate-secret", StringComparison.Ordinal);
            Parameters(operation).Contains("Idempotency-Key", StringComparer.Ordinal).ShouldBe(!storesNothing, path);
        }
    }

    [Fact]
    public async Task Operations_with_a_key_document_refusals_and_replayed_responses()
    {
        foreach (var (method, path, operation) in (await OperationsAsync())
            .Where(o => Parameters(o.Operation).Contains("Idempotency-Key", StringComparer.Ordinal)))
        {
            method.ShouldBe("POST", path);
            var answers = operation["responses"]!.AsObject();
            answers.ContainsKey("409").ShouldBeTrue(path);
            answers.ContainsKey("422").ShouldBeTrue(path);
            answers.Where(a => a.Key[0] == '2').ShouldAllBe(a => a.Value!["headers"]!["Idempotency-Replayed"] != null, path);
        }
    }

    [Fact]
    public async Task Every_read_in_JSON_takes_fields_and_every_page_documents_its_links()
    {
        var pages = 0;
        foreach (var (_, path, operation) in (await OperationsAsync())
            .Where(o => o.Method == "GET" && o.Path.StartsWith("/api/", StringComparison.Ordinal)))
        {
            if (operation["responses"]!["200"]?["content"]?["application/json"]?["schema"] is not { } schema)
            {
                continue;
            }

            // Files for other programs.
            if (path.StartsWith("/api/v1/exports/", StringComparison.Ordinal))
            {
                continue;
            }

            Parameters(operation).ShouldContain("fields", path);
            if (schema["$ref"]?.GetValue<string>().EndsWith("Page", StringComparison.Ordinal) == true)
            {
                pages++;
                (operation["responses"]!["200"]!["headers"]?["Link"]).ShouldNotBeNull(path);
            }
        }

        pages.ShouldBeGreaterThan(15);
    }

    [Fact]
    public async Task Every_write_that_answers_with_something_may_be_asked_to_leave_it_out()
    {
        // Tokens are the point of their requests.
        string[] always = ["Login", "RefreshSession"];
        foreach (var (method, path, operation) in (await OperationsAsync())
            .Where(o => o.Method != "GET" && o.Path.StartsWith("/api/", StringComparison.Ordinal)))
        {
            var answers = operation["responses"]!.AsObject()
                .Any(r => r.Key is "200" or "201" && r.Value!["content"]?["application/json"] is not null);
            Parameters(operation).Contains("Prefer", StringComparer.Ordinal)
                .ShouldBe(
                    answers && !always.Contains(operation["operationId"]!.GetValue<string>(), StringComparer.Ordinal), $"{method} {path}");
        }
    }

    [Fact]
    public async Task Every_write_on_something_with_a_tag_takes_If_Match()
    {
        var operations = await OperationsAsync();
        var tagged = operations.Where(o => o.Method == "GET" && HasTag(o.Operation)).Select(o => o.Path).ToHashSet(StringComparer.Ordinal);
        var writes = operations.Where(o => o.Method != "GET" && (tagged.Contains(o.Path) || HasTag(o.Operation))).ToList();

        writes.Count.ShouldBeGreaterThan(20);
        foreach (var (method, path, operation) in writes)
        {
            Parameters(operation).ShouldContain("If-Match", $"{method} {path}");
            operation["responses"]!.AsObject().Select(r => r.Key).ShouldContain("412", $"{method} {path}");
        }

        // A tag that names a version; that of a list is a hash, and no write names it.
        static bool HasTag(JsonNode operation) =>
            operation["responses"]!["200"]?["headers"]?["ETag"]?["description"]?.GetValue<string>()
                .Contains("If-Match", StringComparison.Ordinal) == true;
    }

    [Fact]
    public async Task A_search_term_is_called_q_wherever_there_is_one()
    {
        string[] otherNames = ["search", "term", "terms", "query", "prefix", "text", "words", "filter", "keyword"];
        var operations = await OperationsAsync();

        foreach (var (method, path, operation) in operations)
        {
            Parameters(operation).Intersect(otherNames, StringComparer.OrdinalIgnoreCase).ShouldBeEmpty($"{method} {path}");
        }

        operations.Where(o => Parameters(o.Operation).Contains("q", StringComparer.Ordinal))
            .Select(o => o.Operation["operationId"]!.GetValue<string>())
            .ShouldBe(
                [
                    "GetSearchFeedAsAtom", "GetSearchFeedAsJson", "ListTags", "ListUsers", "SearchPosts", "SearchPostsHybrid",
                    "SuggestTags", "SuggestTitles", "SuggestUsers",
                ],
                ignoreOrder: true);
    }

    private static IEnumerable<string> Parameters(JsonNode operation) =>
        (operation["parameters"]?.AsArray() ?? []).Select(p => p!["name"]!.GetValue<string>());

    private static async Task<IReadOnlyList<(string Method, string Path, JsonNode Operation)>> OperationsAsync() =>
    [
        .. JsonNode.Parse(await Written.Value)!["paths"]!.AsObject().SelectMany(path =>
            path.Value!.AsObject().Select(o => (o.Key.ToUpperInvariant(), path.Key, o.Value!))),
    ];
}
