using Agora.Application.Common;
using Agora.Domain.Comments;
using Agora.Domain.Common;

namespace Agora.Application.Comments;

/// <summary>One comment. What is deleted is read from the trash.</summary>
public sealed record GetComment(Guid CommentId) : IQuery<CommentView>;

public sealed class GetCommentHandler(ICommentRepository comments) : IQueryHandler<GetComment, CommentView>
{
    public async Task<Result<CommentView>> Handle(GetComment query, CancellationToken ct) =>
        await comments.FindAsync(query.CommentId, ct) is { DeletedAt: null } comment ? comment : CommentErrors.NotFound;
}
