using Agora.Application.Common;
using Agora.Domain.Common;
using FluentValidation;

namespace Agora.Application.Posts;

/// <summary>The titles of an author, newest first; for the author and staff with drafts and archived posts among them.</summary>
public sealed record ListAuthorPosts(Guid Author, int Limit, string? Cursor) : IQuery<Page<PostTitle>>;

public sealed class ListAuthorPostsValidator : AbstractValidator<ListAuthorPosts>
{
    public ListAuthorPostsValidator() => RuleFor(q => q.Limit).IsLimit();
}

public sealed class ListAuthorPostsHandler(IPostLists posts, CursorCodec cursors) : IQueryHandler<ListAuthorPosts, Page<PostTitle>>
{
    public Task<Result<Page<PostTitle>>> Handle(ListAuthorPosts query, CancellationToken ct) => cursors.PageAsync(
        $"users/{query.Author}/posts",
        query.Cursor,
        query.Limit,
        (after, limit) => posts.TitlesAsync(query.Author, after, limit, ct),
        last => new TimedKey(last.ListedAt, last.Id));
}
