using Agora.Application.Common;
using Agora.Migrations.Connections;
using Npgsql;

namespace Agora.Infrastructure.Database;

/// <summary>
/// A question to the database that many ask at once. A commit before a call shows in its answer. One round trip serves all callers who
/// asked before it began, so a thousand callers cost about a hundred round trips.
/// </summary>
/// <param name="sql">Gives one text.</param>
internal sealed class SharedCheck(NpgsqlDataSource dataSource, string sql) : IAsyncDisposable
{
    private readonly Lock gate = new();
    private NpgsqlConnection? connection;
    private TaskCompletionSource<string>? running;
    private TaskCompletionSource<string>? next;

    public Task<string> CurrentAsync(CancellationToken ct)
    {
        TaskCompletionSource<string> mine;
        lock (gate)
        {
            // A check that is already running may miss commits before this call.
            if (running is not null)
            {
                return (next ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(ct);
            }

            mine = running = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        // The check belongs to no trace, and outlives the caller that started it.
        using (ExecutionContext.SuppressFlow())
        {
            _ = Task.Run(CheckAsync, CancellationToken.None);
        }

        return mine.Task.WaitAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (connection is not null)
        {
            await connection.DisposeAsync();
        }
    }

    private async Task CheckAsync()
    {
        while (true)
        {
            TaskCompletionSource<string> served;
            lock (gate)
            {
                served = running!;
            }

            try
            {
                served.SetResult(await CheckOnceAsync());
            }
            catch (Exception exception)
            {
                await DropAsync();
                served.SetException(DatabaseFailures.Classify(exception, CancellationToken.None) is { } error
                    ? new DependencyException(error, exception)
                    : exception);
            }

            lock (gate)
            {
                running = next;
                next = null;
                if (running is null)
                {
                    return;
                }
            }
        }
    }

    // A connection of its own: the pool would reset one at each use, which costs more than the check. It may have been lost since the last
    // check; then the check runs again on a new one.
    private async Task<string> CheckOnceAsync()
    {
        if (connection is not null)
        {
            try
            {
                return await CheckOnAsync(connection);
            }
            catch (Exception exception) when (DatabaseFailures.IsLostConnection(exception))
            {
                await DropAsync();
                dataSource.ForgetConnections();
            }
        }

        connection = await dataSource.OpenConnectionAsync();
        return await CheckOnAsync(connection);
    }

    private async Task<string> CheckOnAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private async Task DropAsync()
    {
        if (connection is { } broken)
        {
            connection = null;
            await broken.DisposeAsync();
        }
    }
}
