using Agora.Application.Common;
using Agora.Domain.Comments;
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
    public async Task<Result<CommentView>> Handle(UpdateComment command, CancellationToken ct)
    {
        var access = CommentAccess.ToEdit(await comments.FindAsync(command.CommentId, ct), context);
        if (!access.IsSuccess)
        {
            return access.Error;
        }

        if (access.Value.DeletedAt is not null)
        {
            return CommentErrors.InTrash;
        }

        var body = command.Body.Or(access.Value.Body);
        return (await comments.SaveAsync(command.CommentId, command.Version, body, clock.GetUtcNow(), ct)).OrElse(CommentErrors.Stale);
    }
}
