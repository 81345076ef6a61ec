using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Streams;

/// <summary>Ends the streams of accounts and sessions whose rights change, when the change is committed.</summary>
internal sealed class StreamRevocations(StreamHub hub) : INotificationSubscriber
{
    public string Channel => "agora_rights";

    // What was missed before is found by the next look at all sessions.
    public void Listening() => hub.CheckSessionsSoon();

    public void Received(string payload)
    {
        if (RightsChange.Parse(payload) is { } change)
        {
            hub.End(change);
        }
    }

    public void Verified(long at)
    {
        // Sessions are also looked at every few seconds.
    }
}
