using Agora.Infrastructure.Database.Embedded;

namespace Agora.Infrastructure.Backups;

/// <summary>Where the backups of one server are, and what reads and writes them needs beside them.</summary>
/// <param name="State">Configuration with the keys, locks, restored copies of drills. Not part of the backups.</param>
/// <param name="Account">Runs everything that touches them; null when this process does.</param>
/// <param name="Key">Passphrase of the encryption.</param>
internal sealed record BackupFolders(IBackupRepository Repository, string State, ServiceAccount? Account, string Key)
{
    public AccountFiles Files { get; } = new(Account);
}
