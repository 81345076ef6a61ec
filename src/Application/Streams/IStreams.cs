using Agora.Application.Common;
using Agora.Application.EventLog;
using Agora.Domain.Common;
using Agora.Domain.EventLog;

namespace Agora.Application.Streams;

/// <summary>The streams of this process.</summary>
public interface IStreams
{
    /// <summary>Refused when too many are open. The caller disposes the stream.</summary>
    /// <param name="address">Of an anonymous reader.</param>
    Result<IEventStream> Open(Actor reader, string address, StreamTopics topics);
}

/// <summary>The events of one reader, as they are committed.</summary>
public interface IEventStream : IDisposable
{
    /// <summary>Ends when the reader may not read any more, or the process stops.</summary>
    CancellationToken Ended { get; }

    /// <summary>Without end. No event is left out and none comes twice.</summary>
    /// <param name="after">Null for what happens from now on.</param>
    /// <param name="log">What was missed is read from here, with the rights of the reader.</param>
    IAsyncEnumerable<StreamMessage> ReadAsync(
        EventPosition? after, IEventLogRepository log, IStreamRepository follows, CancellationToken ct);
}

/// <param name="Position">Continue from here.</param>
/// <param name="Event">Null for a sign of life.</param>
/// <param name="Reload">Why the reader has to load anew; null when nothing is missing.</param>
public sealed record StreamMessage(EventPosition Position, LoggedEvent? Event = null, Error? Reload = null);
