using Agora.Application.Common;
using Agora.Application.Texts;
using Agora.Domain.Common;
using Agora.Domain.Posts;
using FluentValidation;

namespace Agora.Application.Comments;

/// <summary>The comments of a post, with tombstones where something is gone that living comments reply to.</summary>
/// <param name="AsHtml">Brings each body as safe HTML as well.</param>
public sealed record ListThread(Guid PostId, ThreadOrder Order, bool AsHtml, int Limit, string? Cursor, CountMode Count = CountMode.None)
    : IQuery<Page<ThreadComment>>;

public sealed class ListThreadValidator : AbstractValidator<ListThread>
{
    public ListThreadValidator()
    {
        RuleFor(q => q.Limit).IsCommentLimit();
        RuleFor(q => q.Order).IsInEnum();
        RuleFor(q => q.Count).IsInEnum();
    }
}

public sealed class ListThreadHandler(ICommentLists comments, CursorCodec cursors, IMarkdown markdown)
    : IQueryHandler<ListThread, Page<ThreadComment>>
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
        if (rows is null)
        {
            return PostErrors.NotFound;
        }

        var page = ThreadCursors.Page(rows, query.Limit, position => ThreadCursors.Encode(cursors, list, query.Order, position));
        Result<Page<ThreadComment>> shown = query.AsHtml ? page.Map(markdown.Rendered) : page;
        return await shown.CountedAsync(query.Count, () => comments.CountThreadAsync(query.PostId, query.Order, query.Count, ct));
    }
}
