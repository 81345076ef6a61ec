using System.ComponentModel.DataAnnotations;

namespace Agora.Application.EventLog;

/// <summary>How long events can be read. Bound from the section <c>Events</c> and checked at start.</summary>
public sealed class EventLogSettings
{
    public const string Section = "Events";

    /// <summary>Days that events are kept. Who was away for longer has to load anew.</summary>
    [Range(1, 3650)]
    public int RetentionDays { get; set; } = 30;

    public TimeSpan Kept => TimeSpan.FromDays(RetentionDays);
}
