using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Follows;
using Agora.Domain.Users;

namespace Agora.Application.Follows;

/// <summary>The caller follows somebody. Doing it twice is doing it once.</summary>
public sealed record FollowUser(Guid UserId) : ICommand<Done>;

public sealed class FollowUserHandler(IFollowRepository follows, ActorContext context, TimeProvider clock)
    : ICommandHandler<FollowUser, Done>
{
    public async Task<Result<Done>> Handle(FollowUser command, CancellationToken ct)
    {
        if (context.Actor.Is(command.UserId))
        {
            return FollowErrors.Self;
        }

        return await follows.FollowAsync(context.SignedInId, command.UserId, clock.GetUtcNow(), ct) switch
        {
            FollowOutcome.Follows => default(Done),
            FollowOutcome.Missing => UserErrors.NotFound,
            FollowOutcome.Blocked => FollowErrors.Blocked,
        };
    }
}
