using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Agora.Api.Tests.Media;

/// <summary>A file as the API answered it.</summary>
internal sealed record SentMedia(HttpResponseMessage Response, JsonElement Body)
{
    public Guid Id => Body.GetProperty("id").GetGuid();

    public string ETag => Response.Headers.ETag!.Tag;

    public string Checksum => Body.GetProperty("checksum").GetString()!;

    public static async Task<SentMedia> ReadAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(expected, text);
        return new SentMedia(response, JsonDocument.Parse(text).RootElement);
    }
}

internal static class MediaRequests
{
    public static Task<HttpResponseMessage> SendFileAsync(
        this HttpClient client, byte[] bytes, string query = "", string type = "application/octet-stream")
    {
        var body = new ByteArrayContent(bytes);
        body.Headers.ContentType = new MediaTypeHeaderValue(type);
        return client.PostAsync($"/api/v1/media{query}", body);
    }

    public static async Task<SentMedia> UploadAsync(this HttpClient client, byte[] bytes, string query = "") =>
        await SentMedia.ReadAsync(await client.SendFileAsync(bytes, query), HttpStatusCode.Created);

    public static Task<HttpResponseMessage> ContentAsync(this HttpClient client, Guid mediaId) =>
        client.GetAsync($"/api/v1/media/{mediaId}/content");

    public static async Task<HttpResponseMessage> PatchMediaAsync(this HttpClient client, Guid mediaId, string? ifMatch, string patch)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"/api/v1/media/{mediaId}")
        {
            Content = new StringContent(patch, new MediaTypeHeaderValue("application/merge-patch+json")),
        };
        if (ifMatch is not null)
        {
            request.Headers.IfMatch.Add(new EntityTagHeaderValue(ifMatch));
        }

        return await client.SendAsync(request);
    }
}
