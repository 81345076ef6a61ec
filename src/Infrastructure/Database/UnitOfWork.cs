using Agora.Application.Common;
using Npgsql;
using Polly;
using Polly.Retry;

namespace Agora.Infrastructure.Database;

/// <summary>
/// One transaction a command. The token stops statements, never the COMMIT: a cancelled commit reports success while the
/// change may exist on this server alone (build/decisions/0008-commit-is-not-cancelled.md).
/// </summary>
internal sealed class UnitOfWork(NpgsqlDataSource dataSource, DbSession session, TimeProvider clock) : IUnitOfWork
{
    /// <summary>How long a COMMIT may take before its outcome is reported as unknown.</summary>
    public static readonly TimeSpan CommitBudget = TimeSpan.FromSeconds(10);

    private readonly ResiliencePipeline retry = new ResiliencePipelineBuilder { TimeProvider = clock }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = arguments => ValueTask.FromResult(
                arguments.Outcome.Exception is { } exception && DatabaseFailures.IsTransientConflict(exception)),
            MaxRetryAttempts = 5,
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromMilliseconds(20),
            MaxDelay = TimeSpan.FromMilliseconds(500),
            UseJitter = true,
        })
        .Build();

    public async Task<T> ExecuteAsync<T>(Func<CancellationToken, Task<T>> work, Func<T, bool> succeeded, CancellationToken ct)
    {
        if (session.InTransaction)
        {
            return await work(ct);
        }

        try
        {
            return await retry.ExecuteAsync(async token => await OnceAsync(work, succeeded, token), ct);
        }
        catch (PostgresException exception) when (DatabaseFailures.IsTransientConflict(exception))
        {
            throw new DependencyException(DatabaseFailures.Contention, exception);
        }
        catch (Exception exception) when (DatabaseFailures.Classify(exception, ct) is { } error)
        {
            throw new DependencyException(error, exception);
        }
    }

    private async Task<T> OnceAsync<T>(Func<CancellationToken, Task<T>> work, Func<T, bool> succeeded, CancellationToken ct)
    {
        var connection = await dataSource.OpenConnectionAsync(ct);
        var keepConnection = false;
        try
        {
            var transaction = await connection.BeginTransactionAsync(ct);
            session.Begin(connection, transaction);
            var result = await work(ct);
            if (succeeded(result))
            {
                keepConnection = !await TryCommitAsync(connection, transaction);
                if (keepConnection)
                {
                    throw new DependencyException(DatabaseFailures.CommitUnknown, inner: null);
                }
            }
            else
            {
                await transaction.RollbackAsync(CancellationToken.None);
            }

            return result;
        }
        finally
        {
            session.End();
            if (!keepConnection)
            {
                await connection.DisposeAsync();
            }
        }
    }

    /// <summary>
    /// False when the outcome is not known in time; the commit then goes on in the background, with its connection. A
    /// server that gives up waiting for its synchronous standby says so only by a warning, which counts as unknown too.
    /// </summary>
    private async Task<bool> TryCommitAsync(NpgsqlConnection connection, NpgsqlTransaction transaction)
    {
        var onThisServerOnly = false;
        void Listen(object sender, NpgsqlNoticeEventArgs notice) =>
            onThisServerOnly |= notice.Notice is { SqlState: "01000" } warning
                && warning.MessageText.StartsWith("canceling wait for synchronous replication", StringComparison.Ordinal);

        connection.Notice += Listen;
        var commit = transaction.CommitAsync(CancellationToken.None);
        try
        {
            await commit.WaitAsync(CommitBudget, clock);
        }
        catch (TimeoutException) when (!commit.IsCompleted)
        {
            _ = commit.ContinueWith(
                _ => connection.DisposeAsync().AsTask(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            return false;
        }
        finally
        {
            connection.Notice -= Listen;
        }

        return onThisServerOnly
            ? throw new DependencyException(DatabaseFailures.CommitUnknown, inner: null)
            : true;
    }
}
