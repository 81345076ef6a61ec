using Agora.Application.Common;
using Agora.Application.Follows;
using Agora.Application.Posts;
using Agora.Domain.Common;
using Agora.Domain.Posts;
using FluentValidation;

namespace Agora.Application.Reactions;

/// <summary>Who likes a post, latest first. Closed accounts are left out, and those that a block hides from the caller.</summary>
public sealed record ListPostLikes(Guid PostId, int Limit, string? Cursor) : IQuery<Page<Person>>;

public sealed class ListPostLikesValidator : AbstractValidator<ListPostLikes>
{
    public ListPostLikesValidator() => RuleFor(q => q.Limit).IsLimit();
}

public sealed class ListPostLikesHandler(IReactionRepository reactions, CursorCodec cursors) : IQueryHandler<ListPostLikes, Page<Person>>
{
    public Task<Result<Page<Person>>> Handle(ListPostLikes query, CancellationToken ct) => cursors.PageOfAsync(
        PostErrors.NotFound,
        $"posts/{query.PostId}/likes",
        query.Cursor,
        query.Limit,
        (after, limit) => reactions.LikersAsync(query.PostId, after, limit, ct),
        last => new KeysetPosition(last.Since, last.Id));
}
