namespace Agora.Domain.Backups;

/// <summary>What a backup of the data folder copies.</summary>
public enum BackupKind
{
    /// <summary>Everything.</summary>
    Full,

    /// <summary>What changed since the last full one.</summary>
    Differential,

    /// <summary>What changed since the last one of any kind.</summary>
    Incremental,
}

/// <summary>What a report is about.</summary>
public enum BackupActivity
{
    /// <summary>A backup was made.</summary>
    Backup,

    /// <summary>A backup was restored into a scratch server, compared and asked.</summary>
    Drill,
}
