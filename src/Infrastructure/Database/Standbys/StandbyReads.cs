using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Agora.Application.Common;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Agora.Infrastructure.Database.Standbys;

/// <summary>What a standby must have replayed before it answers a read.</summary>
/// <param name="Position">Of the write-ahead log; null for all that it has received.</param>
internal readonly record struct ReplayTarget(string? Position, int Milliseconds);

/// <summary>
/// Decides which reads standbys answer. A read first asks the primary how far its log is, together with all reads that ask at the same
/// time, and a standby answers when it has replayed that much: no read is older than its request, whichever process wrote
/// (build/decisions/0068-replicas.md). What a standby cannot do, the primary does.
/// </summary>
internal sealed partial class StandbyReads : IAsyncDisposable
{
    private const string PositionSql = """
        SELECT CASE WHEN current_setting('synchronous_commit') = 'off' THEN pg_current_wal_insert_lsn()
                    ELSE pg_current_wal_flush_lsn() END::text
        """;

    // A standby knows neither the snapshots nor the locks of the primary, and its statistics are its own.
    private const string OnPrimary =
        @"\bpg_(current_snapshot|snapshot_|current_xact|visible_in|(try_)?advisory|stat_|notify)|\bnextval\b"
        + @"|\bFOR\s+(NO\s+KEY\s+)?(UPDATE|SHARE)|\bFOR\s+KEY\s+SHARE|\b(INSERT|UPDATE|DELETE|MERGE)\s";

    private static readonly Counter<long> Reads = Telemetry.Meter.CreateCounter<long>(
        "agora.database.standby.reads", "{read}", "Reads that a standby may answer, by the server that did: standby or primary.");

    private static readonly KeyValuePair<string, object?> Standby = new("server", "standby"), Primary = new("server", "primary");

    /// <summary>How long a standby is left alone that was behind or away.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly NpgsqlDataSource? source;
    private readonly SharedCheck position;
    private readonly TimeSpan staleness;
    private readonly int milliseconds;
    private readonly TimeProvider clock;
    private readonly ILogger log;

    // Statements are constants, so there are as many as there are in the code.
    private readonly ConcurrentDictionary<string, bool> fit = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> paused = new(StringComparer.Ordinal);
    private long allPausedAt;
    private long primaryAwayAt;

    /// <param name="standbys">Null where reads do not go to standbys.</param>
    public StandbyReads(
        NpgsqlDataSource primary, NpgsqlDataSource? standbys, DatabaseOptions options, TimeProvider clock, ILogger<StandbyReads> log)
    {
        source = standbys;
        position = new SharedCheck(primary, PositionSql);
        staleness = TimeSpan.FromSeconds(options.StandbyStaleSeconds);
        milliseconds = options.StandbyWaitMilliseconds;
        this.clock = clock;
        this.log = log;
    }

    public bool IsOn => source is not null;

    /// <summary>Whether the statement is one for standbys, as far as is known.</summary>
    public bool Takes(string sql) => source is not null && fit.GetOrAdd(sql, static text => !PrimaryOnly().IsMatch(text));

    /// <summary>Null where the primary is to be asked: the standbys rest, or how far they must be is not known.</summary>
    public async Task<ReplayTarget?> TargetAsync(CancellationToken ct)
    {
        if (IsRecent(Volatile.Read(ref allPausedAt), Pause))
        {
            return FromPrimary();
        }

        try
        {
            var current = await position.CurrentAsync(ct);
            Volatile.Write(ref primaryAwayAt, 0);
            return new ReplayTarget(current, milliseconds);
        }
        catch (DependencyException exception) when (exception.Error == DatabaseFailures.Away)
        {
            // A standby that replicates synchronously has received every commit that was confirmed.
            Interlocked.CompareExchange(ref primaryAwayAt, clock.GetTimestamp(), 0);
            return IsRecent(Volatile.Read(ref primaryAwayAt), staleness) ? new ReplayTarget(null, milliseconds) : FromPrimary();
        }
    }

    /// <summary>Lets a standby answer. False when the primary has to be asked.</summary>
    public async Task<(bool IsAnswered, T? Result)> TryAsync<T>(string sql, Func<NpgsqlConnection, Task<T>> read, CancellationToken ct)
    {
        NpgsqlConnection? standby = null;
        try
        {
            standby = await OpenAsync(ct);
            if (standby is null)
            {
                return (false, default);
            }

            var result = await read(standby);
            Reads.Add(1, Standby);
            return (true, result);
        }
        catch (Exception exception) when (GoesToPrimary(exception, sql, standby, ct))
        {
            return (false, default);
        }
        finally
        {
            if (standby is not null)
            {
                await standby.DisposeAsync();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await position.DisposeAsync();
        if (source is not null)
        {
            await source.DisposeAsync();
        }
    }

    /// <summary>A connection to a standby that does not rest; null when the turn comes to one that does.</summary>
    private async Task<NpgsqlConnection?> OpenAsync(CancellationToken ct)
    {
        var connection = await source!.OpenConnectionAsync(ct);
        if (!paused.TryGetValue(connection.DataSource, out var since) || !IsRecent(since, Pause))
        {
            return connection;
        }

        await connection.DisposeAsync();
        FromPrimary();
        return null;
    }

    /// <summary>Whether the primary can do what failed here. Remembers for which statements, standbys or how long that holds.</summary>
    private bool GoesToPrimary(Exception exception, string sql, NpgsqlConnection? standby, CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
        {
            return false;
        }

        if (DatabaseFailures.IsUnfitForStandby(exception))
        {
            fit[sql] = false;
        }
        else if (DatabaseFailures.IsBehind(exception) && standby is not null)
        {
            paused[standby.DataSource] = clock.GetTimestamp();
        }
        else if (DatabaseFailures.IsTransientConflict(exception))
        {
            // Replay has removed what the statement was reading; the primary keeps it.
        }
        else if (DatabaseFailures.Classify(exception, ct) is { } error && DatabaseFailures.IsOfServer(error))
        {
            var since = Interlocked.Exchange(ref allPausedAt, clock.GetTimestamp());
            if (!IsRecent(since, TimeSpan.FromMinutes(1)))
            {
                Away(log, exception.GetBaseException().Message);
            }

            source!.Clear();
        }
        else
        {
            return false;
        }

        FromPrimary();
        return true;
    }

    private static ReplayTarget? FromPrimary()
    {
        Reads.Add(1, Primary);
        return null;
    }

    private bool IsRecent(long since, TimeSpan limit) => since != 0 && clock.GetElapsedTime(since) < limit;

    [GeneratedRegex(OnPrimary, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PrimaryOnly();

    [LoggerMessage(
        EventId = 460,
        Level = LogLevel.Warning,
        Message = "No standby answers; the primary does all reads meanwhile: {Reason}")]
    private static partial void Away(ILogger log, string reason);
}
