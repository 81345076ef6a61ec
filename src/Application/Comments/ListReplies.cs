using Agora.Application.Common;
using Agora.Domain.Comments;
using Agora.Domain.Common;
using FluentValidation;

namespace Agora.Application.Comments;

/// <summary>The direct replies of a comment, oldest first; also of one that is gone and left a tombstone.</summary>
public sealed record ListReplies(Guid CommentId, int Limit, string? Cursor) : IQuery<Page<ThreadComment>>;

public sealed class ListRepliesValidator : AbstractValidator<ListReplies>
{
    public ListRepliesValidator() => RuleFor(q => q.Limit).IsCommentLimit();
}

public sealed class ListRepliesHandler(ICommentLists comments, CursorCodec cursors) : IQueryHandler<ListReplies, Page<ThreadComment>>
{
    public async Task<Result<Page<ThreadComment>>> Handle(ListReplies query, CancellationToken ct)
    {
        var list = $"comments/{query.CommentId}/replies";
        var after = cursors.DecodeTimed(list, query.Cursor);
        if (!after.IsSuccess)
        {
            return after.Error;
        }

        var rows = await comments.RepliesAsync(query.CommentId, after.Value ?? TimedPages.Oldest, query.Limit + 1, ct);
        return rows is null
            ? CommentErrors.NotFound
            : ThreadCursors.Page(rows, query.Limit, position => cursors.Encode(list, position.Time));
    }
}
