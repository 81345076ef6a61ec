using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using Agora.Api.Http;
using Agora.Api.Http.Batches;
using Agora.Api.Media;
using Agora.Api.Moderation;
using Agora.Application.Common;
using Agora.Application.Posts;
using Agora.Domain.Posts;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Agora.Api.Posts;

internal static class PostEndpoints
{
    public static void MapPosts(this IEndpointRouteBuilder api)
    {
        var posts = api.MapGroup("/posts").WithTags("Posts");
        posts.MapPost("/", Create).WithName("CreatePost").AllowsBatch();
        posts.MapGet("/{postId:guid}", Get).WithName("GetPost").AllowAnonymous();
        posts.MapPatch("/{postId:guid}", Update).WithName("UpdatePost").AllowsBatch().TakesReason();
        posts.MapPost("/{postId:guid}/publish", Publish).WithName("PublishPost").AllowsBatch().AcceptsIfMatch().TakesReason();
        posts.MapPost("/{postId:guid}/archive", Archive).WithName("ArchivePost").AllowsBatch().AcceptsIfMatch().TakesReason();
        posts.MapDelete("/{postId:guid}", Delete).WithName("DeletePost").AllowsBatch().AcceptsIfMatch().TakesReason();
        posts.MapPost("/{postId:guid}/restore", Restore).WithName("RestorePost").AllowsBatch().AcceptsIfMatch().TakesReason();
        posts.MapPostLists();
        posts.MapPostMeaning();
        posts.MapPostMedia();
        api.MapTagLists();
        api.MapTitleSuggestions();
        api.MapAuthorLists();
    }

    // Defaults are those of parameters: the generated serializer passes over the initializers of properties.

    /// <param name="Language">The language for search; <c>simple</c> for none.</param>
    /// <param name="Metadata">A small JSON object for the client's use.</param>
    /// <param name="Publish">Publishes the post at once instead of creating a draft.</param>
    internal sealed record CreateRequest(
        [property: StringLength(PostRules.TitleMax, MinimumLength = 1)] string Title,
        [property: StringLength(PostRules.BodyMax, MinimumLength = 1)] string Body,
        string Language = PostRules.DefaultLanguage,
        [property: MaxLength(PostRules.TagsMax)] IReadOnlyList<string>? Tags = null,
        [property: AnyObject] JsonElement? Metadata = null,
        bool Publish = false);

    internal enum PostPart
    {
        Html,
        Media,
    }

    internal sealed record UpdateRequest
    {
        [StringLength(PostRules.TitleMax, MinimumLength = 1)]
        public Optional<string> Title { get; init; }

        [StringLength(PostRules.BodyMax, MinimumLength = 1)]
        public Optional<string> Body { get; init; }

        public Optional<string> Language { get; init; }

        [MaxLength(PostRules.TagsMax)]
        public Optional<IReadOnlyList<string>> Tags { get; init; }

        /// <summary>Merged member by member; null clears it.</summary>
        [AnyObject]
        public Optional<JsonElement?> Metadata { get; init; }
    }

    [EndpointSummary("Create a post")]
    [EndpointDescription(
        "For signed-in callers. Only its author and staff see a draft. The body is Markdown. Tags are normalized, and a former "
        + "name of a tag becomes the current one.")]
    private static async Task<Results<Created<PostView>, ProblemHttpResult>> Create(
        CreateRequest body, IMediator mediator, HttpContext http, CancellationToken ct)
    {
        var created = await mediator.Send(
            new CreatePost(body.Title, body.Body, body.Language, body.Tags ?? [], body.Metadata, body.Publish), ct);
        return created.ToCreated(http, Tag, post => $"/api/v1/posts/{post.Id}");
    }

    [EndpointSummary("Get a post")]
    [EndpointDescription(
        "Available to everyone while published; drafts, archived and hidden posts only to their author and staff. A post in the "
        + "trash is not found. A read counts as a view, once a day for each reader and never for the author, and shows in "
        + "`viewCount` some seconds later.")]
    private static async Task<Results<Ok<PostView>, StatusCodeHttpResult, ProblemHttpResult>> Get(
        Guid postId,
        IMediator mediator,
        HttpContext http,
        CancellationToken ct,
        [Description("`html` adds the body as safe HTML; `media` adds its files. Both may be given.")] PostPart[]? include = null)
    {
        var query = new GetPost(postId, include?.Contains(PostPart.Html) == true, include?.Contains(PostPart.Media) == true)
        {
            IsKnown = post => Preconditions.IsFresh(http, Tag(post)),
        };
        return (await mediator.Send(query, ct)).ToOkOrNotModified(http, Tag);
    }

