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

    /// <param name="Into">The other name.</param>
    internal sealed record ReplaceRequest([property: StringLength(TagName.MaxLength, MinimumLength = 1)] string Into);

    [EndpointSummary("Complete the name of a tag, most used first")]
    [EndpointDescription("An old name of a tag that was renamed or merged leads to the tag, with the old name as `alias`.")]
    private static async Task<Results<Ok<TagSuggestions>, ProblemHttpResult>> Suggest(
        [Description("What was typed.")] string q,
        IMediator mediator,
        CancellationToken ct,
        [Description("Names wanted, 1 to 50."), Range(1, SuggestTags.LimitMax)] int limit = 10) =>
        (await mediator.Send(new SuggestTags(q, limit), ct)).ToOk();

    [EndpointSummary("Read a tag with the names that it had")]
    [EndpointDescription("For everyone. An old name finds the tag that it means now.")]
    private static async Task<Results<Ok<TagView>, ProblemHttpResult>> Get(string tag, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new GetTag(tag), ct)).ToOk();

    [EndpointSummary("Give a tag a name that no post has")]
    [EndpointDescription(
        "For moderators. All posts follow at once, drafts and the trash included, and the old name goes on meaning the new one. On very many posts it takes minutes. "
        + "409 `tag.taken` when posts have the new name already, or none has the old one.")]
    private static async Task<Results<Ok<ReplacedTag>, ProblemHttpResult>> Rename(
        string tag, ReplaceRequest body, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new ReplaceTag(tag, body.Into, Merge: false), ct)).ToOk();

    [EndpointSummary("Merge a tag into another")]
    [EndpointDescription("For moderators, and without a way back. All posts follow at once, and the old name goes on meaning the other tag. 409 `tag.not_mergeable` when one of the two is on no post.")]
    private static async Task<Results<Ok<ReplacedTag>, ProblemHttpResult>> Merge(
        string tag, ReplaceRequest body, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new ReplaceTag(tag, body.Into, Merge: true), ct)).ToOk();
}
