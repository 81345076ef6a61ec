using System.Globalization;

namespace Agora.Infrastructure.Database.Embedded.Upgrade;

/// <param name="Table">With its schema.</param>
/// <param name="State">For people.</param>
/// <param name="Follows">Whether all its rows are there and changes arrive.</param>
public sealed record FollowedTable(string Table, string State, bool Follows);

/// <param name="Bytes">Of the log that the follower has not confirmed; null while that is unknown.</param>
/// <param name="WalStatus">Whether the log that it needs is kept.</param>
/// <param name="Problem">Why it does not follow; null when it does.</param>
public sealed record FollowerLag(long? Bytes, string? WalStatus, string? Problem)
{
    public override string ToString() => string.Join(
        ", ",
        new[] { Bytes is { } bytes ? Pretty(bytes) : "unknown", WalStatus is null ? null : $"log {WalStatus}", Problem }
            .Where(part => part is not null));

    private static string Pretty(long bytes) => bytes < 10_000
        ? $"{bytes} bytes"
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.00} MB ({bytes} bytes)");
}

/// <summary>Publication, subscription and slot of an upgrade. All have one name, and exist once at most on either server.</summary>
internal sealed class UpgradeReplication(IProgress<string> progress, TimeProvider clock)
{
    /// <summary>Also looked for by migrations and by the functions that make partitions, which wait until it is gone.</summary>
    public const string Name = "agora_upgrade";

