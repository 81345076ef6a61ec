using Agora.Application.Common;
using Agora.Domain.Comments;
using Agora.Domain.Common;
using Agora.Domain.Reactions;

namespace Agora.Application.Reactions;

/// <summary>The caller likes a comment. Idempotent.</summary>
public sealed record LikeComment(Guid CommentId) : ICommand<Done>;

public sealed class LikeCommentHandler(IReactionRepository reactions, ActorContext context, TimeProvider clock)
    : ICommandHandler<LikeComment, Done>
{
    public async Task<Result<Done>> Handle(LikeComment command, CancellationToken ct)
    {
        if (await reactions.FindCommentAsync(command.CommentId, ct) is not { } comment)
        {
            return CommentErrors.NotFound;
        }

        return await Like.Give(context.SignedInId, comment, clock.GetUtcNow()).ThenAsync<Done>(
            like => reactions.AddToCommentAsync(like, ct).OrRefusedAsync(CommentErrors.NotFound));
    }
}
