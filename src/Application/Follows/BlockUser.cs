using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Follows;
using Agora.Domain.Users;

namespace Agora.Application.Follows;

/// <summary>The caller and the user no longer see what the other writes, and no longer follow each other.</summary>
public sealed record BlockUser(Guid UserId) : ICommand<Done>;

public sealed class BlockUserHandler(IFollowRepository follows, ActorContext context, TimeProvider clock)
    : ICommandHandler<BlockUser, Done>
{
    public async Task<Result<Done>> Handle(BlockUser command, CancellationToken ct)
    {
        var block = Block.Begin(context.SignedInId, command.UserId, clock.GetUtcNow());
        if (!block.IsSuccess)
        {
            return block.Error;
        }

        return await follows.BlockAsync(block.Value, ct) ? default(Done) : UserErrors.NotFound;
    }
}