    private const int ErrorsMost = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50), ReportEvery = TimeSpan.FromSeconds(2);

    /// <summary>Publishes every logged table. Partitions are published as their table, so that either server may have others.</summary>
    public static async Task PublishAsync(UpgradeServer server, CancellationToken ct)
    {
        if (await server.ScalarAsync<long>("SELECT count(*) FROM pg_publication WHERE pubname = $1", ct, Name) == 0)
        {
            await server.RunAsync($"CREATE PUBLICATION {Name} FOR ALL TABLES WITH (publish_via_partition_root = true)", ct);
        }
    }

    /// <summary>Lets one server follow another. What came from the follower does not return to it.</summary>
    /// <param name="copies">Whether it begins with a copy of all rows; else both hold the same.</param>
    public static async Task SubscribeAsync(UpgradeServer follower, UpgradeServer leader, bool copies, CancellationToken ct)
    {
        var login = await LoginAsync(follower, leader, ct);
        await follower.RunAsync(
            $"CREATE SUBSCRIPTION {Name} CONNECTION '{login}' PUBLICATION {Name} "
            + $"WITH (copy_data = {(copies ? "true" : "false")}, origin = none, streaming = parallel)",
            ct);
    }

    public static Task<bool> IsSubscribedAsync(UpgradeServer server, CancellationToken ct) => server.ScalarAsync<bool>(
        "SELECT EXISTS (SELECT FROM pg_subscription WHERE subname = $1)", ct, Name);

    /// <summary>Tells the follower the port of the leader, which changes with a restart where none is set.</summary>
    public static async Task ReconnectAsync(UpgradeServer follower, UpgradeServer leader, CancellationToken ct)
    {
        var login = await LoginAsync(follower, leader, ct);
        if (await follower.ScalarAsync<long>(
            "SELECT count(*) FROM pg_subscription WHERE subname = $1 AND replace(subconninfo, '''', '''''') <> $2", ct, Name, login) > 0)
        {
            await follower.RunAsync($"ALTER SUBSCRIPTION {Name} CONNECTION '{login}'", ct);
        }
    }

    /// <summary>Ends it, with the slot on the leader.</summary>
    public static async Task UnsubscribeAsync(UpgradeServer follower, CancellationToken ct)
    {
        if (await IsSubscribedAsync(follower, ct))
        {
            await follower.RunAsync($"DROP SUBSCRIPTION {Name}", ct);
        }
    }

    /// <summary>The password by which it followed, which is not needed any more.</summary>
    public static void ForgetLogin(UpgradeServer server) => File.Delete(LoginIn(server));

    public static Task UnpublishAsync(UpgradeServer server, CancellationToken ct) =>
        server.RunAsync($"DROP PUBLICATION IF EXISTS {Name}", ct);

    /// <summary>Drops the slots that a follower leaves which is gone, so that they keep no log.</summary>
    /// <param name="system">System identifier of the follower, which is in the names of the slots of its copies; null when unknown.</param>
    public async Task DropSlotsAsync(UpgradeServer leader, string? system, CancellationToken ct)
    {
        const string end = """
            SELECT pg_terminate_backend(s.active_pid)
            FROM pg_replication_slots AS s
            WHERE s.active AND (s.slot_name = $1 OR s.slot_name ~ ('^pg_[0-9]+_sync_[0-9]+_' || $2 || '$'))
            """;
        const string drop = """
            SELECT pg_drop_replication_slot(s.slot_name)
            FROM pg_replication_slots AS s
            WHERE NOT s.active AND (s.slot_name = $1 OR s.slot_name ~ ('^pg_[0-9]+_sync_[0-9]+_' || $2 || '$'))
            """;
        while (await leader.ListAsync(end, _ => 0, ct, Name, system ?? "none") is { Count: > 0 })
        {
            await Task.Delay(Pause, clock, ct);
        }

        await leader.RunAsync(drop, ct, Name, system ?? "none");
    }

    public static Task<List<FollowedTable>> TablesAsync(UpgradeServer follower, CancellationToken ct)
    {
        const string sql = """
            SELECT r.srrelid::regclass::text,
                   CASE r.srsubstate WHEN 'i' THEN 'waits' WHEN 'd' THEN 'copying' WHEN 'f' THEN 'copied' WHEN 's' THEN 'catching up'
                       ELSE 'follows' END || coalesce(', ' || p.tuples_processed || ' rows so far', ''),
                   r.srsubstate = 'r'
            FROM pg_subscription AS s
            JOIN pg_subscription_rel AS r ON r.srsubid = s.oid
            LEFT JOIN pg_stat_progress_copy AS p ON p.relid = r.srrelid AND p.command = 'COPY FROM'
            WHERE s.subname = $1
            ORDER BY 1
            """;
        return follower.ListAsync(sql, row => new FollowedTable(row.GetString(0), row.GetString(1), row.GetBoolean(2)), ct, Name);
    }

    public static async Task<FollowerLag> LagAsync(UpgradeServer follower, UpgradeServer leader, CancellationToken ct)
    {
        const string sql = """
            SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), s.confirmed_flush_lsn)::bigint, s.wal_status,
                   CASE WHEN s.invalidation_reason IS NOT NULL THEN 'the slot is invalid: ' || s.invalidation_reason
                       WHEN NOT s.active THEN 'not connected' END
            FROM pg_replication_slots AS s
            WHERE s.slot_name = $1
            """;
        var lags = await leader.ListAsync(
            sql,
            row => new FollowerLag(
                row.IsDBNull(0) ? null : row.GetInt64(0),
                row.IsDBNull(1) ? null : row.GetString(1),
                row.IsDBNull(2) ? null : row.GetString(2)),
            ct,
            Name);
        var lag = lags is [var found] ? found : new FollowerLag(null, null, "the slot is missing");
        return lag.Problem is { } problem && await ErrorsAsync(follower, ct) is > 0 and var errors
            ? lag with { Problem = $"{problem} after {errors} errors; the end of {follower.Place.Log} says why" }
            : lag;
    }

    /// <summary>Waits for the copy of all tables, and says how far it is.</summary>
    public async Task WaitForCopyAsync(UpgradeServer follower, UpgradeServer leader, CancellationToken ct)
    {
        var reported = clock.GetTimestamp();
        var errors = await ErrorsAsync(follower, ct);
        while (await TablesAsync(follower, ct) is var tables && !tables.TrueForAll(table => table.Follows))
        {
            await RequireFewErrorsAsync(follower, errors, ct);
            if (clock.GetElapsedTime(reported) > ReportEvery)
            {
                reported = clock.GetTimestamp();
                var copying = tables.Where(table => !table.Follows && table.State != "waits")
                    .Select(table => $"{table.Table}: {table.State}");
                progress.Report(
                    $"{tables.Count(table => table.Follows)} of {tables.Count} tables follow; {string.Join("; ", copying)}");
            }

            await Task.Delay(Pause, clock, ct);
        }
    }

    /// <summary>Waits until the follower has all that was committed before this call.</summary>
    /// <exception cref="EmbeddedPostgresException">It has not within the time.</exception>
    public async Task CatchUpAsync(UpgradeServer follower, UpgradeServer leader, TimeSpan most, CancellationToken ct)
    {
        var target = await PositionAsync(leader, ct);
        var errors = await ErrorsAsync(follower, ct);
        var start = clock.GetTimestamp();
        while (!await leader.ScalarAsync<bool>(
            "SELECT count(*) > 0 FROM pg_replication_slots WHERE slot_name = $1 AND confirmed_flush_lsn >= $2::pg_lsn", ct, Name, target))
        {
            await RequireFewErrorsAsync(follower, errors, ct);
            if (clock.GetElapsedTime(start) > most)
            {
                throw new EmbeddedPostgresException(
                    EmbeddedPostgresFailure.UpgradeFailed,
                    $"{follower.Place.Root} has not caught up within {most.TotalSeconds:0} s "
                    + $"(lag: {await LagAsync(follower, leader, ct)}). Try again when less is written.");
            }

            await Task.Delay(Pause, clock, ct);
        }
    }

    // Its own commit is behind all others and flushed with them, also where they had synchronous_commit off.
    private static async Task<string> PositionAsync(UpgradeServer leader, CancellationToken ct)
    {
        await using var connection = await leader.OpenAsync(ct);
        await UpgradeServer.ListAsync(connection, "SET synchronous_commit = on", _ => 0, ct);
        await UpgradeServer.ListAsync(connection, "SELECT pg_logical_emit_message(true, $1, '')", _ => 0, ct, Name);
        return (await UpgradeServer.ListAsync(connection, "SELECT pg_current_wal_flush_lsn()::text", row => row.GetString(0), ct))[0];
    }

    /// <summary>What a change that does not apply causes with each attempt, and a lost connection once.</summary>
    private static async Task<long> ErrorsAsync(UpgradeServer follower, CancellationToken ct)
    {
        const string sql = """
            SELECT coalesce(sum(e.apply_error_count + e.sync_error_count), 0)::bigint
            FROM pg_stat_subscription_stats AS e
            WHERE e.subname = $1
            """;
        return await follower.ScalarAsync<long>(sql, ct, Name);
    }

    private static async Task RequireFewErrorsAsync(UpgradeServer follower, long before, CancellationToken ct)
    {
        if (await ErrorsAsync(follower, ct) - before is > ErrorsMost and var errors)
        {
            throw new EmbeddedPostgresException(
                EmbeddedPostgresFailure.UpgradeFailed,
                $"{follower.Place.Root} does not follow: it failed {errors} times. The end of {follower.Place.Log} says why.");
        }
    }

    private static async Task<string> LoginAsync(UpgradeServer follower, UpgradeServer leader, CancellationToken ct)
    {
        var file = LoginIn(follower);
        await follower.Place.WriteAsync(
            file, $"127.0.0.1:*:*:{EmbeddedCluster.Superuser}:{EmbeddedCluster.ReadPassword(leader.Place)}\n", FileModes.Secret, ct);
        // Quoted twice: as a value of the connection string, and this as a literal.
        var quoted = file.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("'", @"\'", StringComparison.Ordinal);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"host=127.0.0.1 port={leader.Port} user={EmbeddedCluster.Superuser} dbname={UpgradeServer.Database} application_name={Name} "
            + $"sslmode=disable passfile='{quoted}'").Replace("'", "''", StringComparison.Ordinal);
    }

    private static string LoginIn(UpgradeServer server) => Path.Combine(server.Place.Root, "upgrade.pgpass");
}
