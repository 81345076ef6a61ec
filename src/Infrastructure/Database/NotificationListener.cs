using Agora.Infrastructure.Database.Pooling;
using Agora.Migrations.Connections;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Agora.Infrastructure.Database;

/// <summary>Receives the notifications of one channel of the database.</summary>
internal interface INotificationSubscriber
{
    string Channel { get; }

    /// <summary>Notifications come from now on; some may have been missed before.</summary>
    void Listening();

    void Received(string payload);

    /// <summary>Everything that was committed before this timestamp has been received.</summary>
    void Verified(long at);
}

/// <summary>Where notifications are listened to: the pool of requests, or a source of its own that leads past a pooler.</summary>
internal sealed class ListenerSource(NpgsqlDataSource pool, NpgsqlDataSource? direct) : IAsyncDisposable
{
    public NpgsqlDataSource Source => direct ?? pool;

    public ValueTask DisposeAsync() => direct?.DisposeAsync() ?? ValueTask.CompletedTask;
}

/// <summary>
/// One connection that listens to the channels of all subscribers, past the pooler where there is a login for that. Behind a connection
/// pooler there are no notifications; each subscriber has to work without them.
/// </summary>
internal sealed partial class NotificationListener(
    ListenerSource connections,
    IEnumerable<INotificationSubscriber> subscribers,
    TimeProvider clock,
    ILogger<NotificationListener> log) : BackgroundService
{
    /// <summary>How often a silent connection has to prove that it lives: twice a second.</summary>
    private static readonly TimeSpan Proof = TimeSpan.FromMilliseconds(500);

    private readonly INotificationSubscriber[] subscribers = [.. subscribers];

    private bool isLost;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await ListenAsync(stoppingToken))
            {
                await Task.Delay(Proof, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping.
        }
    }

    /// <summary>False when this database cannot be listened to; true when the connection was lost.</summary>
    private async Task<bool> ListenAsync(CancellationToken ct)
    {
        try
        {
            await using var connection = await connections.Source.OpenConnectionAsync(ct);
            if (await PoolerModes.IsBetweenAsync(connection, ct))
            {
                // It hands the server's connection to others between transactions.
                CannotListen(log);
                return false;
            }

            connection.Notification += (_, arguments) => Receive(arguments.Channel, arguments.Payload);
            await ListenAsync(connection, ct);
            isLost = false;
            await VerifyAsync(connection, ct);
            return true;
        }
        catch (Exception exception) when (!ct.IsCancellationRequested)
        {
            if (!isLost)
            {
                isLost = true;
                Lost(log, ServerFailures.Explain(exception) ?? exception.Message);
            }

            return true;
        }
    }

    private void Receive(string channel, string payload)
    {
        foreach (var subscriber in subscribers)
        {
            if (subscriber.Channel == channel)
            {
                subscriber.Received(payload);
            }
        }
    }

    private async Task ListenAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        foreach (var subscriber in subscribers)
        {
            // A channel is a name, which cannot be a parameter; ours are constants.
            await using var listen = new NpgsqlCommand($"LISTEN {subscriber.Channel}", connection);
            await listen.ExecuteNonQueryAsync(ct);
            subscriber.Listening();
        }
    }

    /// <summary>Ends by an exception alone.</summary>
    private async Task VerifyAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var proof = new NpgsqlCommand("SELECT 1", connection) { CommandTimeout = 1 };
        while (true)
        {
            var at = clock.GetTimestamp();
            await proof.ExecuteScalarAsync(ct);
            foreach (var subscriber in subscribers)
            {
                subscriber.Verified(at);
            }

            await connection.WaitAsync(Proof, ct);
        }
    }

    [LoggerMessage(
        EventId = 305,
        Level = LogLevel.Warning,
        Message = "Notifications of the database are not received. Changes of rights take up to a second, and jobs are found by "
            + "polling: {Reason}")]
    private static partial void Lost(ILogger log, string reason);

    [LoggerMessage(
        EventId = 306,
        Level = LogLevel.Information,
        Message = "A connection pooler stands before the database, so there are no notifications. Changes of rights take up to a second, "
            + "and jobs are found by polling. DATABASE_DIRECT_URL must be the login of app_api at the server itself")]
    private static partial void CannotListen(ILogger log);
}
