using Agora.Application.Common;
using Agora.Application.Posts;
using Agora.Domain.Common;
using FluentValidation;

namespace Agora.Application.Comments;

/// <summary>Changes the text, when it was sent.</summary>
/// <param name="Version">The version that the caller read.</param>
public sealed record UpdateComment(Guid CommentId, int Version) : ICommand<CommentView>
{
    public Optional<string> Body { get; init; }
}

public sealed class UpdateCommentValidator : AbstractValidator<UpdateComment>
{
    public UpdateCommentValidator() =>
        RuleFor(c => c.Body.Value).IsCommentBody().When(c => c.Body.IsSet).OverridePropertyName("body");
}

public sealed class UpdateCommentHandler(ICommentRepository comments, ActorContext context, TimeProvider clock)
    : ICommandHandler<UpdateComment, CommentView>
{
    public async Task<Result<CommentView>> Handle(UpdateComment command, CancellationToken ct) =>
        await ContentAccess.Comments.ToEdit(await comments.LoadAsync(command.CommentId, ct), context)
            .Then(comment => comment.Edit(command.Body.IsSet ? command.Body.Value : null, clock.GetUtcNow()))
            .ThenAsync(comment => comments.SaveAsync(comment, command.Version, ct));
}
