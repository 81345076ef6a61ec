using Agora.Application.Common;
using Npgsql;

namespace Agora.Infrastructure.Database;

/// <summary>
/// Names the state of the database by the transactions that are visible in it: two looks that return the same text see the
/// same rows, and whatever was committed before a call shows in its answer. One look serves everybody who asked before it
/// began, so that a thousand readers cost the server some hundred looks.
/// </summary>
internal sealed class DatabaseVersion(NpgsqlDataSource dataSource) : IDatabaseVersion, IAsyncDisposable
{
    // The start of the server belongs to it because a restored one may count its transactions from an earlier point.
    private const string Look = "SELECT pg_postmaster_start_time()::text || ' ' || pg_current_snapshot()::text";

    private readonly Lock gate = new();
    private NpgsqlConnection? connection;
    private TaskCompletionSource<string>? running;
    private TaskCompletionSource<string>? next;

    public Task<string> CurrentAsync(CancellationToken ct)
    {
        TaskCompletionSource<string> mine;
        lock (gate)
        {
            // A look that is under way may have seen too little for somebody who comes now.
            if (running is not null)
            {
                return (next ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(ct);
            }

            mine = running = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        // The look belongs to nobody's trace and outlives the caller who happened to start it.
        using (ExecutionContext.SuppressFlow())
        {
            _ = Task.Run(LookAsync, CancellationToken.None);
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

    private async Task LookAsync()
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
                served.SetResult(await OnceAsync());
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

    // A connection of its own: taking one from the pool would reset it each time, which costs more than the look. It may have
    // ended since the last look, in use or by a keepalive, which is no fault of those who ask now: a new one is asked.
    private async Task<string> OnceAsync()
    {
        if (connection is not null)
        {
            try
            {
                return await LookOnAsync(connection);
            }
            catch (Exception exception) when (DatabaseFailures.IsLostConnection(exception))
            {
                await DropAsync();
                dataSource.Clear();
            }
        }

        connection = await dataSource.OpenConnectionAsync();
        return await LookOnAsync(connection);
    }

    private static async Task<string> LookOnAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(Look, connection);
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
