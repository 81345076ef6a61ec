using Agora.Application.Common;
using Agora.Application.EventLog;
using Agora.Application.Streams;
using Agora.Domain.Common;
using Agora.Domain.EventLog;
using Agora.Domain.Streams;
using Agora.Infrastructure.Common;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.EventLog;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Agora.Infrastructure.Streams;

/// <summary>
/// Reads new events once for all streams of this process, asks who sees them in one statement, and puts them into the buffers of the
/// streams. While no stream is open it reads nothing.
/// </summary>
internal sealed partial class StreamHub(
    IServiceScopeFactory scopes,
    StreamSettings settings,
    EventSignal signal,
    DatabaseReadySignal ready,
    TimeProvider clock,
    ILogger<StreamHub> log) : BackgroundService, IStreams
{
    private const int PageMax = 500;

    /// <summary>Between two reads, so that many writes share a batch.</summary>
    private static readonly TimeSpan ReadInterval = TimeSpan.FromMilliseconds(25);

    /// <summary>How long a session that ended may be noticed late where no notification comes.</summary>
    private static readonly TimeSpan SessionInterval = TimeSpan.FromSeconds(5);

    // Held while events are delivered and while a stream joins, so that it joins between two pages.
    private readonly SemaphoreSlim gate = new(1);

    private readonly Lock streams = new();
    private readonly HashSet<EventStream> open = [], joined = [];
    private readonly Dictionary<string, int> counts = new(StringComparer.Ordinal);

    private EventPosition? position;
    private long sessionsCheckedAt = clock.GetTimestamp();
    private bool areSessionsDue, hasFailed;

    public override void Dispose()
    {
        gate.Dispose();
        base.Dispose();
    }

    public Result<IEventStream> Open(Actor reader, string address, StreamTopics topics)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var (key, most) = reader.UserId is { } userId
            ? ($"user {userId}", settings.PerUserMax)
            : ($"address {address}", settings.PerAddressMax);
        var stream = new EventStream(this, reader, key, topics, settings, clock);
        lock (streams)
        {
            var count = counts.GetValueOrDefault(key);
            if (count >= most || open.Count >= settings.Max)
            {
                return StreamErrors.TooMany;
            }

            counts[key] = count + 1;
            open.Add(stream);
        }

        return stream;
    }

    /// <summary>From the position that it returns on, the stream gets what is its reader's.</summary>
    internal async Task<EventPosition> JoinAsync(EventStream stream, CancellationToken ct)
    {
        await gate.WaitAsync(ct);
        try
        {
            bool isFirst;
            lock (streams)
            {
                isFirst = joined.Count == 0;
            }

            if (isFirst || position is null)
            {
                await using var scope = SystemScope();
                position = await scope.ServiceProvider.GetRequiredService<IEventLogRepository>().LatestAsync(ct);
            }

            lock (streams)
            {
                if (open.Contains(stream))
                {
                    stream.Join(position);
                    joined.Add(stream);
                }
            }

            return position;
        }
        finally
        {
            gate.Release();
        }
    }

    internal void Leave(EventStream stream)
    {
        lock (streams)
        {
            joined.Remove(stream);
            if (open.Remove(stream) && --counts[stream.LimitKey] == 0)
            {
                counts.Remove(stream.LimitKey);
            }
        }
    }

    internal void End(RightsChange change)
    {
        foreach (var stream in Open().Where(s => Affects(change, s.Reader)))
        {
            stream.End();
        }
    }

    internal void CheckSessionsSoon()
    {
        Volatile.Write(ref areSessionsDue, true);
        signal.Streams.Set();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await ready.WhenSet.WaitAsync(stoppingToken);
            while (true)
            {
                await signal.Streams.WaitAsync(TimeSpan.FromMilliseconds(settings.PollMilliseconds), stoppingToken);
                await TryDeliverAsync(stoppingToken);
                await Task.Delay(ReadInterval, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping.
        }
        finally
        {
            foreach (var stream in Open())
            {
                stream.End();
            }
        }
    }

    private async Task TryDeliverAsync(CancellationToken ct)
    {
        try
        {
            if (Open().Count > 0)
            {
                await CheckSessionsAsync(ct);
                while (await DeliverPageAsync(ct))
                {
                    // Until nothing is new.
                }
            }

            hasFailed = false;
        }
        catch (Exception exception) when (!ct.IsCancellationRequested)
        {
            if (!hasFailed)
            {
                hasFailed = true;
                DeliveryFailed(log, exception);
            }
        }
    }

    /// <summary>Whether there may be more.</summary>
    private async Task<bool> DeliverPageAsync(CancellationToken ct)
    {
        await gate.WaitAsync(ct);
        try
        {
            var targets = Joined().FindAll(s => !s.Ended.IsCancellationRequested);
            if (targets.Count == 0 || position is null)
            {
                return false;
            }

            await using var scope = SystemScope();
            var repository = scope.ServiceProvider.GetRequiredService<IStreamRepository>();
            var page = await repository.ReadAsync(position, PageMax, ct);
            if (!page.IsSuccess)
            {
                // The log began anew. The streams join again, and tell their readers.
                position = null;
                LeaveAll(targets);
                return false;
            }

            if (page.Value.Items.Count > 0)
            {
                await DeliverAsync(page.Value.Items, targets, repository, ct);
            }

            position = page.Value.Position;
            SetPassed(targets, position);

            return page.Value.HasMore;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Streams that were too slow have left, and those that are ending got nothing: neither has everything up to here.</summary>
    private void SetPassed(IReadOnlyList<EventStream> targets, EventPosition passed)
    {
        lock (streams)
        {
            foreach (var stream in targets.Where(joined.Contains))
            {
                stream.Passed(passed);
            }
        }
    }

    private async Task DeliverAsync(
        IReadOnlyList<LoggedEvent> events, IReadOnlyList<EventStream> targets, IStreamRepository repository, CancellationToken ct)
    {
        // Streams of one person may differ in their role for a moment, while it changes. The lower one counts for all of them.
        var readers = targets
            .Where(s => s.Reader.UserId is not null)
            .GroupBy(s => s.Reader.UserId!.Value, s => s.Reader.Role)
            .Select(roles => new Reader(roles.Key, roles.Min()))
            .ToList();
        var shown = (await repository.ReadersAsync(events, readers, ct))
            .GroupBy(r => (r.EventNumber, r.ReaderId))
            .ToDictionary(rows => rows.Key, rows => rows.All(r => r.IsShown));
        var followed = await FollowedAsync(events, targets, repository, ct);
        foreach (var stream in targets)
        {
            var reader = stream.Reader.UserId;
            foreach (var logged in events)
            {
                var isShown = shown.TryGetValue((logged.Position.Id, reader), out var own)
                    ? own
                    : shown.GetValueOrDefault((logged.Position.Id, null));
                var follows = reader is { } me && followed.Contains(new FollowedOwner(me, logged.OwnerId));
                if (isShown && stream.Topics.Include(logged, follows) && !stream.TryPut(logged))
                {
                    // Too slow: it reads the rest from the log, and joins again.
                    LeaveAll([stream]);
                    break;
                }
            }
        }
    }

    private static async Task<HashSet<FollowedOwner>> FollowedAsync(
        IReadOnlyList<LoggedEvent> events, IReadOnlyList<EventStream> targets, IStreamRepository repository, CancellationToken ct)
    {
        var readers = targets.Where(s => s.Topics.Feed).Select(s => s.Reader.UserId!.Value).Distinct().ToList();
        var owners = events.Where(StreamTopics.IsInFeeds).Select(e => e.OwnerId).Distinct().ToList();
        return readers.Count == 0 || owners.Count == 0 ? [] : [.. await repository.FollowedAsync(readers, owners, ct)];
    }

    private async Task CheckSessionsAsync(CancellationToken ct)
    {
        var now = clock.GetTimestamp();
        if (!Volatile.Read(ref areSessionsDue) && clock.GetElapsedTime(sessionsCheckedAt, now) < SessionInterval)
        {
            return;
        }

        Volatile.Write(ref areSessionsDue, false);
        sessionsCheckedAt = now;
        var signedIn = Open().Where(s => s.Reader.SessionId is not null).ToList();
        if (signedIn.Count == 0)
        {
            return;
        }

        await using var scope = SystemScope();
        var live = (await scope.ServiceProvider.GetRequiredService<IStreamRepository>()
            .LiveSessionsAsync([.. signedIn.Select(s => s.Reader.SessionId!.Value).Distinct()], ct))
            .ToHashSet();
        foreach (var stream in signedIn.Where(s => !live.Contains(new LiveSession(s.Reader.SessionId!.Value, s.Reader.SecurityVersion))))
        {
            stream.End();
        }
    }

    private static bool Affects(RightsChange change, Actor reader) =>
        change.UserId is { } userId ? reader.UserId == userId : change.SessionId is not null && reader.SessionId == change.SessionId;

    private List<EventStream> Open()
    {
        lock (streams)
        {
            return [.. open];
        }
    }

    private List<EventStream> Joined()
    {
        lock (streams)
        {
            return [.. joined];
        }
    }

    private void LeaveAll(IReadOnlyList<EventStream> leaving)
    {
        lock (streams)
        {
            foreach (var stream in leaving)
            {
                joined.Remove(stream);
                stream.Close();
            }
        }
    }

    private AsyncServiceScope SystemScope()
    {
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<ActorContext>().SignIn(Actor.System);
        return scope;
    }

    [LoggerMessage(EventId = 380, Level = LogLevel.Warning, Message = "Events could not be delivered to streams; retrying")]
    private static partial void DeliveryFailed(ILogger log, Exception exception);
}
