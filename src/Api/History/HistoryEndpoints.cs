using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Agora.Api.Http;
using Agora.Application.Common;
using Agora.Application.History;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Agora.Api.History;

/// <summary>The same five questions for everything that has a history.</summary>
internal static class HistoryEndpoints
{
    private const int DefaultLimit = 20;

    private const string LimitHelp = "Page size, 1 to 100.", CursorHelp = "The `next` of the previous page.";

    private const string FromHelp = "The older version; by default the one before `to`.",
        ToHelp = "The newer version; by default the current one.";

    private const string AtHelp = "The time.";

    private const string WhoSees = "For its author and staff. Which moderator or admin changed it is hidden from the author.";

    private const string WhoSeesProfile = "For the person and admins. Which admin changed it is hidden from the person.";

    public static void MapHistory(this IEndpointRouteBuilder api)
    {
        var post = api.MapGroup("/posts/{postId:guid}/versions").WithTags("History");
        post.MapGet("/", PostVersions).WithName("ListPostVersions");
        post.MapGet("/{number:int}", PostVersion).WithName("GetPostVersion");
        post.MapGet("/compare", ComparePost).WithName("ComparePostVersions");
        post.MapGet("/as-of", PostAsOf).WithName("GetPostAsOf");
        var comment = api.MapGroup("/comments/{commentId:guid}/versions").WithTags("History");
        comment.MapGet("/", CommentVersions).WithName("ListCommentVersions");
        comment.MapGet("/{number:int}", CommentVersion).WithName("GetCommentVersion");
        comment.MapGet("/compare", CompareComment).WithName("CompareCommentVersions");
        comment.MapGet("/as-of", CommentAsOf).WithName("GetCommentAsOf");
        var profile = api.MapGroup("/users/{userId:guid}/profile/versions").WithTags("History");
        profile.MapGet("/", ProfileVersions).WithName("ListProfileVersions");
        profile.MapGet("/{number:int}", ProfileVersion).WithName("GetProfileVersion");
        profile.MapGet("/compare", CompareProfile).WithName("CompareProfileVersions");
        profile.MapGet("/as-of", ProfileAsOf).WithName("GetProfileAsOf");
        api.MapRestores();
    }

    [EndpointSummary("List the versions of a post")]
    [EndpointDescription("Newest first. For its author and staff. The author does not see which moderator or admin made a change.")]
    private static async Task<Results<Ok<Page<VersionEntry>>, ProblemHttpResult>> PostVersions(
        Guid postId,
        IMediator mediator,
        CancellationToken ct,
        [Description(LimitHelp), Range(1, ListVersions.LimitMax)] int limit = DefaultLimit,
        [Description(CursorHelp)] string? cursor = null) =>
        (await mediator.Send(new ListVersions(HistorySubject.Post, postId, limit, cursor), ct)).ToOk();

