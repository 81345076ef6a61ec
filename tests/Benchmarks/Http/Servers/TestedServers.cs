using System.Globalization;
using Agora.Benchmarks.Http.Cluster;

namespace Agora.Benchmarks.Http.Servers;

/// <summary>Agora as it runs in production, with rate limits off, and the bare server, on the same cluster.</summary>
internal sealed class TestedServers(TestedServer agora, TestedServer bare) : IAsyncDisposable
{
    public TestedServer Agora => agora;

    public TestedServer Bare => bare;

    public static async Task<TestedServers> StartAsync(HttpBenchOptions options, BenchCluster cluster, CancellationToken ct)
    {
        var agora = await TestedServer.StartAsync(
            [options.Agora, "serve"],
            "/health/ready",
            (start, port) =>
            {
                cluster.Environment(start);
                start.Environment["PORT"] = port.ToString(CultureInfo.InvariantCulture);
                start.Environment["Server__Address"] = "127.0.0.1";
                start.Environment["RateLimits__Enabled"] = "false";
                // What a new database is prepared for in the background, for some minutes, is not what is measured.
                start.Environment["Embeddings__Provider"] = "Off";
                start.Environment["Jobs__Workers"] = "0";
                start.Environment["Media__Folder"] = Path.Combine(cluster.Folder, "media");
            },
            cluster.Folder,
            ct);
        try
        {
            var bare = await TestedServer.StartAsync(
                [options.Bare],
                "/health",
                (start, port) =>
                {
                    start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
                    start.Environment["URLS"] = $"http://127.0.0.1:{port}";
                    start.Environment["Database"] = cluster.OwnerConnectionString;
                },
                cluster.Folder,
                ct);
            return new TestedServers(agora, bare);
        }
        catch
        {
            await agora.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await agora.DisposeAsync();
        await bare.DisposeAsync();
    }
}
