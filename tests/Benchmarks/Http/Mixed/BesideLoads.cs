using System.Net.Http.Headers;
using System.Text;
using Agora.Benchmarks.Http.Data;
using Agora.Benchmarks.Http.Load;
using Agora.Benchmarks.Http.Scenarios;
using Agora.Testing;

namespace Agora.Benchmarks.Http.Mixed;

/// <summary>Heavy requests that run beside plain reads, each kind by a few clients without a pause.</summary>
internal static class BesideLoads
{
    private const int Pictures = 16, PictureWidth = 800, PictureHeight = 600, LargePage = 100;

    public static IReadOnlyDictionary<string, Func<HttpClient, BenchData, Random, CancellationToken, Task>> All { get; } =
        new Dictionary<string, Func<HttpClient, BenchData, Random, CancellationToken, Task>>(StringComparer.Ordinal)
        {
            ["sign-ins by password"] = (client, data, random, ct) =>
                SendAsync(client, SessionScenarios.LoginOf(1 + random.NextInt64(data.Users)), ct),
            ["uploads of pictures"] = UploadAsync,
            ["exports of personal data"] = (client, data, random, ct) =>
                SendAsync(client, HttpCall.Get("/api/v1/users/me/export", AnyReader(data, random)), ct),
            ["pages of 100 posts"] = (client, data, random, ct) => SendAsync(
                client,
                HttpCall.Get($"/api/v1/posts?limit={LargePage}&cursor={data.CursorInPosts(BenchData.AnyPlace(random))}"),
                ct),
        };

    private static readonly Lazy<byte[][]> Files = new(() =>
        [.. Enumerable.Range(0, Pictures).Select(seed => SampleFiles.Png(PictureWidth, PictureHeight, seed))]);

    private static async Task UploadAsync(HttpClient client, BenchData data, Random random, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/media")
        {
            Content = new ByteArrayContent(Files.Value[random.Next(Pictures)]),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", AnyReader(data, random).Token);
        using var response = await client.SendAsync(request, ct);
    }

    private static Identity AnyReader(BenchData data, Random random) =>
        data.Identity(random.Next(BenchData.FirstReader, BenchData.FirstReader + BenchData.Readers));

    private static async Task SendAsync(HttpClient client, HttpCall call, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Parse(call.Method), call.Path);
        if (call.Token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", call.Token);
        }

        if (call.Body is not null)
        {
            request.Content = new StringContent(call.Body, Encoding.UTF8, "application/json");
        }

        using var response = await client.SendAsync(request, ct);
    }
}
