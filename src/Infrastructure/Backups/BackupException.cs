namespace Agora.Infrastructure.Backups;

/// <summary>A backup or a restore was refused or failed. The message stands alone: it says what is wrong, and the remedy.</summary>
/// <param name="refused">True when nothing was changed, because something that was asked for cannot be.</param>
public sealed class BackupException(string message, bool refused = false) : Exception(message)
{
    public bool Refused { get; } = refused;

    internal static BackupException Refuse(string message) => new(message, refused: true);
}
