using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Agora.Application.Common;
using Agora.Application.EventLog;
using Agora.Application.Streams;
using Agora.Domain.EventLog;

namespace Agora.Infrastructure.Streams;

/// <summary>
/// The stream of one reader. It joins the hub at a position, reads what it missed up to there from the log, and from there on takes what
/// the hub puts into its buffer. A reader that is too slow for its buffer leaves the hub and begins again behind the last event it took.
/// </summary>
internal sealed class EventStream(
    StreamHub hub, Actor reader, string limitKey, StreamTopics topics, StreamSettings settings, TimeProvider clock) : IEventStream
{
    private const int CatchUpPage = 500;

    /// <summary>In the buffer: time for a heartbeat. A timeout would be an exception each time, for each of ten thousand readers.</summary>
    private const LoggedEvent? Beat = null;

    private readonly CancellationTokenSource ended = new();

    private readonly TimeSpan heartbeat = TimeSpan.FromSeconds(settings.HeartbeatSeconds);

    private Channel<LoggedEvent?> buffer = Channel.CreateBounded<LoggedEvent?>(1);
    private EventPosition? seen;

    public CancellationToken Ended => ended.Token;

    public Actor Reader => reader;

    public string LimitKey => limitKey;

    public StreamTopics Topics => topics;

    /// <summary>By the hub, which holds its gate.</summary>
    public void Join(EventPosition position)
    {
        buffer = Channel.CreateBounded<LoggedEvent?>(new BoundedChannelOptions(settings.BufferMax) { SingleReader = true });
        Volatile.Write(ref seen, position);
    }

    /// <summary>False when the buffer is full.</summary>
    public bool TryPut(LoggedEvent logged) => buffer.Writer.TryWrite(logged);

    /// <summary>Lets the reader take what is in the buffer, and then join again.</summary>
    public void Close() => buffer.Writer.TryComplete();

    /// <summary>Everything up to this position has been put into the buffer, as far as it is the reader's.</summary>
    public void Passed(EventPosition position) => Volatile.Write(ref seen, position);

    public void End() => _ = ended.CancelAsync();

    public async IAsyncEnumerable<StreamMessage> ReadAsync(
        EventPosition? after, IEventLogRepository log, IStreamRepository follows, [EnumeratorCancellation] CancellationToken ct)
    {
        // The hub may not have read yet what was committed just before.
        after ??= await log.LatestAsync(ct);
        while (true)
        {
            var joined = await hub.JoinAsync(this, ct);
            if ((after.Log != joined.Log || after.IsAfter(joined)) && (await log.ListAsync(after, types: null, 1, ct)).Error is { } unknown)
            {
                // What was committed up to here is loaded anew.
                after = await log.LatestAsync(ct);
                yield return new StreamMessage(after, Reload: unknown);
            }

            while (joined.IsAfter(after))
            {
                var page = await log.ListAsync(after, types: null, CatchUpPage, ct);
                if (!page.IsSuccess)
                {
                    after = await log.LatestAsync(ct);
                    yield return new StreamMessage(after, Reload: page.Error);
                    break;
                }

                // The page may reach behind the place of joining. What the hub puts into the buffer of that is left out below.
                foreach (var missed in await ChosenAsync(page.Value.Items, follows, ct))
                {
                    yield return new StreamMessage(missed.Position, missed);
                }

                var isAtEnd = !page.Value.HasMore || page.Value.Position == after;
                after = page.Value.Position;
                if (isAtEnd)
                {
                    break;
                }
            }

            // A reader that comes from another process may be further than this one.
            after = after.IsAfter(joined) ? after : joined;
            yield return new StreamMessage(after);
            var taken = buffer;
            await using var beats = clock.CreateTimer(_ => taken.Writer.TryWrite(Beat), null, heartbeat, heartbeat);
            while (await taken.Reader.WaitToReadAsync(ct))
            {
                // Read before the buffer is looked at: once it is empty, all up to here has been taken.
                var passed = Volatile.Read(ref seen)!;
                var took = false;
                while (taken.Reader.TryRead(out var logged))
                {
                    took |= logged is not null;
                    if (logged is not null && logged.Position.IsAfter(after))
                    {
                        after = logged.Position;
                        yield return new StreamMessage(after, logged);
                    }
                }

                if (!took)
                {
                    after = passed.IsAfter(after) ? passed : after;
                    yield return new StreamMessage(after);
                }
            }
        }
    }

    // What ends the stream may still be on its way to the token.
    public void Dispose() => hub.Leave(this);

    private async Task<IEnumerable<LoggedEvent>> ChosenAsync(
        IReadOnlyList<LoggedEvent> events, IStreamRepository follows, CancellationToken ct)
    {
        HashSet<Guid> followed = [];
        if (topics.Feed && reader.UserId is { } me && events.Any(StreamTopics.IsInFeeds))
        {
            var owners = events.Where(StreamTopics.IsInFeeds).Select(e => e.OwnerId).Distinct().ToList();
            followed = [.. (await follows.FollowedAsync([me], owners, ct)).Select(f => f.OwnerId)];
        }

        return events.Where(e => topics.Include(e, followed.Contains(e.OwnerId)));
    }
}
