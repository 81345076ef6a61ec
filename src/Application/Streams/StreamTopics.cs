using Agora.Application.Common;
using Agora.Application.EventLog;
using Agora.Domain.Common;
using Agora.Domain.EventLog;
using Agora.Domain.Streams;

namespace Agora.Application.Streams;

/// <summary>What a stream is about. It has the events of any of its topics, each once.</summary>
/// <param name="Events">Everything that its reader sees.</param>
/// <param name="Feed">Posts of those whom its reader follows.</param>
/// <param name="Notifications">Those of its reader.</param>
/// <param name="Moderation">Cases.</param>
/// <param name="Threads">Posts of which everything is wanted that happens to them and below them.</param>
public sealed record StreamTopics(bool Events, bool Feed, bool Notifications, bool Moderation, IReadOnlySet<Guid> Threads)
{
    private const string ThreadPrefix = "thread:", PostTypes = "post.", CaseTypes = "case.";

    public static Result<StreamTopics> Parse(IReadOnlyList<string> topics, Actor actor)
    {
        ArgumentNullException.ThrowIfNull(topics);
        ArgumentNullException.ThrowIfNull(actor);
        if (topics.Count is 0 or > StreamErrors.TopicsMax)
        {
            return StreamErrors.TopicCount;
        }

        var threads = new HashSet<Guid>();
        foreach (var topic in topics)
        {
            if (topic.StartsWith(ThreadPrefix, StringComparison.Ordinal)
                && Guid.TryParseExact(topic[ThreadPrefix.Length..], "D", out var postId))
            {
                threads.Add(postId);
            }
            else if (topic is ("feed" or "notifications") && actor.UserId is null)
            {
                return StreamErrors.SignInRequired;
            }
            else if (topic is "moderation" && !actor.IsStaff)
            {
                return actor.UserId is null ? StreamErrors.SignInRequired : StreamErrors.StaffOnly;
            }
            else if (topic is not ("events" or "feed" or "notifications" or "moderation"))
            {
                return StreamErrors.TopicUnknown;
            }
        }

        bool Has(string topic) => topics.Contains(topic, StringComparer.Ordinal);
        return new StreamTopics(Has("events"), Has("feed"), Has("notifications"), Has("moderation"), threads);
    }

    /// <param name="follows">Whether the reader follows the owner of the event.</param>
    public bool Include(LoggedEvent logged, bool follows)
    {
        ArgumentNullException.ThrowIfNull(logged);
        return Events
            || (logged.PostId is { } postId && Threads.Contains(postId) && !IsCase(logged))
            || (Notifications && logged.Type == EventTypes.NotificationCreated)
            || (Moderation && IsCase(logged))
            || (follows && IsInFeeds(logged));
    }

    /// <summary>Whether the event concerns followers of its owner.</summary>
    public static bool IsInFeeds(LoggedEvent logged) => logged.Type.StartsWith(PostTypes, StringComparison.Ordinal);

    private static bool IsCase(LoggedEvent logged) => logged.Type.StartsWith(CaseTypes, StringComparison.Ordinal);
}
