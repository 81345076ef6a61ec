using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Agora.Api.Http;
using Agora.Api.Http.Limits;
using Agora.Application.Common;
using Agora.Application.EventLog;
using Agora.Application.Streams;
using Agora.Domain.EventLog;
using Agora.Domain.Streams;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Agora.Api.Streams;

internal static class StreamEndpoints
{
    private const int LastEventIdMax = 1000;

    public static void MapStreams(this IEndpointRouteBuilder api)
    {
        var streams = api.MapGroup("/stream").WithTags("Events");
        streams.MapGet("/", Open).WithName("OpenStream").AllowAnonymous().DisableRequestTimeout().WithoutCompression()
            .WithMetadata(new StreamsEvents());
    }

    [EndpointSummary("Open a stream of events")]
    [EndpointDescription(
        "Server-sent events (`text/event-stream`), as they are committed: `id` is a position of the event log, `event` a type and `data` "
        + "the event as `GET /events` returns it. Topics: `events` is everything that the caller may see, `feed` the posts of those whom "
        + "the caller follows, `notifications` those of the caller, `thread:` and the id of a post what happens to it and below it, "
        + "`moderation` the cases, for moderators and admins. An event that belongs to several topics comes once. On `post.published` "
        + "load the post and its comments anew: what happened to them while it was not published is not reported.\n\n"
        + "The browser's `EventSource` reconnects by itself with `Last-Event-ID`; the stream then begins with what was missed, without a "
        + "gap or a repetition, also on another server of the same database. Where that is no longer kept, it begins with the event "
        + "`reload`: load anew what you show; what follows is complete. `EventSource` sends no `Authorization`, so it suits what everyone "
        + "may see; a caller who is signed in needs a client that sets headers, such as `fetch`. A comment every "
        + "`Streams:HeartbeatSeconds` shows that the stream lives.\n\n"
        + "The stream ends when the access token expires or the session ends, and when the server stops. At most `Streams:PerUserMax` are "
        + "open at once, and `Streams:Max` on one server (429 `stream.too_many`).")]
    private static Results<EventStreamResult, ProblemHttpResult> Open(
        [FromQuery, Description("What the stream is about, such as `feed` and `thread:0198c5f0-7a3e-7c4b-9a51-1f2e3d4c5b6a`."),
         MinLength(1), MaxLength(StreamErrors.TopicsMax)] string[] topics,
        HttpContext http,
        IStreams streams,
        ActorContext context,
        IEventLogRepository log,
        IStreamRepository follows,
        StreamSettings settings,
        [FromHeader(Name = "Last-Event-ID"), Description("The `id` of the last event that was received. From now on by default."),
         StringLength(LastEventIdMax)] string? lastEventId = null)
    {
        var wanted = StreamTopics.Parse(topics, context.Actor);
        if (!wanted.IsSuccess)
        {
            return Problems.From(wanted.Error);
        }

        // One that is no position is answered like one of another log, by `reload`: a refusal would end an EventSource for good.
        EventPosition? after = string.IsNullOrEmpty(lastEventId) ? null
            : EventPosition.Parse(lastEventId) is { IsSuccess: true } parsed ? parsed.Value
            : new EventPosition("", 0, 0);
        var address = RateLimits.Network(http.Connection.RemoteIpAddress ?? System.Net.IPAddress.None);
        var stream = streams.Open(context.Actor, address, wanted.Value);
        return stream.IsSuccess
            ? new EventStreamResult(stream.Value, after, log, follows, settings)
            : Problems.From(stream.Error);
    }
}

/// <summary>The endpoint sends events without end, some of them to staff alone.</summary>
internal sealed class StreamsEvents;
