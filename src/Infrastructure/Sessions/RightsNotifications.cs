using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Sessions;

/// <summary>
/// Receives rights that other instances and operators change, and forgets what is cached of them. Without notifications the cached rights
/// last a second.
/// </summary>
internal sealed class RightsNotifications(SessionGrantCache grants) : INotificationSubscriber
{
    public string Channel => "agora_rights";

    public void Listening() => grants.ForgetAll();

    public void Received(string payload) => RightsChange.Parse(payload)?.Forget(grants);

    public void Verified(long at) => grants.Verified(at);
}