    [EndpointSummary("Get a version of a post")]
    [EndpointDescription(
        "For its author and staff; for others it is not found (404 `history.not_found`). `values` includes the status, but not "
        + "the files.")]
    private static async Task<Results<Ok<VersionView>, ProblemHttpResult>> PostVersion(
        Guid postId, [Range(1, int.MaxValue)] int number, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new GetVersion(HistorySubject.Post, postId, number), ct)).ToOk();

    [EndpointSummary("Compare two versions of a post")]
    [EndpointDescription(
        "For its author and staff. Lists the members that differ, and multi-line text line by line. Without `from` and `to` it "
        + "shows the last change.")]
    private static async Task<Results<Ok<VersionDiff>, ProblemHttpResult>> ComparePost(
        Guid postId,
        IMediator mediator,
        CancellationToken ct,
        [Description(FromHelp), Range(1, int.MaxValue)] int? from = null,
        [Description(ToHelp), Range(1, int.MaxValue)] int? to = null) =>
        (await mediator.Send(new CompareVersions(HistorySubject.Post, postId, from, to), ct)).ToOk();

    [EndpointSummary("Get a post as of a time")]
    [EndpointDescription(
        "For its author and staff. A time before the post existed is 404 `history.not_yet`. `number` is the version of that time.")]
    private static async Task<Results<Ok<VersionView>, ProblemHttpResult>> PostAsOf(
        Guid postId, [Description(AtHelp)] DateTimeOffset at, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new GetAsOf(HistorySubject.Post, postId, at), ct)).ToOk();

    [EndpointSummary("List the versions of a comment")]
    [EndpointDescription("Newest first. For its author and staff. The author does not see which moderator or admin made a change.")]
    private static async Task<Results<Ok<Page<VersionEntry>>, ProblemHttpResult>> CommentVersions(
        Guid commentId,
        IMediator mediator,
        CancellationToken ct,
        [Description(LimitHelp), Range(1, ListVersions.LimitMax)] int limit = DefaultLimit,
        [Description(CursorHelp)] string? cursor = null) =>
        (await mediator.Send(new ListVersions(HistorySubject.Comment, commentId, limit, cursor), ct)).ToOk();

    [EndpointSummary("Get a version of a comment")]
    [EndpointDescription(
        "For its author and staff, also when the comment is deleted; for others it is not found (404 `history.not_found`).")]
    private static async Task<Results<Ok<VersionView>, ProblemHttpResult>> CommentVersion(
        Guid commentId, [Range(1, int.MaxValue)] int number, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new GetVersion(HistorySubject.Comment, commentId, number), ct)).ToOk();

    [EndpointSummary("Compare two versions of a comment")]
    [EndpointDescription(
        "For its author and staff. Lists the members that differ, and multi-line text line by line. Without `from` and `to` it "
        + "shows the last change.")]
    private static async Task<Results<Ok<VersionDiff>, ProblemHttpResult>> CompareComment(
        Guid commentId,
        IMediator mediator,
        CancellationToken ct,
        [Description(FromHelp), Range(1, int.MaxValue)] int? from = null,
        [Description(ToHelp), Range(1, int.MaxValue)] int? to = null) =>
        (await mediator.Send(new CompareVersions(HistorySubject.Comment, commentId, from, to), ct)).ToOk();

    [EndpointSummary("Get a comment as of a time")]
    [EndpointDescription(
        "For its author and staff. A time before the comment existed is 404 `history.not_yet`. `number` is the version of that "
        + "time.")]
    private static async Task<Results<Ok<VersionView>, ProblemHttpResult>> CommentAsOf(
        Guid commentId, [Description(AtHelp)] DateTimeOffset at, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new GetAsOf(HistorySubject.Comment, commentId, at), ct)).ToOk();

    [EndpointSummary("List the versions of a profile")]
    [EndpointDescription("Newest first. For the owner and admins. The owner does not see which admin made a change.")]
    private static async Task<Results<Ok<Page<VersionEntry>>, ProblemHttpResult>> ProfileVersions(
        Guid userId,
        IMediator mediator,
        CancellationToken ct,
        [Description(LimitHelp), Range(1, ListVersions.LimitMax)] int limit = DefaultLimit,
        [Description(CursorHelp)] string? cursor = null) =>
        (await mediator.Send(new ListVersions(HistorySubject.Profile, userId, limit, cursor), ct)).ToOk();

    [EndpointSummary("Get a version of a profile")]
    [EndpointDescription(
        "For the owner and admins; for others it is not found (404 `history.not_found`). Uploaded pictures are not part of the "
        + "history.")]
    private static async Task<Results<Ok<VersionView>, ProblemHttpResult>> ProfileVersion(
        Guid userId, [Range(1, int.MaxValue)] int number, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new GetVersion(HistorySubject.Profile, userId, number), ct)).ToOk();

    [EndpointSummary("Compare two versions of a profile")]
    [EndpointDescription(
        "For the owner and admins. Lists the members that differ, and multi-line text line by line. Without `from` and `to` it "
        + "shows the last change.")]
    private static async Task<Results<Ok<VersionDiff>, ProblemHttpResult>> CompareProfile(
        Guid userId,
        IMediator mediator,
        CancellationToken ct,
        [Description(FromHelp), Range(1, int.MaxValue)] int? from = null,
        [Description(ToHelp), Range(1, int.MaxValue)] int? to = null) =>
        (await mediator.Send(new CompareVersions(HistorySubject.Profile, userId, from, to), ct)).ToOk();

    [EndpointSummary("Get a profile as of a time")]
    [EndpointDescription(
        "For the owner and admins. A time before the profile existed is 404 `history.not_yet`. `number` is the version of that "
        + "time.")]
    private static async Task<Results<Ok<VersionView>, ProblemHttpResult>> ProfileAsOf(
        Guid userId, [Description(AtHelp)] DateTimeOffset at, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new GetAsOf(HistorySubject.Profile, userId, at), ct)).ToOk();
}
