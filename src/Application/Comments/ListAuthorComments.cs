using Agora.Application.Common;
using Agora.Domain.Common;
using FluentValidation;

namespace Agora.Application.Comments;

/// <summary>What a person said, newest first; for the person and staff with what is hidden among it.</summary>
public sealed record ListAuthorComments(Guid Author, int Limit, string? Cursor) : IQuery<Page<AuthoredComment>>;

public sealed class ListAuthorCommentsValidator : AbstractValidator<ListAuthorComments>
{
    public ListAuthorCommentsValidator() => RuleFor(q => q.Limit).IsCommentLimit();
}

public sealed class ListAuthorCommentsHandler(ICommentLists comments, CursorCodec cursors)
    : IQueryHandler<ListAuthorComments, Page<AuthoredComment>>
{
    public Task<Result<Page<AuthoredComment>>> Handle(ListAuthorComments query, CancellationToken ct) => cursors.PageAsync(
        $"users/{query.Author}/comments",
        query.Cursor,
        query.Limit,
        (after, limit) => comments.ByAuthorAsync(query.Author, after, limit, ct),
        last => new TimedKey(last.CreatedAt, last.Id));
}
