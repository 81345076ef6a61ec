using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Follows;

/// <summary>The caller takes a block back. Follows that it ended stay ended.</summary>
public sealed record UnblockUser(Guid UserId) : ICommand<Done>;

public sealed class UnblockUserHandler(IFollowRepository follows, ActorContext context) : ICommandHandler<UnblockUser, Done>
{
    public async Task<Result<Done>> Handle(UnblockUser command, CancellationToken ct)
    {
        await follows.UnblockAsync(context.SignedInId, command.UserId, ct);
        return default(Done);
    }
}
