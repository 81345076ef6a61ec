using Agora.Infrastructure.Database;
using Npgsql;

namespace Agora.Api.Health;

/// <param name="Status"><c>ok</c> or <c>failed</c>.</param>
internal sealed record HealthCheck(string Name, string Status, double Milliseconds, string? Reason);

internal sealed record ReadinessReport(bool Ready, IReadOnlyList<HealthCheck> Checks);

/// <summary>
/// Asks what a request would need. One answer serves everybody who asks within a second, so that probing costs one connection,
/// which is the probe's own: a busy pool is not an absent database.
/// </summary>
internal sealed class Readiness : IAsyncDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly NpgsqlDataSource probe;
    private readonly HealthOptions options;
    private readonly HealthState state;
    private readonly TimeProvider clock;
    private readonly Lock gate = new();
    private Task<ReadinessReport>? latest;
    private long latestAt;

    public Readiness(DatabaseAccess database, HealthOptions options, HealthState state, TimeProvider clock)
    {
        this.options = options;
        this.state = state;
        this.clock = clock;
        var login = new NpgsqlConnectionStringBuilder(database.Runtime.ConnectionString)
        {
            ApplicationName = "agora health",
            MaxPoolSize = 1,
            Timeout = options.DatabaseTimeoutSeconds,
            CommandTimeout = options.DatabaseTimeoutSeconds,
            CancellationTimeout = 500,
        };
        probe = NpgsqlDataSource.Create(login);
    }

    public Task<ReadinessReport> AskAsync()
    {
        lock (gate)
        {
            if (latest is null || (latest.IsCompleted && clock.GetElapsedTime(latestAt) >= Fresh))
            {
                latestAt = clock.GetTimestamp();
                latest = CheckAsync();
            }

            return latest;
        }
    }

    public ValueTask DisposeAsync() => probe.DisposeAsync();

    private async Task<ReadinessReport> CheckAsync()
    {
        var checks = new[] { await MeasureAsync("database", DatabaseAsync), await MeasureAsync("disk", DiskAsync) };
        return new ReadinessReport(checks.All(c => c.Status == "ok") && state is { IsStarted: true, IsStopping: false }, checks);
    }

    private async Task<HealthCheck> MeasureAsync(string name, Func<Task<string?>> check)
    {
        var started = clock.GetTimestamp();
        var reason = await check();
        return new HealthCheck(name, reason is null ? "ok" : "failed", clock.GetElapsedTime(started).TotalMilliseconds, reason);
    }

    private async Task<string?> DatabaseAsync()
    {
        var budget = TimeSpan.FromSeconds(options.DatabaseTimeoutSeconds);
        using var deadline = new CancellationTokenSource(budget, clock);
        try
        {
            // Waited for from outside as well: a connection attempt to a silent host does not always heed its token.
            return await AskDatabaseAsync(deadline.Token).WaitAsync(budget, clock);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            return "did not answer in time";
        }
        catch (NpgsqlException exception)
        {
            return exception.InnerException is TimeoutException ? "did not answer in time" : "cannot be reached";
        }
    }

    private async Task<string?> AskDatabaseAsync(CancellationToken ct)
    {
        await using var command = probe.CreateCommand("SELECT pg_is_in_recovery()");
        return await command.ExecuteScalarAsync(ct) is false ? null : "is in recovery and takes no changes";
    }

    private Task<string?> DiskAsync()
    {
        try
        {
            var drive = new DriveInfo(options.DiskPath ?? Path.GetTempPath());
            var used = 100.0 * (drive.TotalSize - drive.AvailableFreeSpace) / drive.TotalSize;
            return Task.FromResult(used < options.DiskMaxPercent ? null : "is nearly full");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Task.FromResult<string?>("cannot be measured");
        }
    }
}
