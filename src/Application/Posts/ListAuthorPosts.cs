using System.Text.Json.Serialization;
using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Users;
using FluentValidation;

namespace Agora.Application.Posts;

/// <summary>What comes first among an author's posts; drafts have their place by when they were made.</summary>
public enum AuthorPostSort
{
    [JsonStringEnumMemberName("-listedAt")]
    Newest,

    [JsonStringEnumMemberName("listedAt")]
    Oldest,
}

/// <summary>The titles of an author, whose account is open; for the author and staff with drafts and archived posts among them.</summary>
public sealed record ListAuthorPosts(Guid Author, AuthorPostSort Sort, int Limit, string? Cursor, CountMode Count = CountMode.None)
    : IQuery<Page<PostTitle>>;

public sealed class ListAuthorPostsValidator : AbstractValidator<ListAuthorPosts>
{
    public ListAuthorPostsValidator()
    {
        RuleFor(q => q.Limit).IsLimit();
        RuleFor(q => q.Sort).IsInEnum();
        RuleFor(q => q.Count).IsInEnum();
    }
}

public sealed class ListAuthorPostsHandler(IPostLists posts, CursorCodec cursors) : IQueryHandler<ListAuthorPosts, Page<PostTitle>>
{
    public async Task<Result<Page<PostTitle>>> Handle(ListAuthorPosts query, CancellationToken ct)
    {
        var page = await (query.Sort switch
        {
            AuthorPostSort.Newest => cursors.PageOfAsync(
                UserErrors.NotFound,
                $"users/{query.Author}/posts",
                query.Cursor,
                query.Limit,
                (after, limit) => posts.TitlesAsync(query.Author, after, limit, ct),
                last => new KeysetPosition(last.ListedAt, last.Id)),
            AuthorPostSort.Oldest => cursors.AscendingPageOfAsync(
                UserErrors.NotFound,
                $"users/{query.Author}/posts?sort={query.Sort}",
                query.Cursor,
                query.Limit,
                (after, limit) => posts.OldestTitlesAsync(query.Author, after, limit, ct),
                last => new KeysetPosition(last.ListedAt, last.Id)),
        });
        return await page.CountedAsync(query.Count, () => posts.CountTitlesAsync(query.Author, query.Count, ct));
    }
}
