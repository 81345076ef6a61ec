using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Reactions;

/// <summary>The caller takes the like of a post back, which need not exist.</summary>
public sealed record UnlikePost(Guid PostId) : ICommand<Done>;

public sealed class UnlikePostHandler(IReactionRepository reactions, ActorContext context) : ICommandHandler<UnlikePost, Done>
{
    public async Task<Result<Done>> Handle(UnlikePost command, CancellationToken ct)
    {
        await reactions.RemoveFromPostAsync(context.SignedInId, command.PostId, ct);
        return default(Done);
    }
}