    [EndpointSummary("Update a post")]
    [EndpointDescription(
        "For the author and, with a `reason`, admins; others get 403 `post.author_only`. Every change becomes a version that can "
        + "be read and restored. An edit of a hidden post opens its case again: `review` in the response names the case. A post in "
        + "the trash must be restored first (404 `post.in_trash`).")]
    private static async Task<Results<Ok<PostView>, ProblemHttpResult>> Update(
        Guid postId, UpdateRequest body, IMediator mediator, HttpContext http, CancellationToken ct,
        [Description(StaffReasonHelp.Text)] string? reason = null)
    {
        var result = await mediator.EditAsync(
            http,
            version => new UpdatePost(postId, version)
            {
                Title = body.Title,
                Body = body.Body,
                Language = body.Language,
                Tags = body.Tags,
                Metadata = body.Metadata,
            },
            new GetPost(postId, AsHtml: false, WithMedia: false),
            Tag,
            ct);
        return result.ToSaved(http, Tag);
    }

    [EndpointSummary("Publish a post")]
    [EndpointDescription(
        "For the author and, with a `reason`, admins. Idempotent. An archived post returns to its former place in lists; a hidden "
        + "one is refused (409 `post.hidden`).")]
    private static async Task<Results<Ok<PostView>, ProblemHttpResult>> Publish(
        Guid postId, IMediator mediator, HttpContext http, CancellationToken ct,
        [Description(StaffReasonHelp.Text)] string? reason = null) =>
        (await mediator.SendAsync(http, version => new PublishPost(postId, version), ct)).ToSaved(http, Tag);

    [EndpointSummary("Archive a post")]
    [EndpointDescription(
        "For the author and, with a `reason`, admins. Removes a published post from every list; its author and staff can still "
        + "read it, and `publish` returns it. Drafts (409 `post.never_published`) and hidden posts (409 `post.hidden`) are refused.")]
    private static async Task<Results<Ok<PostView>, ProblemHttpResult>> Archive(
        Guid postId, IMediator mediator, HttpContext http, CancellationToken ct,
        [Description(StaffReasonHelp.Text)] string? reason = null) =>
        (await mediator.SendAsync(http, version => new ArchivePost(postId, version), ct)).ToSaved(http, Tag);

    [EndpointSummary("Move a post to the trash")]
    [EndpointDescription(
        "For the author and, once the post was published, with a `reason`, staff. The post and its comments disappear for "
        + "everyone. Its author finds it at `/api/v1/posts/trash` and can restore it until `purgeAt`, when it is deleted "
        + "permanently. Deleting it again is 404.")]
    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(
        Guid postId, IMediator mediator, HttpContext http, CancellationToken ct,
        [Description(StaffReasonHelp.Text)] string? reason = null) =>
        (await mediator.SendAsync(http, version => new DeletePost(postId, version), ct)).ToNoContent();

    [EndpointSummary("Restore a post from the trash")]
    [EndpointDescription(
        "For the side that deleted it. A post that staff removed can be restored by staff only, with a `reason` (403 "
        + "`post.removed_by_staff`); one that its author deleted, by the author only (403 `post.removed_by_author`). It keeps its "
        + "former status.")]
    private static async Task<Results<Ok<PostView>, ProblemHttpResult>> Restore(
        Guid postId, IMediator mediator, HttpContext http, CancellationToken ct,
        [Description(StaffReasonHelp.Text)] string? reason = null) =>
        (await mediator.SendAsync(http, version => new RestorePost(postId, version), ct)).ToSaved(http, Tag);

    // Changed counters are another representation; If-Match compares the version only.
    internal static string Tag(PostView post) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"\"{post.Version}-{post.CommentCount}-{post.LikeCount}-{post.ViewCount}{PostMediaEndpoints.TagOf(post.Media)}\"");
}
