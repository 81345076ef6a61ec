using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Agora.Api.Comments;
using Agora.Api.Http;
using Agora.Api.Http.Batches;
using Agora.Api.Moderation;
using Agora.Api.Posts;
using Agora.Api.Users;
using Agora.Application.Comments;
using Agora.Application.History;
using Agora.Application.Posts;
using Agora.Application.Users;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Agora.Api.History;

internal static class RestoreEndpoints
{
    public static void MapRestores(this IEndpointRouteBuilder api)
    {
        api.MapPost("/posts/{postId:guid}/versions/{number:int}/restore", Post)
            .WithTags("History").WithName("RestorePostVersion").AllowsBatch().RequiresIfMatch().TakesReason();
        api.MapPost("/comments/{commentId:guid}/versions/{number:int}/restore", Comment)
            .WithTags("History").WithName("RestoreCommentVersion").AllowsBatch().RequiresIfMatch().TakesReason();
        api.MapPost("/users/{userId:guid}/profile/versions/{number:int}/restore", Profile)
            .WithTags("History").WithName("RestoreProfileVersion").AllowsBatch().RequiresIfMatch().TakesReason();
    }

    [EndpointSummary("Restore an earlier version of a post")]
    [EndpointDescription(
        "For the author and, with a `reason`, admins. The restored content becomes a new version. Requires If-Match, as any edit.")]
    private static async Task<Results<Ok<PostView>, ProblemHttpResult>> Post(
        Guid postId, [Range(1, int.MaxValue)] int number, IMediator mediator, HttpContext http, CancellationToken ct,
        [Description(StaffReasonHelp.Text)] string? reason = null)
    {
        var result = await mediator.EditAsync(
            http,
            version => new RestorePostVersion(postId, number, version),
            new GetPost(postId, AsHtml: false, WithMedia: false),
            PostEndpoints.Tag,
            ct);
        return result.ToSaved(http, PostEndpoints.Tag);
    }

    [EndpointSummary("Restore an earlier version of a comment")]
    [EndpointDescription(
        "For the author and, with a `reason`, admins. The restored content becomes a new version. Requires If-Match, as any edit.")]
    private static async Task<Results<Ok<CommentView>, ProblemHttpResult>> Comment(
        Guid commentId, [Range(1, int.MaxValue)] int number, IMediator mediator, HttpContext http, CancellationToken ct,
        [Description(StaffReasonHelp.Text)] string? reason = null)
    {
        var result = await mediator.EditAsync(
            http,
            version => new RestoreCommentVersion(commentId, number, version),
            new GetComment(commentId, AsHtml: false),
            CommentEndpoints.Tag,
            ct);
        return result.ToSaved(http, CommentEndpoints.Tag);
    }

    [EndpointSummary("Restore an earlier version of a profile")]
    [EndpointDescription(
        "For the owner and, with a `reason`, admins. The restored content becomes a new version. Requires If-Match, as any edit.")]
    private static async Task<Results<Ok<ProfileView>, ProblemHttpResult>> Profile(
        Guid userId, [Range(1, int.MaxValue)] int number, IMediator mediator, HttpContext http, CancellationToken ct,
        [Description(StaffReasonHelp.Text)] string? reason = null)
    {
        var result = await mediator.EditAsync(
            http, version => new RestoreProfileVersion(userId, number, version), new GetProfile(userId), UserEndpoints.Tag, ct);
        return result.ToSaved(http, UserEndpoints.Tag);
    }
}
