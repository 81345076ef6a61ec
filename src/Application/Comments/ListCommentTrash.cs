using Agora.Application.Common;
using Agora.Application.Trash;
using Agora.Domain.Common;
using FluentValidation;

namespace Agora.Application.Comments;

/// <summary>The caller's own deleted comments, last deleted first.</summary>
public sealed record ListCommentTrash(int Limit, string? Cursor) : IQuery<Page<DeletedComment>>;

public sealed class ListCommentTrashValidator : AbstractValidator<ListCommentTrash>
{
    public ListCommentTrashValidator() => RuleFor(q => q.Limit).IsCommentLimit();
}

public sealed class ListCommentTrashHandler(ICommentLists comments, CursorCodec cursors, ActorContext context, TrashSettings settings)
    : IQueryHandler<ListCommentTrash, Page<DeletedComment>>
{
    public Task<Result<Page<DeletedComment>>> Handle(ListCommentTrash query, CancellationToken ct)
    {
        var author = context.SignedInId;
        return cursors.PageAsync<DeletedComment>(
            $"comments/trash?author={author}",
            query.Cursor,
            query.Limit,
            async (after, limit) =>
            {
                var deleted = await comments.TrashAsync(author, after, limit, ct);
                return [.. deleted.Select(d => d with { PurgeAt = settings.PurgeAt(d.DeletedAt) })];
            },
            last => new KeysetPosition(last.DeletedAt, last.Id));
    }
}
