using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Agora.Api.Http;
using Agora.Application.EventLog;
using Agora.Domain.EventLog;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Agora.Api.EventLog;

internal static class EventEndpoints
{
    private const int DefaultLimit = 100;

    public static void MapEvents(this IEndpointRouteBuilder api)
    {
        var events = api.MapGroup("/events").WithTags("Events");
        events.MapGet("/", All).WithName("ListEvents").AllowAnonymous().WithMetadata(new ReadsFromPosition());
    }

    [EndpointSummary("List events")]
    [EndpointDescription(
        "Changes in the order of the log, for those who keep a copy: each event exactly once, those of one post, comment or account in "
        + "the order of its changes. Pass the `position` of a page as `after` of the next request, also when the page is empty, and "
        + "continue at once while `hasMore` is true. A page may have fewer events than `limit`.\n\n"
        + "An event names what changed by ids and holds no contents. Available to everyone, as far as they may see the content right now: "
        + "events of content that was published and is not any more say so by `post.unpublished` and `comment.removed`; a post that is "
        + "unpublished takes its comments along. On `post.published` load the post and its comments anew. Staff and the author see the "
        + "events of a case; a person alone those of their files.\n\n"
        + "Events are kept for `Events:RetentionDays`. An older position is 410 `event.position_expired`; one of another server, also of a "
        + "copy of this one, is 400 `event.position_unknown`. In both cases get the position of `after=latest`, load anew, and continue "
        + "from that position.")]
    private static async Task<Results<Ok<EventList>, ProblemHttpResult>> All(
        IMediator mediator,
        CancellationToken ct,
        [Description("A position, or `latest` for where the log ends now. The oldest event that is kept by default."),
         StringLength(EventPosition.TextMax, MinimumLength = 1)] string? after = null,
        [FromQuery, Description("Only events of these types, such as `post.published`.")] string[]? types = null,
        [Description("Events of a page, 1 to 500."), Range(1, ListEvents.LimitMax)] int limit = DefaultLimit) =>
        (await mediator.Send(new ListEvents(after, types, limit), ct)).ToOk();
}

/// <summary>The endpoint reads the event log from a position that may have expired.</summary>
internal sealed class ReadsFromPosition;
