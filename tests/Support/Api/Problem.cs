using System.Net;
using System.Text.Json;
using Shouldly;

namespace Agora.Testing;

/// <summary>What every refusal looks like.</summary>
public static class Problem
{
    /// <summary>Asserts an RFC 9457 document of this status and code, and returns it for closer looks.</summary>
    public static async Task<JsonElement> AssertAsync(HttpResponseMessage response, HttpStatusCode status, string code)
    {
        ArgumentNullException.ThrowIfNull(response);
        var body = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(status, body);
        (response.Content.Headers.ContentType?.MediaType).ShouldBe("application/problem+json", body);

        var document = JsonDocument.Parse(body).RootElement;
        document.GetProperty("code").GetString().ShouldBe(code, body);
        document.GetProperty("status").GetInt32().ShouldBe((int)status, body);
        document.GetProperty("type").GetString().ShouldBe($"urn:agora:problem:{code}", body);
        document.GetProperty("title").GetString().ShouldNotBeNullOrEmpty(body);
        return document;
    }

    /// <summary>The messages for one member of the input.</summary>
    public static IReadOnlyList<string> Errors(this JsonElement problem, string field) =>
        [.. problem.GetProperty("errors").GetProperty(field).EnumerateArray().Select(m => m.GetString()!)];
}
