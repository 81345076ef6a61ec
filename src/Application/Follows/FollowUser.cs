using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Follows;
using Agora.Domain.Users;

namespace Agora.Application.Follows;

/// <summary>The caller follows a person. Idempotent.</summary>
public sealed record FollowUser(Guid UserId) : ICommand<Done>;

public sealed class FollowUserHandler(IFollowRepository follows, ActorContext context, TimeProvider clock)
    : ICommandHandler<FollowUser, Done>
{
    public async Task<Result<Done>> Handle(FollowUser command, CancellationToken ct)
    {
        var follow = Follow.Begin(context.SignedInId, command.UserId, clock.GetUtcNow());
        if (!follow.IsSuccess)
        {
            return follow.Error;
        }

        return await follows.FollowAsync(follow.Value, ct) switch
        {
            FollowOutcome.Follows => default(Done),
            FollowOutcome.Missing => UserErrors.NotFound,
            FollowOutcome.Blocked => FollowErrors.Blocked,
        };
    }
}
