using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Posts;

namespace Agora.Application.Notifications;

/// <summary>The caller is no longer notified about a post and what is said below it. Idempotent.</summary>
public sealed record MutePost(Guid PostId) : ICommand<Done>;

public sealed class MutePostHandler(INotificationRepository notifications, ActorContext context, TimeProvider clock)
    : ICommandHandler<MutePost, Done>
{
    public async Task<Result<Done>> Handle(MutePost command, CancellationToken ct) =>
        await notifications.TryMuteAsync(context.SignedInId, command.PostId, clock.GetUtcNow(), ct) ? default(Done) : PostErrors.NotFound;
}
