using Agora.Application.Common;
using Agora.Application.Posts;
using Agora.Domain.Common;
using FluentValidation;

namespace Agora.Application.Bookmarks;

/// <summary>What the caller bookmarked, latest first. Posts that the caller may not see, or that are in the trash, are left out.</summary>
public sealed record ListBookmarks(int Limit, string? Cursor) : IQuery<Page<BookmarkedPost>>;

/// <param name="Since">When it was bookmarked.</param>
public sealed record BookmarkedPost(PostSummary Post, DateTimeOffset Since);

public sealed class ListBookmarksValidator : AbstractValidator<ListBookmarks>
{
    public ListBookmarksValidator() => RuleFor(q => q.Limit).IsLimit();
}

public sealed class ListBookmarksHandler(IBookmarkRepository bookmarks, CursorCodec cursors, ActorContext context)
    : IQueryHandler<ListBookmarks, Page<BookmarkedPost>>
{
    public Task<Result<Page<BookmarkedPost>>> Handle(ListBookmarks query, CancellationToken ct)
    {
        var owner = context.SignedInId;
        return cursors.PageAsync(
            $"users/{owner}/bookmarks",
            query.Cursor,
            query.Limit,
            (after, limit) => bookmarks.ListAsync(owner, after, limit, ct),
            last => new KeysetPosition(last.Since, last.Post.Id));
    }
}
