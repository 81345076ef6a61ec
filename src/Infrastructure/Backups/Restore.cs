using System.Globalization;

namespace Agora.Infrastructure.Backups;

/// <summary>Writes a backup into a new data folder. The server that then starts there replays the log to the target.</summary>
internal sealed class Restore(PgBackRest program, BackupFolders folders, TimeProvider clock)
{
    /// <summary>What the replay writes beside the data.</summary>
    private const long SpaceForLog = 256L << 20;

    /// <summary>Chooses the backup, and refuses what cannot be before anything is written.</summary>
    /// <param name="label">Null takes the newest that serves.</param>
    /// <exception cref="BackupException">There is none that serves.</exception>
    public async Task<BackupSet> ChooseAsync(string? label, RestoreTarget target, CancellationToken ct)
    {
        await folders.Repository.RequireBackupsAsync(program, ct);
        var info = await program.InfoAsync(ct);
        if (!info.IsReadable)
        {
            throw BackupException.Refuse(
                $"The backups in {folders.Repository.Name} cannot be read: {info.Message.Split('\n')[0]}. Is Backup:Key the one that they "
                + "were made with?");
        }

        if (info.Sets.Count == 0)
        {
            throw BackupException.Refuse($"There is no backup in {folders.Repository.Name} yet.");
        }

        RequireReachable(target, info);
        if (label is not null)
        {
            return info.Sets.FirstOrDefault(set => set.Label == label) ?? throw BackupException.Refuse(
                $"There is no backup {label}. There are: {string.Join(", ", info.Sets.Select(set => set.Label))}");
        }

        return info.Sets.LastOrDefault(set => Serves(set, target)) ?? throw BackupException.Refuse(
            $"The first backup was finished at {Text(info.Sets[0].FinishedAt)}, and {target.Value} is before it. Earlier points cannot be "
            + "restored.");
    }

    /// <param name="data">An empty folder of the account.</param>
    /// <param name="archives">Whether the restored server archives into the same repository, because it takes the place of the old.</param>
    public async Task WriteAsync(
        BackupSet set, RestoreTarget target, string data, bool archives, IProgress<string> progress, CancellationToken ct)
    {
        progress.Report(string.Create(
            CultureInfo.InvariantCulture, $"Restoring {set.Label} ({set.DatabaseBytes / 1e6:0} MB) into {data}"));
        string[] words =
        [
            "restore", $"--pg1-path={data}", $"--set={set.Label}", $"--type={target.Type}",
            .. target.Value is { } value ? new[] { $"--target={value}", "--target-action=promote" } : [],
            archives ? "--archive-mode=preserve" : "--archive-mode=off",
        ];
        var result = await program.ReadAsync(ct, words);
        if (!result.Succeeded)
        {
            throw new BackupException($"pgBackRest could not restore {set.Label}: {PgBackRest.Complaint(result)}");
        }
    }

    /// <exception cref="BackupException">The disk of the folder has no room for the backup.</exception>
    public static void RequireSpace(BackupSet set, string folder)
    {
        var free = new DriveInfo(folder).AvailableFreeSpace;
        if (free < set.DatabaseBytes + SpaceForLog)
        {
            throw BackupException.Refuse(string.Create(
                CultureInfo.InvariantCulture,
                $"{folder} has {free / 1e6:0} MB of free space, and the backup {set.Label} needs "
                + $"{(set.DatabaseBytes + SpaceForLog) / 1e6:0} MB. Choose a folder of a larger disk."));
        }
    }

    private void RequireReachable(RestoreTarget target, RepositoryInfo info)
    {
        if (target.At > clock.GetUtcNow())
        {
            throw BackupException.Refuse($"{target.Value} is in the future.");
        }

        if (target is { Type: "lsn", Value: { } position }
            && info.LastWal is { } last
            && WalName.ParsePosition(position) >= WalName.EndOf(last))
        {
            throw BackupException.Refuse($"{position} lies behind {last}, the last file of the write-ahead log in the archive.");
        }
    }

    private static bool Serves(BackupSet set, RestoreTarget target) => target switch
    {
        { At: { } time } => set.FinishedAt <= time,
        { Type: "lsn", Value: { } position } => WalName.ParsePosition(set.LastPosition) <= WalName.ParsePosition(position),
        _ => true,
    };

    private static string Text(DateTimeOffset time) => time.ToString("u", CultureInfo.InvariantCulture);
}
