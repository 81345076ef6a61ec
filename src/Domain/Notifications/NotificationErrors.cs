using Agora.Domain.Common;

namespace Agora.Domain.Notifications;

public static class NotificationErrors
{
    [EnforcedBy("notifications_select")]
    public static readonly Error Unknown =
        Error.InvalidField("upTo", "notification.unknown", "Must be the id of a notification of yours that is listed.");

    public static readonly Error UnsubscribeTokenInvalid = Error.InvalidField(
        "token", "notification.unsubscribe_token_invalid", "Must be the code of a link that ends mail about activity.");
}
