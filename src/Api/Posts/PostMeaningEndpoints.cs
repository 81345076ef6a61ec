using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Agora.Api.Http;
using Agora.Api.Http.Limits;
using Agora.Application.Posts;
using Agora.Application.Users;
using Agora.Domain.Posts;
using Agora.Domain.Users;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Agora.Api.Posts;

/// <summary>What finds posts by their vectors.</summary>
internal static class PostMeaningEndpoints
{
    public static void MapPostMeaning(this IEndpointRouteBuilder posts)
    {
        posts.MapGet("/search/hybrid", Search).WithName("SearchPostsHybrid").AllowAnonymous().IsExpensive();
        posts.MapGet("/{postId:guid}/similar", Similar).WithName("ListSimilarPosts").AllowAnonymous().IsExpensive();
    }

    [EndpointSummary("Search published posts by words and by meaning")]
    [EndpointDescription(
        "Available to everyone. The best 100 posts by words (as `GET /api/v1/posts/search` finds them) and the best 100 by the similarity "
        + "of their embeddings are fused by reciprocal rank: place `p` of a source adds `weight / (k + p)` to the score. Equal scores go "
        + "by the words. `words` and `meaning` give the place and the score in each source. One list, without further pages. Where posts "
        + "cannot be searched by meaning, the words decide alone, and `meaning.reason` is the code of the cause. When no words match, "
        + "`suggestion` is another spelling whose words do, and the search is for it.")]
    private static async Task<Results<Ok<HybridResults>, ProblemHttpResult>> Search(
        [Description("What to look for. Words, \"phrases\", `or` and `-` count for the words.")] string q,
        IMediator mediator,
        CancellationToken ct,
        [FromQuery, Description("Posts with this tag; up to 10 tags.")] string[]? tag = null,
        [Description("Whether a post must have all of the tags or any.")] TagMatch tagMatch = TagMatch.All,
        [Description($"Posts of this author: {UserReference.Help}."), MaxLength(UserRules.UsernameMax)] string? author = null,
        [Description("Published at or after.")] DateTimeOffset? from = null,
        [Description("Published before.")] DateTimeOffset? to = null,
        [Description("Posts in this language, such as `english`.")] string? language = null,
        [Description("A JSON object that the metadata must contain.")] string? metadata = null,
        [Description("Number of posts, 1 to 100."), Range(1, SearchPostsHybrid.LimitMax)] int limit = 20,
        [Description("The larger, the less the first places of a source outweigh its later ones.")]
        [Range(1, SearchPostsHybrid.KMax)]
        int k = SearchPostsHybrid.KDefault,
        [Description("Weight of the words; 0 leaves them out."), Range(0, SearchPostsHybrid.WeightMax)] double wordsWeight = 1,
        [Description("Weight of the meaning; 0 leaves it out."), Range(0, SearchPostsHybrid.WeightMax)] double meaningWeight = 1,
        [Description("What is less similar does not count as found by meaning; -1 to 1."), Range(-1d, 1d)] double similarityMin = 0,
        [Description("Candidates in the index of embeddings (ef_search): more finds more of the nearest, and takes longer.")]
        [Range(SearchPostsHybrid.EffortMin, SearchPostsHybrid.EffortMax)]
        int effort = SearchPostsHybrid.EffortDefault,
        [Description("When no words match, search for `suggestion`.")] bool autocorrect = true) =>
        (await mediator.Send(
            new SearchPostsHybrid(
                q,
                tag,
                tagMatch,
                author,
                from,
                to,
                language,
                metadata,
                limit,
                k,
                wordsWeight,
                meaningWeight,
                similarityMin,
                effort,
                autocorrect),
            ct)).ToOk();

    [EndpointSummary("List similar posts")]
    [EndpointDescription(
        "Available to everyone. Published posts whose embeddings are nearest to those of the post, most similar first. Empty until the "
        + "post is embedded, some seconds after it was published. 503 `embedding.not_installed` where the database has no pgvector.")]
    private static async Task<Results<Ok<SimilarPosts>, ProblemHttpResult>> Similar(
        Guid postId,
        IMediator mediator,
        CancellationToken ct,
        [Description("Number of posts, 1 to 100."), Range(1, PostRules.PageMax)] int limit = 10) =>
        (await mediator.Send(new ListSimilarPosts(postId, limit), ct)).ToOk();
}
