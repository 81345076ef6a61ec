using Agora.Infrastructure.Database.Embedded;

namespace Agora.Infrastructure.Backups;

/// <summary>A folder for backups, with the folder of pgBackRest in it.</summary>
internal sealed class BackupFolderRepository(string folder, AccountFiles files) : IBackupRepository
{
    private readonly string marker = Path.Combine(folder, BackupMarker.Name);

    public string Name => folder;

    public string Setting => "Backup:Repository";

    public string Configuration => $"repo1-path={Path.Combine(folder, "pgbackrest")}";

    public async Task PrepareAsync(PgBackRest program, CancellationToken ct)
    {
        RequireNotForeign();
        if (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is { } parent && !Directory.Exists(parent))
        {
            throw BackupException.Refuse(
                $"{parent}, in which the backups are to be, does not exist. Make it, or set Backup:Repository to another folder.");
        }

        try
        {
            await files.MakeAsync(folder, ct);
            await RequireWritableAsync(ct);
            if (!File.Exists(marker))
            {
                await files.WriteAsync(marker, BackupMarker.Text, ct);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or EmbeddedPostgresException)
        {
            throw BackupException.Refuse($"{folder} cannot hold backups: {exception.Message}");
        }
    }

    public Task RequireBackupsAsync(PgBackRest program, CancellationToken ct)
    {
        RequireNotForeign();
        return File.Exists(marker) ? Task.CompletedTask : throw BackupException.Refuse(
            $"There are no backups in {folder}. Set Backup:Repository to their folder, or make one: agora backup run");
    }

    public long? FreeBytes() => new DriveInfo(folder).AvailableFreeSpace;

    private void RequireNotForeign()
    {
        if (File.Exists(folder))
        {
            throw BackupException.Refuse($"{folder} is a file, and backups need a folder. Set Backup:Repository to another one.");
        }

        if (Directory.Exists(folder) && !File.Exists(marker) && Directory.EnumerateFileSystemEntries(folder).Any(IsForeign))
        {
            throw BackupException.Refuse(
                $"{folder} is not empty and holds no backups of Agora (it has no {BackupMarker.Name}), so it is left alone. Set "
                + "Backup:Repository to a folder that is empty or new.");
        }
    }

    // Another process that is making this repository at the same moment writes the marker first, as a draft.
    private bool IsForeign(string entry) => !entry.StartsWith(marker + ".", StringComparison.Ordinal);

    private async Task RequireWritableAsync(CancellationToken ct)
    {
        if (!await files.PassesAsync(ct, "-w", folder, "-a", "-x", folder))
        {
            throw BackupException.Refuse(
                $"The account {files.Account?.Name ?? Environment.UserName}, which runs the database server, cannot write {folder}. Give "
                + "it the folder (chown), or set Backup:Repository to another one.");
        }
    }
}
