using Agora.Domain.Common;

namespace Agora.Domain.Streams;

public static class StreamErrors
{
    public const int TopicsMax = 50;

    public static readonly Error TopicCount = Error.InvalidField("topics", "stream.topic_count", $"Must be 1 to {TopicsMax} topics.");

    public static readonly Error TopicUnknown = Error.InvalidField(
        "topics", "stream.topic_unknown", "Must be events, feed, notifications, moderation, or thread: and the id of a post.");

    public static readonly Error SignInRequired = Error.Unauthenticated("stream.sign_in_required", "Sign in first for this topic.");

    public static readonly Error StaffOnly = Error.Forbidden("stream.staff_only", "This topic is for moderators and admins.");

    public static readonly Error TooMany = Error.TooMany(
        "stream.too_many",
        "Too many streams are open for this account or address, or on this server. Close one first, or try again later.",
        TimeSpan.FromSeconds(5));
}
