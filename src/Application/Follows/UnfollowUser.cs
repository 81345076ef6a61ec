using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Follows;

/// <summary>The caller no longer follows the user, who need not exist.</summary>
public sealed record UnfollowUser(Guid UserId) : ICommand<Done>;

public sealed class UnfollowUserHandler(IFollowRepository follows, ActorContext context) : ICommandHandler<UnfollowUser, Done>
{
    public async Task<Result<Done>> Handle(UnfollowUser command, CancellationToken ct)
    {
        await follows.UnfollowAsync(context.SignedInId, command.UserId, ct);
        return default(Done);
    }
}
