using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Agora.Api.Http;
using Agora.Api.Http.Responses;
using Agora.Application.Common;
using Agora.Application.Posts;
using Agora.Application.Tags;
using Agora.Application.Users;
using Agora.Domain.Posts;
using Agora.Domain.Users;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Agora.Api.Posts;

internal static class PostListEndpoints
{
    private const int DefaultLimit = 20;

    private const string LimitHelp = "Page size, 1 to 100.", CursorHelp = "The `next` of the previous page.";

    private const string TagHelp = "Posts with this tag; up to 10 tags.",
        TagMatchHelp = "Whether a post must have all of the tags or any.";

    public static void MapPostLists(this IEndpointRouteBuilder posts)
    {
        posts.MapGet("/", List).WithName("ListPosts").AllowAnonymous().CacheResponse();
        posts.MapGet("/search", Search).WithName("SearchPosts").AllowAnonymous().CacheResponse();
        posts.MapGet("/trending", Trends).WithName("ListTrending").AllowAnonymous().CacheResponse();
        posts.MapGet("/titles", Titles).WithName("GetPostTitles").AllowAnonymous();
        posts.MapGet("/trash", Trash).WithName("ListTrash");
    }

    public static void MapTitleSuggestions(this IEndpointRouteBuilder api) =>
        api.MapGet("/suggestions/titles", Complete).WithTags("Posts").WithName("SuggestTitles").AllowAnonymous().CacheResponse();

    public static void MapTagLists(this IEndpointRouteBuilder api)
    {
        var tags = api.MapGroup("/tags").WithTags("Tags");
        tags.MapGet("/", Tags).WithName("ListTags").AllowAnonymous().CacheResponse();
        tags.MapGet("/{tag}/posts", Tagged).WithName("ListTagPosts").AllowAnonymous().CacheResponse();
    }

    public static void MapAuthorLists(this IEndpointRouteBuilder api) =>
        api.MapGet("/users/{userId:guid}/posts", ByAuthor).WithTags("Posts").WithName("ListUserPosts").AllowAnonymous().CacheResponse();

    [EndpointSummary("List posts")]
    [EndpointDescription(
        "Available to everyone. Posts by users who block the caller, or whom the caller blocks, are left out. A `status` other "
        + "than `published` lists the caller's own posts, or those of `author` that the caller may see; without an author the "
        + "caller must be signed in (401 `post.sign_in_required`). Drafts are ordered by creation time. `-commentCount` and "
        + "`-viewCount` sort all published posts and take no filter; a post whose count changes between two pages may appear twice "
        + "or not at all. `language` cannot be combined with `author`, `tag` and `status`.")]
    private static async Task<Results<Ok<Page<PostSummary>>, ProblemHttpResult>> List(
        IMediator mediator,
        CancellationToken ct,
        [Description($"Posts of this author: {UserReference.Help}."), MaxLength(UserRules.UsernameMax)] string? author = null,
        [FromQuery, Description(TagHelp)] string[]? tag = null,
        [Description(TagMatchHelp)] TagMatch tagMatch = TagMatch.All,
        [Description("Drafts and archived posts are visible to their author and staff.")] PostStatus status = PostStatus.Published,
        [Description("Posts in this language, such as `english`.")] string? language = null,
        [Description("Published at or after.")] DateTimeOffset? from = null,
        [Description("Published before.")] DateTimeOffset? to = null,
        [Description("Order: newest, oldest, most commented or most viewed first.")] PostSort sort = PostSort.Newest,
        [Description(LimitHelp), Range(1, PostRules.PageMax)] int limit = DefaultLimit,
        [Description(CursorHelp)] string? cursor = null,
        [Description(CountModes.Help)] CountMode count = CountMode.None) =>
        (await mediator.Send(new ListPosts(author, tag, tagMatch, status, language, from, to, sort, limit, cursor, count), ct)).ToOk();

    [EndpointSummary("Search published posts")]
    [EndpointDescription(
        "Available to everyone. Searches titles, bodies and tags with the stemming of each post's language; words in the title "
        + "weigh most. `snippet` is HTML that is safe to show. When nothing matches, `suggestion` is another spelling that finds "
        + "posts with the same filters.")]
    private static async Task<Results<Ok<FoundPosts>, ProblemHttpResult>> Search(
        [Description("Words, beginnings of words (`data*`), \"phrases\", `or`, and `-` before words to exclude.")] string q,
        IMediator mediator,
        CancellationToken ct,
        [FromQuery, Description(TagHelp)] string[]? tag = null,
        [Description(TagMatchHelp)] TagMatch tagMatch = TagMatch.All,
        [Description($"Posts of this author: {UserReference.Help}."), MaxLength(UserRules.UsernameMax)] string? author = null,
        [Description("Published at or after.")] DateTimeOffset? from = null,
        [Description("Published before.")] DateTimeOffset? to = null,
        [Description("Posts in this language, such as `english`.")] string? language = null,
        [Description("A JSON object that the metadata must contain.")] string? metadata = null,
        [Description("Order: best match, newest or oldest first.")] SearchSort sort = SearchSort.Relevance,
        [Description("Days after which a match counts half, 1 to 3650; with `sort=relevance`. Without it, age does not count.")]
        [Range(1, SearchPosts.HalfLifeMax)]
        int? halfLife = null,
        [FromQuery]
        [Description("Count the posts that match by these, 100,000 at most, on the first page: 20 most frequent values or latest months.")]
        SearchFacet[]? facet = null,
        [Description("When nothing matches, list what `suggestion` finds.")] bool autocorrect = false,
        [Description(LimitHelp), Range(1, PostRules.PageMax)] int limit = DefaultLimit,
        [Description(CursorHelp)] string? cursor = null,
        [Description(CountModes.Help)] CountMode count = CountMode.None) =>
        (await mediator.Send(
            new SearchPosts(
                q, tag, tagMatch, author, from, to, language, metadata, sort, halfLife, facet, autocorrect, limit, cursor, count),
            ct)).ToOk();

