using Agora.Application.Common;
using Agora.Application.Texts;
using Agora.Domain.Comments;
using Agora.Domain.Common;

namespace Agora.Application.Comments;

/// <summary>One comment. What is deleted is read from the trash.</summary>
/// <param name="AsHtml">Brings the body as safe HTML as well.</param>
public sealed record GetComment(Guid CommentId, bool AsHtml) : IQuery<CommentView>;

public sealed class GetCommentHandler(ICommentRepository comments, IMarkdown markdown) : IQueryHandler<GetComment, CommentView>
{
    public async Task<Result<CommentView>> Handle(GetComment query, CancellationToken ct)
    {
        if (await comments.FindAsync(query.CommentId, ct) is not { } comment)
        {
            return CommentErrors.NotFound;
        }

        if (Comment.RefuseInTrash(comment.DeletedAt) is { } refusal)
        {
            return refusal;
        }

        return query.AsHtml ? comment with { Html = markdown.ToHtml(comment.Body, comment.Id) } : comment;
    }
}
