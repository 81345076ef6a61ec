using System.Text.Json;
using Agora.Benchmarks.Http.Load;
using Agora.Benchmarks.Http.Scenarios;
using Agora.Benchmarks.Http.Servers;

namespace Agora.Benchmarks.Http;

/// <summary>Compares the ids in answers of Agora and of the bare server: a comparison of speed is worth nothing when they differ.</summary>
internal static class SameAnswers
{
    private const int Samples = 5;

    public static async Task CheckAsync(Scenario scenario, IReadOnlyList<HttpCall> calls, TestedServers servers, CancellationToken ct)
    {
        using var client = new HttpClient();
        foreach (var call in calls.Where(c => c.Method == "GET").Take(Samples))
        {
            var agora = await IdsAsync(client, new Uri(servers.Agora.Address, call.Path), call, ct);
            var bare = await IdsAsync(client, new Uri(servers.Bare.Address, call.BarePath ?? call.Path), call, ct);
            if (!agora.SequenceEqual(bare))
            {
                Console.Error.WriteLine($"{scenario.Name}: the answers to {call.Path} differ.");
                Console.Error.WriteLine($"  Agora: {string.Join(' ', agora)}");
                Console.Error.WriteLine($"  bare:  {string.Join(' ', bare)}");
            }
        }
    }

    /// <summary>Of the items of a page, or of the one that was asked for.</summary>
    internal static IReadOnlyList<string> Ids(JsonElement answer) => answer.TryGetProperty("items", out var items)
        ? [.. items.EnumerateArray().Select(i => i.TryGetProperty("post", out var post) ? Id(post) : Id(i))]
        : [Id(answer)];

    private static async Task<IReadOnlyList<string>> IdsAsync(HttpClient client, Uri address, HttpCall call, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (call.Token is not null)
        {
            request.Headers.Authorization = new("Bearer", call.Token);
            request.Headers.Add("X-User", call.Caller.ToString());
        }

        using var response = await client.SendAsync(request, ct);
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync(ct));
        return Ids(body.RootElement);
    }

    private static string Id(JsonElement element) => element.TryGetProperty("id", out var id) ? id.GetString()! : "";
}
