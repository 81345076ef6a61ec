using Agora.Application.Common;
using Agora.Application.Trash;
using Agora.Domain.Common;
using FluentValidation;

namespace Agora.Application.Posts;

/// <summary>The caller's own deleted posts, last deleted first.</summary>
public sealed record ListTrash(int Limit, string? Cursor) : IQuery<Page<DeletedPost>>;

public sealed class ListTrashValidator : AbstractValidator<ListTrash>
{
    public ListTrashValidator() => RuleFor(q => q.Limit).IsLimit();
}

public sealed class ListTrashHandler(IPostLists posts, CursorCodec cursors, ActorContext context, TrashSettings settings)
    : IQueryHandler<ListTrash, Page<DeletedPost>>
{
    public Task<Result<Page<DeletedPost>>> Handle(ListTrash query, CancellationToken ct)
    {
        var author = context.SignedInId;
        return cursors.PageAsync<DeletedPost>(
            $"posts/trash?author={author}",
            query.Cursor,
            query.Limit,
            async (after, limit) =>
            {
                var deleted = await posts.TrashAsync(author, after, limit, ct);
                return [.. deleted.Select(d => d with { PurgeAt = settings.PurgeAt(d.DeletedAt) })];
            },
            last => new KeysetPosition(last.DeletedAt, last.Id));
    }
}
