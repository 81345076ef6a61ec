using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Reactions;

/// <summary>The caller takes the like of a comment back, which need not exist.</summary>
public sealed record UnlikeComment(Guid CommentId) : ICommand<Done>;

public sealed class UnlikeCommentHandler(IReactionRepository reactions, ActorContext context) : ICommandHandler<UnlikeComment, Done>
{
    public async Task<Result<Done>> Handle(UnlikeComment command, CancellationToken ct)
    {
        await reactions.RemoveFromCommentAsync(context.SignedInId, command.CommentId, ct);
        return default(Done);
    }
}
