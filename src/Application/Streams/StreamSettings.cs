using System.ComponentModel.DataAnnotations;

namespace Agora.Application.Streams;

/// <summary>Streams of events to clients. Bound from the section <c>Streams</c> and checked at start.</summary>
public sealed class StreamSettings
{
    public const string Section = "Streams";

    /// <summary>Seconds between comments on a silent stream, by which both sides notice a lost connection.</summary>
    [Range(1, 300)]
    public int HeartbeatSeconds { get; set; } = 15;

    /// <summary>Streams that may be open on this process, of all accounts and addresses together.</summary>
    [Range(1, 1_000_000)]
    public int Max { get; set; } = 5000;

    /// <summary>Streams that one account may have open on this process.</summary>
    [Range(1, 10_000)]
    public int PerUserMax { get; set; } = 10;

    /// <summary>Streams without a sign-in that one address may have open on this process.</summary>
    [Range(1, 100_000)]
    public int PerAddressMax { get; set; } = 20;

    /// <summary>Events that wait for a slow client. One that is further behind reads the rest from the log.</summary>
    [Range(1, 100_000)]
    public int BufferMax { get; set; } = 256;

    /// <summary>
    /// Milliseconds between looks for new events where no notification comes, as behind a connection pooler; only while streams are open.
    /// </summary>
    [Range(50, 60_000)]
    public int PollMilliseconds { get; set; } = 1000;
}
