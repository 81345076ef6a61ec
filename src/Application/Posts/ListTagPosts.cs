using System.Text.Json.Serialization;
using Agora.Application.Common;
using Agora.Application.Tags;
using Agora.Domain.Common;
using Agora.Domain.Posts;
using FluentValidation;

namespace Agora.Application.Posts;

/// <summary>What comes first among the posts of a tag.</summary>
public enum TagPostSort
{
    [JsonStringEnumMemberName("-publishedAt")]
    Newest,

    [JsonStringEnumMemberName("publishedAt")]
    Oldest,
}

/// <summary>The published posts of a tag; an old name lists those of the tag that it means now.</summary>
public sealed record ListTagPosts(string Name, TagPostSort Sort, int Limit, string? Cursor, CountMode Count = CountMode.None)
    : IQuery<Page<PostSummary>>;

public sealed class ListTagPostsValidator : AbstractValidator<ListTagPosts>
{
    public ListTagPostsValidator()
    {
        RuleFor(q => q.Limit).IsLimit();
        RuleFor(q => q.Sort).IsInEnum();
        RuleFor(q => q.Count).IsInEnum();
    }
}

public sealed class ListTagPostsHandler(IPostLists posts, ITagRepository tags, CursorCodec cursors)
    : IQueryHandler<ListTagPosts, Page<PostSummary>>
{
    public async Task<Result<Page<PostSummary>>> Handle(ListTagPosts query, CancellationToken ct)
    {
        if (TagName.Normalize(query.Name)?.Value is not { } tag)
        {
            return PostErrors.TagNotFound;
        }

        var list = $"tags/{tag}/posts?sort={query.Sort}";
        var page = await (query.Sort switch
        {
            TagPostSort.Newest => cursors.PageAsync(
                list,
                query.Cursor,
                query.Limit,
                (after, limit) => posts.TaggedAsync(tag, after, KeysetPaging.Oldest.At, limit, ct),
                last => new KeysetPosition(last.ListedAt, last.Id)),
            TagPostSort.Oldest => cursors.AscendingPageAsync(
                list,
                query.Cursor,
                query.Limit,
                (after, limit) => posts.OldestTaggedAsync(tag, after, KeysetPaging.Newest.At, limit, ct),
                last => new KeysetPosition(last.ListedAt, last.Id)),
        });

        // A tag that is on a post may have no post that the caller is shown.
        if (page.IsSuccess && page.Value.Items.Count == 0 && await tags.FindAsync(tag, ct) is null)
        {
            return PostErrors.TagNotFound;
        }

        var filter = new PostFilter(null, TagFilter.Of([tag], TagMatch.All), PostStatus.Published, null, null, null);
        return await page.CountedAsync(query.Count, () => posts.CountAsync(filter, query.Count, ct));
    }
}
