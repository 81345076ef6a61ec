using Npgsql;

namespace Agora.Infrastructure.Database.Embedded.Upgrade;

/// <summary>
/// Closes a database to everyone but superusers, and opens it. A session that is ended has either committed or not: a commit that was
/// confirmed is in the log.
/// </summary>
internal static class WriterGate
{
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(30), Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Ends all sessions and waits until they are gone.</summary>
    /// <exception cref="EmbeddedPostgresException">One does not end. The database is still closed.</exception>
    public static async Task CloseAsync(UpgradeServer server, TimeProvider clock, CancellationToken ct)
    {
        const string others = """
            SELECT pg_terminate_backend(a.pid), a.usename || ' (process ' || a.pid || ')'
            FROM pg_stat_activity AS a
            WHERE a.datname = $1 AND a.backend_type = 'client backend'
            """;

        await using var connection = await server.OpenAsync("postgres", ct);
        await LimitAsync(connection, 0, ct);
        var start = clock.GetTimestamp();
        while (await UpgradeServer.ListAsync(
            connection, others, row => row.GetString(1), ct, UpgradeServer.Database) is { Count: > 0 } left)
        {
            if (clock.GetElapsedTime(start) > Most)
            {
                throw new EmbeddedPostgresException(
                    EmbeddedPostgresFailure.UpgradeFailed,
                    $"Sessions of {string.Join(", ", left)} do not end, so writers are let in again.");
            }

            await Task.Delay(Pause, clock, ct);
        }
    }

    /// <param name="limit">Of connections: 0 keeps everyone out who comes from now on.</param>
    public static async Task SetAsync(UpgradeServer server, int limit, CancellationToken ct)
    {
        await using var connection = await server.OpenAsync("postgres", ct);
        await LimitAsync(connection, limit, ct);
    }

    private static async Task LimitAsync(NpgsqlConnection connection, int limit, CancellationToken ct) =>
        await UpgradeServer.ListAsync(connection, $"ALTER DATABASE {UpgradeServer.Database} CONNECTION LIMIT {limit}", _ => 0, ct);
}
