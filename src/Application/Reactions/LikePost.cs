using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Posts;
using Agora.Domain.Reactions;

namespace Agora.Application.Reactions;

/// <summary>The caller likes a post. Idempotent.</summary>
public sealed record LikePost(Guid PostId) : ICommand<Done>;

public sealed class LikePostHandler(IReactionRepository reactions, ActorContext context, TimeProvider clock)
    : ICommandHandler<LikePost, Done>
{
    public async Task<Result<Done>> Handle(LikePost command, CancellationToken ct)
    {
        if (await reactions.FindPostAsync(command.PostId, ct) is not { } post)
        {
            return PostErrors.NotFound;
        }

        return await Like.Give(context.SignedInId, post, clock.GetUtcNow()).ThenAsync<Done>(
            like => reactions.AddToPostAsync(like, ct).OrRefusedAsync(PostErrors.NotFound));
    }
}