    [EndpointSummary("Suggest titles")]
    [EndpointDescription("Available to everyone. The newest published posts with the typed words in their titles; the last may continue.")]
    private static async Task<Results<Ok<TitleSuggestions>, ProblemHttpResult>> Complete(
        [Description("The typed words.")] string q,
        IMediator mediator,
        CancellationToken ct,
        [Description("Number of titles, 1 to 50."), Range(1, SuggestTitles.LimitMax)] int limit = 10) =>
        (await mediator.Send(new SuggestTitles(q, limit), ct)).ToOk();

    [EndpointSummary("List trending posts")]
    [EndpointDescription(
        "The score is 2 for each comment, 0.5 for each like and 0.1 for each view of the last days, today included, in UTC. With "
        + "`halfLife`, older days count less.")]
    private static async Task<Results<Ok<Trending>, ProblemHttpResult>> Trends(
        IMediator mediator,
        CancellationToken ct,
        [Description("Number of days, 1 to 90."), Range(1, ListTrending.DaysMax)] int days = 7,
        [Description("Days after which a comment, like or view counts half, 1 to 30. Without it, all days count the same.")]
        [Range(1, ListTrending.HalfLifeMax)]
        int? halfLife = null,
        [Description(LimitHelp), Range(1, PostRules.PageMax)] int limit = 10) =>
        (await mediator.Send(new ListTrending(days, halfLife, limit), ct)).ToOk();

    [EndpointSummary("Get the titles of several posts")]
    [EndpointDescription("In the order of the ids. Posts that do not exist, or that the caller may not see, are left out.")]
    private static async Task<Results<Ok<PostTitles>, ProblemHttpResult>> Titles(
        [FromQuery, Description("Up to 100 ids.")] Guid[] ids, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new GetPostTitles(ids), ct)).ToOk();

    [EndpointSummary("List my deleted posts")]
    [EndpointDescription(
        "Most recently deleted first. They can be restored until `purgeAt`, thirty days later unless the operator sets another "
        + "term, and are then deleted permanently. The author cannot restore posts that staff removed (`deletedBy`).")]
    private static async Task<Results<Ok<Page<DeletedPost>>, ProblemHttpResult>> Trash(
        IMediator mediator,
        CancellationToken ct,
        [Description(LimitHelp), Range(1, PostRules.PageMax)] int limit = DefaultLimit,
        [Description(CursorHelp)] string? cursor = null) =>
        (await mediator.Send(new ListTrash(limit, cursor), ct)).ToOk();

    [EndpointSummary("List the tags of published posts")]
    [EndpointDescription(
        "Available to everyone. Drafts, archived and hidden posts do not count, and a tag without published posts is left out. "
        + "When sorted by number of posts, a tag whose number changes between two pages may appear twice or not at all. `q` with "
        + "that order reads every tag with the prefix.")]
    private static async Task<Results<Ok<Page<TagCount>>, ProblemHttpResult>> Tags(
        IMediator mediator,
        CancellationToken ct,
        [Description("The prefix of the tag.")] string? q = null,
        [Description("Order: most used first, or by name in Unicode order.")] TagSort sort = TagSort.MostUsed,
        [Description(LimitHelp), Range(1, PostRules.PageMax)] int limit = DefaultLimit,
        [Description(CursorHelp)] string? cursor = null,
        [Description(CountModes.Help)] CountMode count = CountMode.None) =>
        (await mediator.Send(new ListTags(q, sort, limit, cursor, count), ct)).ToOk();

    [EndpointSummary("List the published posts of a tag")]
    [EndpointDescription(
        "Available to everyone. A former name of a renamed or merged tag lists the posts of the current one. A tag that `GET "
        + "/api/v1/tags/{tag}` does not find is 404 `tag.not_found`.")]
    private static async Task<Results<Ok<Page<PostSummary>>, ProblemHttpResult>> Tagged(
        string tag,
        IMediator mediator,
        CancellationToken ct,
        [Description("Order: newest or oldest first.")] TagPostSort sort = TagPostSort.Newest,
        [Description(LimitHelp), Range(1, PostRules.PageMax)] int limit = DefaultLimit,
        [Description(CursorHelp)] string? cursor = null,
        [Description(CountModes.Help)] CountMode count = CountMode.None) =>
        (await mediator.Send(new ListTagPosts(tag, sort, limit, cursor, count), ct)).ToOk();

    [EndpointSummary("List the post titles of a user")]
    [EndpointDescription("The author and staff also see drafts and archived posts. Drafts are ordered by creation time.")]
    private static async Task<Results<Ok<Page<PostTitle>>, ProblemHttpResult>> ByAuthor(
        Guid userId,
        IMediator mediator,
        CancellationToken ct,
        [Description("Order: newest or oldest first.")] AuthorPostSort sort = AuthorPostSort.Newest,
        [Description(LimitHelp), Range(1, PostRules.PageMax)] int limit = DefaultLimit,
        [Description(CursorHelp)] string? cursor = null,
        [Description(CountModes.Help)] CountMode count = CountMode.None) =>
        (await mediator.Send(new ListAuthorPosts(userId, sort, limit, cursor, count), ct)).ToOk();
}
