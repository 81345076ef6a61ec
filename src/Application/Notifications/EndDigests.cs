using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Notifications;

namespace Agora.Application.Notifications;

/// <summary>Sends a person no more digests, by the link in one of them. Idempotent; the preference can be set again.</summary>
/// <param name="Token">Of the link.</param>
public sealed record EndDigests(string Token) : ICommand<Done>, IRunsAsSystem, IOwnsTransaction;

public sealed class EndDigestsHandler(INotificationRepository notifications, IUnsubscribeTokens tokens) : ICommandHandler<EndDigests, Done>
{
    public async Task<Result<Done>> Handle(EndDigests command, CancellationToken ct)
    {
        if (tokens.Read(command.Token) is not { } userId)
        {
            return NotificationErrors.UnsubscribeTokenInvalid;
        }

        await notifications.EndDigestsAsync(userId, ct);
        return default(Done);
    }
}
