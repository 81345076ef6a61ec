using Agora.Application.Common;
using Agora.Domain.Comments;
using Agora.Domain.Common;
using Agora.Domain.Posts;
using FluentValidation;

namespace Agora.Application.Comments;

/// <summary>Says something about a published post, or replies to what somebody said about it.</summary>
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
        if (Refusal(command, await comments.FindPlaceAsync(command.PostId, command.ParentId, ct)) is { } refusal)
        {
            return refusal;
        }

        var now = clock.GetUtcNow();
        var comment = new NewComment(Guid.CreateVersion7(now), command.PostId, context.SignedInId, command.ParentId, command.Body, now);
        return (await comments.AddAsync(comment, ct)).OrElse(CommentErrors.PostClosed);
    }

    private static Error? Refusal(CreateComment command, CommentPlace? place) => place switch
    {
        null or { PostDeletedAt: not null } => PostErrors.NotFound,
        { PostStatus: not PostStatus.Published } => CommentErrors.PostClosed,
        _ when command.ParentId is null => null,
        { ParentState: null } => CommentErrors.ParentNotFound,
        { ParentState: not CommentState.Visible } => CommentErrors.ParentGone,
        { ParentDepth: >= CommentRules.DepthMax } => CommentErrors.TooDeep,
        _ => null,
    };
}
