using System.Text.Json.Nodes;
using Agora.Api.Http.OpenApi;
using Agora.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Api.Tests.Http.OpenApi;

public sealed class DocumentTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static readonly Lazy<Task<string>> Written = new(() => OpenApiDocumentWriter.WriteAsync(CancellationToken.None));

    [Fact]
    [Trait("Category", "Generated")]
    public async Task The_committed_document_is_current() => Generated.ShouldBeCurrent("src/Api/openapi.json", await Written.Value);

    [Fact]
    public async Task Is_the_same_each_time_it_is_written() =>
        (await OpenApiDocumentWriter.WriteAsync(CancellationToken.None)).ShouldBe(await Written.Value);

    [Fact]
    public async Task Describes_every_endpoint_and_no_other()
    {
        var served = api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is null)
            .SelectMany(
                e => (e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []).Select(m => $"{m} {Template(e.RoutePattern)}"));
        var described = (await OperationsAsync()).Select(o => $"{o.Method} {o.Path}");

        described.Order(StringComparer.Ordinal).ShouldBe(served.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_operation_says_what_it_does_how_it_refuses_and_shows_an_example()
    {
        foreach (var (method, path, operation) in await OperationsAsync())
        {
            var name = $"{method} {path}";
            (operation["summary"]?.GetValue<string>()).ShouldNotBeNullOrEmpty(name);
            (operation["operationId"]?.GetValue<string>()).ShouldNotBeNullOrEmpty(name);
            operation["tags"]!.AsArray().ShouldHaveSingleItem(name);
            operation["security"].ShouldNotBeNull(name);

            var responses = operation["responses"]!.AsObject();
            responses.ShouldContain(r => r.Key.StartsWith('2'), name);
            responses.ShouldContain(r => r.Key.StartsWith('4'), name);
            responses.ShouldContain(r => r.Key == "500", name);
            foreach (var content in responses.Select(r => r.Value!["content"]).Append(operation["requestBody"]?["content"])
                .OfType<JsonObject>())
            {
                content.ShouldAllBe(c => c.Value!["example"] != null, name);
            }
        }
    }

    [Fact]
    public async Task Every_operation_tells_in_sentences_what_its_summary_does_not()
    {
        foreach (var (method, path, operation) in await OperationsAsync())
        {
            var description = operation["description"]?.GetValue<string>();
            description.ShouldNotBeNullOrWhiteSpace($"{method} {path}");
            description.ShouldEndWith(".", Case.Sensitive, $"{method} {path}");
            description.ShouldNotContain(operation["summary"]!.GetValue<string>(), Case.Insensitive, $"{method} {path}");
        }
    }

    [Fact]
    public async Task Every_refusal_is_a_problem_document()
    {
        var document = JsonNode.Parse(await Written.Value)!;

        foreach (var (_, response) in document["components"]!["responses"]!.AsObject())
        {
            response!["content"]!.AsObject().Select(c => c.Key).ShouldBe(["application/problem+json"]);
        }

        document["components"]!["responses"]!["TooManyRequests"]!["headers"]!["Retry-After"].ShouldNotBeNull();
        document["components"]!["responses"]!["Unavailable"]!["headers"]!["Retry-After"].ShouldNotBeNull();
    }

    [Fact]
    public async Task Every_whole_number_of_a_list_has_its_bounds()
    {
        var bare = (await OperationsAsync())
            .SelectMany(o => (o.Operation["parameters"]?.AsArray() ?? []).Select(p => (o.Method, o.Path, Parameter: p!)))
            .Where(p => p.Parameter["schema"]?["type"]?.ToString() == "integer")
            .Where(p => p.Parameter["schema"]!["minimum"] is null || p.Parameter["schema"]!["maximum"] is null)
            .Select(p => $"{p.Method} {p.Path} {p.Parameter["name"]}");

        bare.ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_patch_names_the_version_it_edits()
    {
        foreach (var (_, path, operation) in (await OperationsAsync()).Where(o => o.Method == "PATCH"))
        {
            var header = operation["parameters"]!.AsArray().Single(p => p!["name"]!.GetValue<string>() == "If-Match");
            header!["required"]!.GetValue<bool>().ShouldBeTrue(path);
            operation["responses"]!.AsObject().Select(r => r.Key).ShouldContain("412", path);
            operation["responses"]!.AsObject().Select(r => r.Key).ShouldContain("428", path);
            operation["requestBody"]!["content"]!.AsObject().Select(c => c.Key).ShouldContain("application/merge-patch+json", path);
        }
    }

    private static async Task<IReadOnlyList<(string Method, string Path, JsonNode Operation)>> OperationsAsync() =>
    [
        .. JsonNode.Parse(await Written.Value)!["paths"]!.AsObject().SelectMany(path =>
            path.Value!.AsObject().Select(o => (o.Key.ToUpperInvariant(), path.Key, o.Value!))),
    ];

    private static string Template(RoutePattern pattern)
    {
        var path = string.Join('/', pattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
            RoutePatternSeparatorPart separator => separator.Content,
            _ => "?",
        }))));
        return "/" + path;
    }
}
