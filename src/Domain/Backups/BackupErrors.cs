using Agora.Domain.Common;

namespace Agora.Domain.Backups;

public static class BackupErrors
{
    /// <summary>The report says why, and is kept.</summary>
    public static Error Failed(string why) => Error.Unavailable("backups.failed", why, TimeSpan.FromHours(1));
}
