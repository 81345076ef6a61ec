using Agora.Domain.Common;

namespace Agora.Domain.EventLog;

public static class EventErrors
{
    [EnforcedBy("app.require_event_position")]
    public static readonly Error PositionExpired = Error.Gone(
        "event.position_expired",
        "Events after this position are no longer kept. Get the position of `after=latest`, load anew what you need, and continue from "
        + "that position.");

    [EnforcedBy("app.require_event_position")]
    public static readonly Error PositionUnknown = Error.InvalidField(
        "after",
        "event.position_unknown",
        "Must be a position of this server's event log, or latest. Get the position of `after=latest`, load anew what you need, and "
        + "continue from that position.");
}
