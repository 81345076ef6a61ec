using System.Data;
using Agora.Application.Common;
using Agora.Infrastructure.Database.Pooling;
using Agora.Infrastructure.EventLog;
using Agora.Migrations.Connections;
using Npgsql;

namespace Agora.Infrastructure.Database;

/// <summary>
/// One transaction a command. The token stops statements, never the COMMIT: a cancelled commit reports success while the
/// change may exist on this server alone (build/decisions/0008-commit-is-not-cancelled.md).
/// </summary>
internal sealed class UnitOfWork(
    DatabaseAccess access,
    NpgsqlDataSource dataSource,
    DbSession session,
    AdmissionScope current,
    ConflictRetry retry,
    EventSignal events,
    ActorContext context,
    TimeProvider clock) : IUnitOfWork
{
    /// <summary>How long a COMMIT may take before its outcome is reported as unknown.</summary>
    public static readonly TimeSpan CommitBudget = TimeSpan.FromSeconds(10);

    public async Task<T> ExecuteAsync<T>(Func<CancellationToken, Task<T>> work, Func<T, bool> succeeded, CancellationToken ct)
    {
        if (session.InTransaction)
        {
            return await work(ct);
        }

        try
        {
            return await retry.Pipeline.ExecuteAsync(async token => await OnOpenConnectionAsync(work, succeeded, token), ct);
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

    /// <summary>
    /// A pooled connection may have ended since it was last used, which shows at the first statement. Work that got no answer yet is
    /// begun again on a new connection, once; later losses are the caller's to know.
    /// </summary>
    private async Task<T> OnOpenConnectionAsync<T>(Func<CancellationToken, Task<T>> work, Func<T, bool> succeeded, CancellationToken ct)
    {
        using var place = await current.EnterAsync();
        var connection = await dataSource.OpenConnectionAsync(ct);
        try
        {
            return await OnceAsync(connection, work, succeeded, ct);
        }
        catch (Exception exception) when (!session.WasAnswered
            && DatabaseFailures.IsLostConnection(exception)
            && !ct.IsCancellationRequested)
        {
            dataSource.ForgetConnections();
        }

        return await OnceAsync(await dataSource.OpenConnectionAsync(ct), work, succeeded, ct);
    }

    private async Task<T> OnceAsync<T>(
        NpgsqlConnection connection, Func<CancellationToken, Task<T>> work, Func<T, bool> succeeded, CancellationToken ct)
    {
        var keepConnection = false;
        var hasFailed = true;
        NpgsqlTransaction? transaction = null;
        try
        {
            transaction = await connection.BeginTransactionAsync(ct);
            session.Begin(connection, transaction);
            var result = await work(ct);
            if (succeeded(result))
            {
                keepConnection = !await TryCommitAsync(connection, transaction);
                if (keepConnection)
                {
                    throw new DependencyException(DatabaseFailures.CommitUnknown, inner: null);
                }

                events.Committed(isRequest: context.Request is not null);
            }
            else
            {
                await transaction.RollbackAsync(CancellationToken.None);
            }

            hasFailed = session.HasFailed;
            return result;
        }
        finally
        {
            session.End();
            if (!keepConnection)
            {
                await CloseAsync(connection, access.IsPooled && hasFailed ? transaction : null);
            }
        }
    }

    /// <summary>Rolls back what is open. A session that has ended did so itself, and its failure would hide that of the command.</summary>
    /// <param name="failed">A transaction behind a pooler in which a statement failed.</param>
    private static async Task CloseAsync(NpgsqlConnection connection, NpgsqlTransaction? failed)
    {
        try
        {
            if (failed is not null)
            {
                await failed.DisposeAsync();
                PoolerModes.Forget(connection);
            }

            await connection.DisposeAsync();
        }
        catch (Exception exception) when (DatabaseFailures.IsLostConnection(exception))
        {
            // Npgsql does not return the connection to the pool.
        }
    }

    /// <summary>
    /// False when the outcome is not known in time; the commit then continues in the background, with its connection. A failure that does
    /// not prove the rollback is unknown as well, and so is the warning by which a server gives up waiting for its synchronous standby.
    /// </summary>
    private async Task<bool> TryCommitAsync(NpgsqlConnection connection, NpgsqlTransaction transaction)
    {
        if (connection.State != ConnectionState.Open)
        {
            // Lost before COMMIT was sent: the server has rolled back.
            throw new DependencyException(DatabaseFailures.Away, inner: null);
        }

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
        catch (Exception exception) when (!DatabaseFailures.ProvesRollback(exception))
        {
            throw new DependencyException(DatabaseFailures.CommitUnknown, exception);
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
