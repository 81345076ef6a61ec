using Agora.Migrations.Connections;
using Npgsql;

namespace Agora.Infrastructure.Database;

/// <summary>
/// Asks whether the database takes changes, over a connection of its own: a busy pool is not an absent database.
/// </summary>
public sealed class DatabaseProbe : IAsyncDisposable
{
    private readonly NpgsqlDataSource source;
    private readonly TimeSpan budget;
    private readonly TimeProvider clock;

    public DatabaseProbe(DatabaseAccess database, TimeSpan budget, TimeProvider clock)
    {
        this.budget = budget;
        this.clock = clock;
        var seconds = (int)Math.Ceiling(budget.TotalSeconds);
        var login = new NpgsqlConnectionStringBuilder(database.Runtime.ConnectionString)
        {
            ApplicationName = "agora health",
            MaxPoolSize = 1,
            Timeout = seconds,
            CommandTimeout = seconds,
            CancellationTimeout = 500,
            NoResetOnClose = database.IsPooled,
        };
        source = new NpgsqlDataSourceBuilder(login.ConnectionString) { Name = "agora-health" }.BuildForPrimary();
    }

    /// <summary>Null when it answers and takes changes; the reason otherwise. Never later than the budget.</summary>
    public async Task<string?> CheckAsync()
    {
        using var deadline = new CancellationTokenSource(budget, clock);
        try
        {
            // Waited for from outside as well: a connection attempt to a silent host does not always heed its token.
            return await QueryAsync(deadline.Token).WaitAsync(budget, clock);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            return "did not answer in time";
        }
        catch (Exception exception) when (DatabaseFailures.Classify(exception, CancellationToken.None) is { } error)
        {
            return exception.InnerException is TimeoutException || error == DatabaseFailures.StatementTimeout
                ? "did not answer in time"
                : "cannot be reached";
        }
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    /// <summary>The connection of the last question may have ended since, which says nothing of the server as it is now.</summary>
    private async Task<string?> QueryAsync(CancellationToken ct)
    {
        try
        {
            return await QueryOnceAsync(ct);
        }
        catch (Exception exception) when (DatabaseFailures.IsLostConnection(exception))
        {
            source.ForgetConnections();
            return await QueryOnceAsync(ct);
        }
    }

    private async Task<string?> QueryOnceAsync(CancellationToken ct)
    {
        await using var command = source.CreateCommand("SELECT pg_is_in_recovery()");
        return await command.ExecuteScalarAsync(ct) is false ? null : "is in recovery and takes no changes";
    }
}
