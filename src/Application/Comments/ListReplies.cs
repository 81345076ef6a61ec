using Agora.Application.Common;
using Agora.Application.Texts;
using Agora.Domain.Comments;
using Agora.Domain.Common;
using FluentValidation;

namespace Agora.Application.Comments;

/// <summary>The direct replies of a comment, oldest first; also of one that is gone and left a tombstone.</summary>
/// <param name="AsHtml">Brings each body as safe HTML as well.</param>
public sealed record ListReplies(Guid CommentId, bool AsHtml, int Limit, string? Cursor) : IQuery<Page<ThreadComment>>;

public sealed class ListRepliesValidator : AbstractValidator<ListReplies>
{
    public ListRepliesValidator() => RuleFor(q => q.Limit).IsCommentLimit();
}

public sealed class ListRepliesHandler(ICommentLists comments, CursorCodec cursors, IMarkdown markdown)
    : IQueryHandler<ListReplies, Page<ThreadComment>>
{
    public async Task<Result<Page<ThreadComment>>> Handle(ListReplies query, CancellationToken ct)
    {
        var list = $"comments/{query.CommentId}/replies";
        var after = cursors.DecodePosition(list, query.Cursor);
        if (!after.IsSuccess)
        {
            return after.Error;
        }

        var rows = await comments.RepliesAsync(query.CommentId, after.Value ?? KeysetPaging.Oldest, query.Limit + 1, ct);
        if (rows is null)
        {
            return CommentErrors.NotFound;
        }

        var page = ThreadCursors.Page(rows, query.Limit, position => cursors.Encode(list, position.Time));
        return query.AsHtml ? page.Map(markdown.Rendered) : page;
    }
}
