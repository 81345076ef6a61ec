using Agora.Application.Common;
using Agora.Domain.Comments;
using Agora.Domain.Common;
using Agora.Domain.Posts;
using FluentValidation;

namespace Agora.Application.Comments;

/// <summary>Comments on a published post, or replies to a comment on it.</summary>
public sealed record CreateComment(Guid PostId, Guid? ParentId, string Body) : ICommand<CommentView>;

public sealed class CreateCommentValidator : AbstractValidator<CreateComment>
{
    public CreateCommentValidator() => RuleFor(c => c.Body).IsCommentBody();
}

public sealed class CreateCommentHandler(ICommentRepository comments, ActorContext context, TimeProvider clock)
    : ICommandHandler<CreateComment, CommentView>
{
    public async Task<Result<CommentView>> Handle(CreateComment command, CancellationToken ct)
    {
        if (await comments.FindTargetAsync(command.PostId, command.ParentId, ct) is not { } target)
        {
            return PostErrors.NotFound;
        }

        return await Comment.Write(target, context.SignedInId, command.Body, clock.GetUtcNow())
            .ThenAsync(comment => comments.AddAsync(comment, ct));
    }
}
