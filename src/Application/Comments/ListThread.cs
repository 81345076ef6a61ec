using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Posts;
using FluentValidation;

namespace Agora.Application.Comments;

/// <summary>The comments of a post, with tombstones where something is gone that living comments reply to.</summary>
public sealed record ListThread(Guid PostId, ThreadOrder Order, int Limit, string? Cursor) : IQuery<Page<ThreadComment>>;

public sealed class ListThreadValidator : AbstractValidator<ListThread>
{
    public ListThreadValidator()
    {
        RuleFor(q => q.Limit).IsCommentLimit();
        RuleFor(q => q.Order).IsInEnum();
    }
}

public sealed class ListThreadHandler(ICommentLists comments, CursorCodec cursors) : IQueryHandler<ListThread, Page<ThreadComment>>
{
    public async Task<Result<Page<ThreadComment>>> Handle(ListThread query, CancellationToken ct)
    {
        var list = $"posts/{query.PostId}/comments?order={query.Order}";
        var after = ThreadCursors.Decode(cursors, list, query.Order, query.Cursor);
        if (!after.IsSuccess)
        {
            return after.Error;
        }

        var rows = await comments.ThreadAsync(query.PostId, query.Order, after.Value, query.Limit + 1, ct);
        return rows is null
            ? PostErrors.NotFound
            : ThreadCursors.Page(rows, query.Limit, position => ThreadCursors.Encode(cursors, list, query.Order, position));
    }
}
