using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Agora.Api.Http;
using Agora.Api.Http.Batches;
using Agora.Application.Tags;
using Agora.Domain.Posts;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Agora.Api.Tags;

internal static class TagEndpoints
{
    public static void MapTags(this IEndpointRouteBuilder api)
    {
        // Not below /tags, where a tag of that name would stand.
        api.MapGet("/suggestions/tags", Suggest).WithTags("Tags").WithName("SuggestTags").AllowAnonymous();
        var tags = api.MapGroup("/tags").WithTags("Tags");
        tags.MapGet("/{tag}", Get).WithName("GetTag").AllowAnonymous();
        tags.MapPost("/{tag}/rename", Rename).WithName("RenameTag").AllowsBatch().RequireAuthorization(Access.Moderator);
        tags.MapPost("/{tag}/merge", Merge).WithName("MergeTag").AllowsBatch().RequireAuthorization(Access.Moderator);
    }

    /// <param name="Into">The new name, or the tag to merge into.</param>
    internal sealed record ReplaceRequest([property: StringLength(TagName.MaxLength, MinimumLength = 1)] string Into);

    [EndpointSummary("Suggest tags")]
    [EndpointDescription(
        "Completes the name of a tag, most used first. A former name of a renamed or merged tag finds the tag, with the former "
        + "name as `alias`.")]
    private static async Task<Results<Ok<TagSuggestions>, ProblemHttpResult>> Suggest(
        [Description("The typed prefix.")] string q,
        IMediator mediator,
        CancellationToken ct,
        [Description("Number of names, 1 to 50."), Range(1, SuggestTags.LimitMax)] int limit = 10) =>
        (await mediator.Send(new SuggestTags(q, limit), ct)).ToOk();

    [EndpointSummary("Get a tag")]
    [EndpointDescription("Includes its former names. Available to everyone. A former name finds the current tag.")]
    private static async Task<Results<Ok<TagView>, ProblemHttpResult>> Get(string tag, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new GetTag(tag), ct)).ToOk();

    [EndpointSummary("Rename a tag")]
    [EndpointDescription(
        "For moderators. All posts get the new name at once, including drafts and the trash, and the former name keeps finding "
        + "the tag. Takes minutes when very many posts have the tag. 409 `tag.taken` when posts have the new name already, or when "
        + "no post has the tag.")]
    private static async Task<Results<Ok<ReplacedTag>, ProblemHttpResult>> Rename(
        string tag, ReplaceRequest body, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new RenameOrMergeTag(tag, body.Into, Merge: false), ct)).ToOk();

    [EndpointSummary("Merge a tag into another")]
    [EndpointDescription(
        "For moderators. Cannot be undone. All posts get the other tag at once, and the former name keeps finding it. 409 "
        + "`tag.not_mergeable` when one of the two tags has no posts.")]
    private static async Task<Results<Ok<ReplacedTag>, ProblemHttpResult>> Merge(
        string tag, ReplaceRequest body, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new RenameOrMergeTag(tag, body.Into, Merge: true), ct)).ToOk();
}
