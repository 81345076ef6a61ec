using System.Net;
using System.Text.Json.Nodes;
using Agora.Api.Configuration;
using Agora.Infrastructure.Backups;
using Agora.Infrastructure.Database;

namespace Agora.Api.Cli;

/// <summary>
/// A host on a free port that serves a restored database: without jobs, and with its logs off, because sessions there are read-only.
/// </summary>
internal sealed class RestoredAgora(TimeProvider clock) : IRestoredAgora
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private static readonly string[] Arguments =
        ["--Server:Address=127.0.0.1", "--Server:Port=0", "--Jobs:Workers=0", "--Monitoring:SampleSeconds=0"];

    public async Task<IReadOnlyList<string>> AskAsync(
        DatabaseAccess access, IReadOnlyDictionary<Guid, string> posts, CancellationToken ct)
    {
        await using var host = AgoraHost.Build(Arguments, access, builder =>
        {
            Settings.AddSources(builder.Configuration, Arguments);
            builder.Logging.ClearProviders();
        });
        await host.StartAsync(ct);
        using var reader = new HttpClient { BaseAddress = new Uri(host.Urls.First()), Timeout = ReadyWithin };
        try
        {
            return await IsReadyAsync(reader, ct)
                ? await WrongAsync(reader, posts, ct)
                : ["Agora does not start on the restored copy."];
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            return [$"Agora does not answer on the restored copy: {exception.Message}"];
        }
    }

    private static async Task<IReadOnlyList<string>> WrongAsync(
        HttpClient reader, IReadOnlyDictionary<Guid, string> posts, CancellationToken ct)
    {
        var wrong = new List<string>();
        foreach (var (id, title) in posts)
        {
            using var response = await reader.GetAsync(new Uri($"/api/v1/posts/{id}", UriKind.Relative), ct);
            var served = response.StatusCode == HttpStatusCode.OK
                ? (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync(ct))!["title"]
                : null;
            if (served != title)
            {
                wrong.Add($"The post {id} is not served from the restored copy ({(int)response.StatusCode}).");
            }
        }

        return wrong;
    }

    private async Task<bool> IsReadyAsync(HttpClient reader, CancellationToken ct)
    {
        var started = clock.GetTimestamp();
        while (clock.GetElapsedTime(started) < ReadyWithin)
        {
            using var response = await reader.GetAsync(new Uri("/health/ready", UriKind.Relative), ct);
            if (response.IsSuccessStatusCode)
            {
                return true;
            }

            await Task.Delay(Pause, clock, ct);
        }

        return false;
    }
}
