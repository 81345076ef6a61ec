using System.ComponentModel.DataAnnotations;

namespace Agora.Application.Notifications;

/// <summary>How long notifications are kept. Bound from the section <c>Notifications</c> and checked at start.</summary>
public sealed class NotificationSettings
{
    public const string Section = "Notifications";

    /// <summary>Days that a notification is kept, read or not.</summary>
    [Range(1, 3650)]
    public int RetentionDays { get; set; } = 90;
}
