using Agora.Infrastructure.Database;
using Agora.Migrations.Connections;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Agora.Infrastructure.Sessions;

/// <summary>
/// Hears of rights that other instances and operators change, and forgets what is remembered of them. Without a connection that
/// carries notifications the remembered rights last a second.
/// </summary>
internal sealed partial class RightsListener(
    NpgsqlDataSource dataSource, SessionGrantCache grants, TimeProvider clock, ILogger<RightsListener> log) : BackgroundService
{
    /// <summary>How often a silent connection has to prove that it lives: twice within the bound of the cache.</summary>
    private static readonly TimeSpan Proof = SessionGrantCache.LifetimeUnheard / 2;

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
            await using var connection = await dataSource.OpenConnectionAsync(ct);
            await using var process = new NpgsqlCommand("SELECT pg_backend_pid()", connection);
            if (await process.ExecuteScalarAsync(ct) is not int pid || pid != connection.ProcessID)
            {
                // A pooler answered in place of the server, and hands the server's connection to others between transactions.
                CannotListen(log);
                return false;
            }

            connection.Notification += (_, arguments) => RightsChange.Parse(arguments.Payload)?.Forget(grants);
            await using var listen = new NpgsqlCommand("LISTEN agora_rights", connection);
            await listen.ExecuteNonQueryAsync(ct);
            grants.ForgetAll();
            isLost = false;
            await using var proof = new NpgsqlCommand("SELECT 1", connection) { CommandTimeout = 1 };
            while (true)
            {
                var at = clock.GetTimestamp();
                await proof.ExecuteScalarAsync(ct);
                grants.Heard(at);
                await connection.WaitAsync(Proof, ct);
            }
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

    [LoggerMessage(
        EventId = 305,
        Level = LogLevel.Warning,
        Message = "Changes of rights by other instances are not heard of, and take up to a second: {Reason}")]
    private static partial void Lost(ILogger log, string reason);

    [LoggerMessage(
        EventId = 306,
        Level = LogLevel.Information,
        Message = "A connection pooler stands before the database, so changes of rights by other instances take up to a second")]
    private static partial void CannotListen(ILogger log);
}
