using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Agora.Api.Http;
using Agora.Api.Http.Limits;
using Agora.Api.Http.Responses;
using Agora.Application.Common;
using Agora.Application.Posts;
using Agora.Application.Tags;
using Agora.Application.Users;
using Agora.Domain.Posts;
using Agora.Domain.Users;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Agora.Api.Posts;

internal static class PostListEndpoints
{
    private const int DefaultLimit = 20;

    private const string LimitHelp = "Rows wanted, 1 to 100.", CursorHelp = "The `next` of an earlier page.";

    private const string TagHelp = "Posts with this tag, or with several, 10 at most.",
        TagMatchHelp = "Whether a post has all of several tags, or any of them.";

    public static void MapPostLists(this IEndpointRouteBuilder posts)
    {
        posts.MapGet("/", List).WithName("ListPosts").AllowAnonymous().CacheResponse();
        posts.MapGet("/search", Search).WithName("SearchPosts").AllowAnonymous().IsHeavy();
        posts.MapGet("/trending", Trends).WithName("ListTrending").AllowAnonymous().CacheResponse();
        posts.MapGet("/titles", Titles).WithName("GetPostTitles").AllowAnonymous();
        posts.MapGet("/trash", Trash).WithName("ListTrash");
    }

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
        "For everyone. Posts of people whom a block keeps apart from the caller are left out. Another `status` than `published` lists one's own, or those of `author` that the caller may see; "
        + "without an author somebody must be signed in (401 `post.sign_in_required`). "
        + "Drafts have their place by when they were made. By `-commentCount` and `-viewCount` all published posts are sorted, without any filter; a post whose "
        + "number changes between two pages may appear twice or not at all. `language` goes without `author`, `tag` and `status`.")]
    private static async Task<Results<Ok<Page<PostSummary>>, ProblemHttpResult>> List(
        IMediator mediator,
        CancellationToken ct,
        [Description($"Posts of this author: {UserReference.Help}."), MaxLength(UserRules.UsernameMax)] string? author = null,
        [Description(TagHelp)] string[]? tag = null,
        [Description(TagMatchHelp)] TagMatch tagMatch = TagMatch.All,
        [Description("Drafts and archived posts are listed for their author and staff.")] PostStatus status = PostStatus.Published,
        [Description("Posts in this language, such as `english`.")] string? language = null,
        [Description("Published at or after.")] DateTimeOffset? from = null,
        [Description("Published before.")] DateTimeOffset? to = null,
        [Description("What comes first: the newest, the oldest, the most commented or the most viewed post.")] PostSort sort = PostSort.Newest,
        [Description(LimitHelp), Range(1, PostRules.PageMax)] int limit = DefaultLimit,
        [Description(CursorHelp)] string? cursor = null,
        [Description(CountModes.Help)] CountMode count = CountMode.None) =>
        (await mediator.Send(new ListPosts(author, tag, tagMatch, status, language, from, to, sort, limit, cursor, count), ct)).ToOk();

    [EndpointSummary("Search published posts")]
    [EndpointDescription("For everyone. Looks at titles, bodies and tags, by the grammar of the language of each post; a word in the title weighs most. `snippet` is HTML that is safe to show.")]
    private static async Task<Results<Ok<Page<FoundPost>>, ProblemHttpResult>> Search(
        [Description("Words, \"phrases\", `or`, and `-` before what must not occur.")] string q,
        IMediator mediator,
        CancellationToken ct,
        [Description(TagHelp)] string[]? tag = null,
        [Description(TagMatchHelp)] TagMatch tagMatch = TagMatch.All,
        [Description($"Posts of this author: {UserReference.Help}."), MaxLength(UserRules.UsernameMax)] string? author = null,
        [Description("Published at or after.")] DateTimeOffset? from = null,
        [Description("Published before.")] DateTimeOffset? to = null,
        [Description("A JSON object of members that the metadata must have.")] string? metadata = null,
        [Description("What comes first: the best match, the newest or the oldest post.")] SearchSort sort = SearchSort.Relevance,
        [Description(LimitHelp), Range(1, PostRules.PageMax)] int limit = DefaultLimit,
        [Description(CursorHelp)] string? cursor = null,
        [Description(CountModes.Help)] CountMode count = CountMode.None) =>
        (await mediator.Send(new SearchPosts(q, tag, tagMatch, author, from, to, metadata, sort, limit, cursor, count), ct)).ToOk();

    [EndpointSummary("List published posts that people talk about and read, most first")]
    [EndpointDescription("The score is 2 for each comment and 0.1 for each view of the last days, today included; days are those of UTC. "
        + "With `halfLife` older days count less.")]
    private static async Task<Results<Ok<Trending>, ProblemHttpResult>> Trends(
        IMediator mediator,
        CancellationToken ct,
        [Description("How many days count, 1 to 90."), Range(1, ListTrending.DaysMax)] int days = 7,
        [Description("Days after which a comment or a view counts half, 1 to 30. Left out: every day counts alike."), Range(1, ListTrending.HalfLifeMax)] int? halfLife = null,
        [Description(LimitHelp), Range(1, PostRules.PageMax)] int limit = 10) =>
        (await mediator.Send(new ListTrending(days, halfLife, limit), ct)).ToOk();

    [EndpointSummary("Read the titles of many posts at once")]
    [EndpointDescription("In the order of the ids. Posts that are not there, or not the caller's to see, are left out.")]
    private static async Task<Results<Ok<PostTitles>, ProblemHttpResult>> Titles(
        [Description("Up to 100 ids.")] Guid[] ids, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new GetPostTitles(ids), ct)).ToOk();

    [EndpointSummary("List one's own deleted posts, last deleted first")]
    [EndpointDescription(
        "They can be restored until `purgeAt`, thirty days unless the operator set another term, and then go for good. "
        + "What `deletedBy` says that staff removed, its author cannot restore.")]
    private static async Task<Results<Ok<Page<DeletedPost>>, ProblemHttpResult>> Trash(
        IMediator mediator,
        CancellationToken ct,
        [Description(LimitHelp), Range(1, PostRules.PageMax)] int limit = DefaultLimit,
        [Description(CursorHelp)] string? cursor = null) =>
        (await mediator.Send(new ListTrash(limit, cursor), ct)).ToOk();

    [EndpointSummary("List the tags of published posts")]
    [EndpointDescription(
        "For everyone. Drafts, archived and hidden posts do not count, and a tag that only they have is left out. By number of posts a tag whose number "
        + "changes between two pages may appear twice or not at all. With `q` that order looks at every tag that begins so.")]
    private static async Task<Results<Ok<Page<TagCount>>, ProblemHttpResult>> Tags(
        IMediator mediator,
        CancellationToken ct,
        [Description("What the tag begins with.")] string? q = null,
        [Description("What comes first: the tag on the most posts, or by name in the order of Unicode.")] TagSort sort = TagSort.MostUsed,
        [Description(LimitHelp), Range(1, PostRules.PageMax)] int limit = DefaultLimit,
        [Description(CursorHelp)] string? cursor = null,
        [Description(CountModes.Help)] CountMode count = CountMode.None) =>
        (await mediator.Send(new ListTags(q, sort, limit, cursor, count), ct)).ToOk();

    [EndpointSummary("List the published posts of a tag")]
    [EndpointDescription("For everyone. The old name of a tag that was renamed or merged lists the posts of the present one. A tag that `GET /api/v1/tags/{tag}` does not find is 404 `tag.not_found`.")]
    private static async Task<Results<Ok<Page<PostSummary>>, ProblemHttpResult>> Tagged(
        string tag,
        IMediator mediator,
        CancellationToken ct,
        [Description("What comes first: the newest or the oldest post.")] TagPostSort sort = TagPostSort.Newest,
        [Description(LimitHelp), Range(1, PostRules.PageMax)] int limit = DefaultLimit,
        [Description(CursorHelp)] string? cursor = null,
        [Description(CountModes.Help)] CountMode count = CountMode.None) =>
        (await mediator.Send(new ListTagPosts(tag, sort, limit, cursor, count), ct)).ToOk();

    [EndpointSummary("List the titles of an author")]
    [EndpointDescription("The author and staff see drafts and archived posts among them; drafts have their place by when they were made.")]
    private static async Task<Results<Ok<Page<PostTitle>>, ProblemHttpResult>> ByAuthor(
        Guid userId,
        IMediator mediator,
        CancellationToken ct,
        [Description("What comes first: the newest or the oldest post.")] AuthorPostSort sort = AuthorPostSort.Newest,
        [Description(LimitHelp), Range(1, PostRules.PageMax)] int limit = DefaultLimit,
        [Description(CursorHelp)] string? cursor = null,
        [Description(CountModes.Help)] CountMode count = CountMode.None) =>
        (await mediator.Send(new ListAuthorPosts(userId, sort, limit, cursor, count), ct)).ToOk();
}
