using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Notifications;

/// <summary>The caller is notified again about a post, which need not exist.</summary>
public sealed record UnmutePost(Guid PostId) : ICommand<Done>;

public sealed class UnmutePostHandler(INotificationRepository notifications, ActorContext context) : ICommandHandler<UnmutePost, Done>
{
    public async Task<Result<Done>> Handle(UnmutePost command, CancellationToken ct)
    {
        await notifications.UnmuteAsync(context.SignedInId, command.PostId, ct);
        return default(Done);
    }
}
