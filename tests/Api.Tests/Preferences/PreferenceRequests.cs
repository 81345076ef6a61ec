using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Agora.Testing;

namespace Agora.Api.Tests.Preferences;

/// <summary>How people speak to their preferences.</summary>
internal static class PreferenceRequests
{
    public const string Mine = "/api/v1/users/me/preferences";

    public static Task<HttpResponseMessage> MergeAsync(this TestClient person, string patch, int version) =>
        person.SendAsync(HttpMethod.Patch, Mine, patch, version);

    public static Task<HttpResponseMessage> SetAsync(this TestClient person, string path, string value, int? version = null) =>
        person.SendAsync(HttpMethod.Put, $"{Mine}/{path}", value, version);

    public static Task<HttpResponseMessage> RemoveAsync(this TestClient person, string path, int? version = null) =>
        person.SendAsync(HttpMethod.Delete, $"{Mine}/{path}", null, version);

    public static async Task<JsonElement> ReadAsync(this TestClient person, string path = "") =>
        await person.GetAsync(path.Length == 0 ? Mine : $"/api/v1/users/me/preferences/{path}") is { IsSuccessStatusCode: true } response
            ? await response.JsonAsync()
            : default;

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonDocument.Parse(text).RootElement;
    }

    private static async Task<HttpResponseMessage> SendAsync(
        this TestClient person, HttpMethod method, string address, string? body, int? version)
    {
        using var request = new HttpRequestMessage(method, address);
        if (body is not null)
        {
            var type = method == HttpMethod.Patch ? "application/merge-patch+json" : "application/json";
            request.Content = new StringContent(body, Encoding.UTF8, type);
        }

        if (version is not null)
        {
            request.Headers.IfMatch.Add(new EntityTagHeaderValue($"\"{version}\""));
        }

        return await person.SendAsync(request);
    }
}
