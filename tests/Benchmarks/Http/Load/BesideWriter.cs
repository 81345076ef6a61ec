using System.Globalization;
using Agora.Benchmarks.Http.Cluster;
using Agora.Benchmarks.Http.Data;
using Npgsql;

namespace Agora.Benchmarks.Http.Load;

/// <summary>Writes comments at a steady pace until it is disposed, each a commit of its own with everything that triggers do.</summary>
internal sealed class BesideWriter : IAsyncDisposable
{
    private readonly CancellationTokenSource end = new();
    private readonly Task work;

    /// <param name="rate">Comments a second; 0 for none.</param>
    public BesideWriter(BenchCluster cluster, BenchData data, int rate) =>
        work = rate == 0 ? Task.CompletedTask : WriteAsync(cluster, data, TimeSpan.FromSeconds(1.0 / rate), end.Token);

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await work;
        end.Dispose();
    }

    private static async Task WriteAsync(BenchCluster cluster, BenchData data, TimeSpan pause, CancellationToken ct)
    {
        const string sql = "INSERT INTO app.comments (id, post_id, author_id, body) VALUES ($1, $2, $3, $4)";

        var random = new Random(42);
        await using var connection = await cluster.Superuser.OpenConnectionAsync(CancellationToken.None);
        using var pace = new PeriodicTimer(pause, TimeProvider.System);
        try
        {
            for (var number = 0; await pace.WaitForNextTickAsync(ct); number++)
            {
                await using var command = new NpgsqlCommand(sql, connection);
                command.Parameters.AddWithValue(Guid.CreateVersion7());
                command.Parameters.AddWithValue(data.AnyPost(random));
                command.Parameters.AddWithValue(data.AnyUser(random));
                command.Parameters.AddWithValue(string.Create(CultureInfo.InvariantCulture, $"Beside, number {number}"));
                await command.PrepareAsync(CancellationToken.None);
                await command.ExecuteNonQueryAsync(CancellationToken.None);
            }
        }
        catch (OperationCanceledException)
        {
            // The round is over.
        }
    }
}
