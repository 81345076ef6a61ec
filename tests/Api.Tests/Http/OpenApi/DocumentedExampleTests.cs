using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Agora.Domain.Users;
using Agora.Testing.Contract;

namespace Agora.Api.Tests.Http.OpenApi;

public sealed class DocumentedExampleTests(CommunityFixture api) : IClassFixture<CommunityFixture>
{
    /// <summary>How a request that is not of the documented form is refused.</summary>
    private static readonly string[] Malformed = [
        "validation.failed", "json.malformed", "json.unexpected", "request.body_required", "request.media_type", "auth.grant_type_unknown"];

    [Fact]
    public async Task Every_example_of_a_body_is_accepted_as_it_stands()
    {
        var refusals = new List<string>();
        foreach (var operation in api.Operations)
        {
            foreach (var (mediaType, content) in operation.Operation["requestBody"]?["content"]?.AsObject() ?? [])
            {
                if (mediaType.EndsWith("json", StringComparison.Ordinal))
                {
                    refusals.AddRange(await RefusalAsync(operation, mediaType, content!["example"]!));
                }
            }
        }

        refusals.ShouldBeEmpty();
    }

    [Fact]
    public void Every_example_is_as_its_schema_says()
    {
        using var document = JsonDocument.Parse(api.Document.ToJsonString());
        var wrong = new List<string>();
        foreach (var operation in api.Operations)
        {
            var bodies = operation.Operation["responses"]!.AsObject().Select(r => api.Resolved(r.Value!))
                .Append(operation.Operation["requestBody"])
                .SelectMany(b => b?["content"]?.AsObject().Select(c => c.Value!) ?? []);
            foreach (var described in bodies.Concat(operation.Parameters.Where(p => p["example"] is not null)))
            {
                var check = new JsonSchemaCheck(document.RootElement);
                check.Check(Element(described["schema"]!), Element(described["example"]!), "");
                wrong.AddRange(check.Errors.Select(e => $"{operation}: {e}"));
            }
        }

        wrong.ShouldBeEmpty();
    }

    private async Task<IEnumerable<string>> RefusalAsync(DocumentedOperation operation, string mediaType, JsonNode example)
    {
        var client = await api.SignedInAsync(UserRole.Admin);
        using var request = new HttpRequestMessage(new HttpMethod(operation.Method), api.AddressOf(operation.Path))
        {
            Content = new StringContent(example.ToJsonString(), Encoding.UTF8, mediaType),
        };
        foreach (var header in operation.Parameters.Where(
            p => p["in"]!.GetValue<string>() == "header" && p["required"]?.GetValue<bool>() == true))
        {
            request.Headers.TryAddWithoutValidation(header["name"]!.GetValue<string>(), header["example"]!.GetValue<string>());
        }

        using var response = await client.SendAsync(request);
        var answer = await response.Content.ReadAsStringAsync();
        var isRefused = response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.UnsupportedMediaType
            && Malformed.Contains(JsonNode.Parse(answer)!["code"]!.GetValue<string>(), StringComparer.Ordinal);
        return isRefused || (int)response.StatusCode >= 500 ? [$"{operation} {mediaType}: {answer}"] : [];
    }

    private static JsonElement Element(JsonNode node) => JsonDocument.Parse(node.ToJsonString()).RootElement;
}
