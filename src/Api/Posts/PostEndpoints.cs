using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using Agora.Api.Http;
using Agora.Api.Media;
using Agora.Application.Common;
using Agora.Application.Posts;
using Agora.Domain.Common;
using Agora.Domain.Posts;
using Agora.Infrastructure.Posts;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Agora.Api.Posts;

internal static class PostEndpoints
{
    public static void MapPosts(this IEndpointRouteBuilder api)
    {
        var posts = api.MapGroup("/posts").WithTags("Posts");
        posts.MapPost("/", Create).WithName("CreatePost");
        posts.MapGet("/{postId:guid}", Get).WithName("GetPost").AllowAnonymous();
        posts.MapPatch("/{postId:guid}", Update).WithName("UpdatePost");
        posts.MapPost("/{postId:guid}/publish", Publish).WithName("PublishPost");
        posts.MapPost("/{postId:guid}/archive", Archive).WithName("ArchivePost");
        posts.MapDelete("/{postId:guid}", Delete).WithName("DeletePost");
        posts.MapPost("/{postId:guid}/restore", Restore).WithName("RestorePost");
        posts.MapPostLists();
        posts.MapPostMedia();
        api.MapTagLists();
        api.MapAuthorLists();
    }

    // Defaults are those of parameters: the generated serializer passes over the initializers of properties.

    /// <param name="Language">The language that search reads the post in; <c>simple</c> for none.</param>
    /// <param name="Metadata">A small JSON object of one's own.</param>
    /// <param name="Publish">Shows the post to everyone at once instead of keeping it as a draft.</param>
    internal sealed record CreateRequest(
        [property: StringLength(PostRules.TitleMax, MinimumLength = 1)] string Title,
        [property: StringLength(PostRules.BodyMax, MinimumLength = 1)] string Body,
        string Language = PostRules.DefaultLanguage,
        [property: MaxLength(PostRules.TagsMax)] IReadOnlyList<string>? Tags = null,
        JsonElement? Metadata = null,
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
        public Optional<JsonElement?> Metadata { get; init; }
    }

    [EndpointSummary("Write a post")]
    private static async Task<Results<Created<PostView>, ProblemHttpResult>> Create(
        CreateRequest body, IMediator mediator, HttpContext http, CancellationToken ct)
    {
        var created = await mediator.Send(
            new CreatePost(body.Title, body.Body, body.Language, body.Tags ?? [], body.Metadata, body.Publish), ct);
        if (!created.IsSuccess)
        {
            return Problems.From(created.Error);
        }

        http.Response.Headers.ETag = Tag(created.Value);
        return TypedResults.Created($"/api/v1/posts/{created.Value.Id}", created.Value);
    }

    [EndpointSummary("Read a post")]
    private static async Task<Results<Ok<PostView>, StatusCodeHttpResult, ProblemHttpResult>> Get(
        Guid postId,
        IMediator mediator,
        PostViewBuffer views,
        Visitors visitors,
        TimeProvider clock,
        ActorContext context,
        HttpContext http,
        CancellationToken ct,
        [Description("`html` brings the body rendered, safe to show; `media` the files that it shows. Both may be named.")] PostPart[]? include = null)
    {
        var result = await mediator.Send(new GetPost(postId, include?.Contains(PostPart.Html) == true, include?.Contains(PostPart.Media) == true), ct);
        if (!result.IsSuccess)
        {
            return Problems.From(result.Error);
        }

        // Whoever still has the post has been counted when they got it.
        if (Preconditions.IsFresh(http, Tag(result.Value)))
        {
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        }

        views.Saw(result.Value, context.Actor, visitors.Name(http.Connection.RemoteIpAddress), clock.GetUtcNow());
        return TypedResults.Ok(result.Value);
    }

    [EndpointSummary("Change a post")]
    private static async Task<Results<Ok<PostView>, ProblemHttpResult>> Update(
        Guid postId, UpdateRequest body, IMediator mediator, HttpContext http, CancellationToken ct)
    {
        var version = Preconditions.IfMatch(http.Request);
        if (!version.IsSuccess)
        {
            return Problems.From(version.Error);
        }

        var command = new UpdatePost(postId, version.Value)
        {
            Title = body.Title,
            Body = body.Body,
            Language = body.Language,
            Tags = body.Tags,
            Metadata = body.Metadata,
        };
        return Saved(await mediator.Send(command, ct), http);
    }

    [EndpointSummary("Show a post to everyone")]
    private static async Task<Results<Ok<PostView>, ProblemHttpResult>> Publish(
        Guid postId, IMediator mediator, HttpContext http, CancellationToken ct) =>
        Saved(await mediator.Send(new PublishPost(postId), ct), http);

    [EndpointSummary("Take a published post out of every list")]
    private static async Task<Results<Ok<PostView>, ProblemHttpResult>> Archive(
        Guid postId, IMediator mediator, HttpContext http, CancellationToken ct) =>
        Saved(await mediator.Send(new ArchivePost(postId), ct), http);

    [EndpointSummary("Put a post into the trash")]
    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(Guid postId, IMediator mediator, CancellationToken ct)
    {
        var result = await mediator.Send(new DeletePost(postId), ct);
        return result.Match<Results<NoContent, ProblemHttpResult>>(_ => TypedResults.NoContent(), e => Problems.From(e));
    }

    [EndpointSummary("Take a post out of the trash")]
    private static async Task<Results<Ok<PostView>, ProblemHttpResult>> Restore(
        Guid postId, IMediator mediator, HttpContext http, CancellationToken ct) =>
        Saved(await mediator.Send(new RestorePost(postId), ct), http);

    private static Results<Ok<PostView>, ProblemHttpResult> Saved(Result<PostView> result, HttpContext http)
    {
        if (!result.IsSuccess)
        {
            return Problems.From(result.Error);
        }

        http.Response.Headers.ETag = Tag(result.Value);
        return TypedResults.Ok(result.Value);
    }

    // The counters are shown, so a change of them is another representation; a writer's If-Match looks at the version alone.
    private static string Tag(PostView post) =>
        string.Create(CultureInfo.InvariantCulture, $"\"{post.Version}-{post.CommentCount}-{post.ViewCount}{PostMediaEndpoints.TagOf(post.Media)}\"");
}
