using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Posts;
using FluentValidation;

namespace Agora.Application.Posts;

/// <summary>Posts, newest first.</summary>
/// <param name="Author">Null for everyone's; with a status other than published, for the caller's own.</param>
/// <param name="Status">Drafts and archived posts are listed for their author and staff.</param>
public sealed record ListPosts(Guid? Author, string? Tag, PostStatus Status, int Limit, string? Cursor, CountMode Count = CountMode.None) : IQuery<Page<PostSummary>>;

public sealed class ListPostsValidator : AbstractValidator<ListPosts>
{
    public ListPostsValidator()
    {
        RuleFor(q => q.Limit).IsLimit();
        RuleFor(q => q.Tag).IsTag();
        RuleFor(q => q.Status).IsInEnum();
        RuleFor(q => q.Count).IsInEnum();
    }
}

public sealed class ListPostsHandler(IPostLists posts, CursorCodec cursors, ActorContext context)
    : IQueryHandler<ListPosts, Page<PostSummary>>
{
    public async Task<Result<Page<PostSummary>>> Handle(ListPosts query, CancellationToken ct)
    {
        var author = query.Author;
        if (query.Status != PostStatus.Published && author is null && (author = context.Actor.UserId) is null)
        {
            return PostErrors.SignInForOwn;
        }

        var tag = Tag.Normalize(query.Tag);
        var page = await cursors.PageAsync(
            $"posts?author={author}&tag={tag}&status={query.Status}",
            query.Cursor,
            query.Limit,
            (after, limit) => (author, tag) switch
            {
                ({ } by, { } named) => posts.ByAuthorAsync(by, query.Status, named, after, limit, ct),
                ({ } by, null) => posts.ByAuthorAsync(by, query.Status, after, limit, ct),
                (null, { } named) => posts.TaggedAsync(named, after, limit, ct),
                (null, null) => posts.PublishedAsync(after, limit, ct),
            },
            last => new TimedKey(last.ListedAt, last.Id));
        return await page.CountedAsync(
            query.Count, () => posts.CountAsync(author, query.Status, tag, ct), () => posts.EstimateAsync(author, query.Status, tag, ct));
    }
}
