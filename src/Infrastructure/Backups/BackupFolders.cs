using Agora.Infrastructure.Database.Embedded;

namespace Agora.Infrastructure.Backups;

/// <summary>
/// Where the backups of one server are, and what reads and writes them needs beside them. The repository carries a marker, so that nothing
/// else is ever written over or removed.
/// </summary>
/// <param name="Repository">pgBackRest's own folder, the figures of tables and the logical copies.</param>
/// <param name="State">Configuration with the key, locks, restored copies of drills. Not part of the backups.</param>
/// <param name="Account">Runs everything that touches them; null when this process does.</param>
/// <param name="Key">Passphrase of the encryption.</param>
internal sealed record BackupFolders(string Repository, string State, ServiceAccount? Account, string Key)
{
    private const string MarkerName = "agora.backups";

    public string Store => Path.Combine(Repository, "pgbackrest");

    public string Figures => Path.Combine(Repository, "figures");

    public string Dumps => Path.Combine(Repository, "dumps");

    private string Marker => Path.Combine(Repository, MarkerName);

    /// <summary>Makes what is missing.</summary>
    /// <exception cref="BackupException">The repository cannot be one.</exception>
    public async Task PrepareAsync(CancellationToken ct)
    {
        RequireNotForeign();
        if (!Directory.Exists(Repository) && Path.GetDirectoryName(Repository) is { } parent && !Directory.Exists(parent))
        {
            throw BackupException.Refuse(
                $"{parent}, in which the backups are to be, does not exist. Make it, or set Backup:Repository to another folder.");
        }

        try
        {
            foreach (var folder in new[] { Repository, Figures, Dumps, State })
            {
                await MakeAsync(folder, ct);
            }

            await RequireWritableAsync(ct);
            if (!File.Exists(Marker))
            {
                await WriteAsync(Marker, "Backups of Agora. \"agora backup\" reads, writes and removes them.\n", ct);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or EmbeddedPostgresException)
        {
            throw BackupException.Refuse($"{Repository} cannot hold backups: {exception.Message}");
        }
    }

    /// <exception cref="BackupException">There are no backups of Agora.</exception>
    public void RequireBackups()
    {
        RequireNotForeign();
        if (!File.Exists(Marker))
        {
            throw BackupException.Refuse(
                $"There are no backups in {Repository}. Set Backup:Repository to their folder, or make one: agora backup run");
        }
    }

    /// <summary>Makes a folder that only the account can enter.</summary>
    public async Task MakeAsync(string folder, CancellationToken ct)
    {
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
            FileModes.Set(folder, FileModes.PrivateFolder);
            await OwnAsync(folder, ct);
        }
    }

    /// <summary>Writes the file whole or not at all, readable by the account alone.</summary>
    public async Task WriteAsync(string file, string text, CancellationToken ct)
    {
        var draft = $"{file}.{Environment.ProcessId}.new";
        File.Delete(draft);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = FileModes.Secret;
        }

        await using (var stream = new StreamWriter(draft, options))
        {
            await stream.WriteAsync(text.AsMemory(), ct);
        }

        await OwnAsync(draft, ct);
        File.Move(draft, file, overwrite: true);
    }

    public Task OwnAsync(string item, CancellationToken ct) => Account is null ? Task.CompletedTask : Account.OwnAsync(item, ct);

    private void RequireNotForeign()
    {
        if (File.Exists(Repository))
        {
            throw BackupException.Refuse($"{Repository} is a file, and backups need a folder. Set Backup:Repository to another one.");
        }

        if (Directory.Exists(Repository) && !File.Exists(Marker) && Directory.EnumerateFileSystemEntries(Repository).Any(Foreign))
        {
            throw BackupException.Refuse(
                $"{Repository} is not empty and holds no backups of Agora (it has no {MarkerName}), so it is left alone. Set "
                + "Backup:Repository to a folder that is empty or new.");
        }
    }

    // What another process that is making this repository at the same moment writes before the marker.
    private bool Foreign(string entry) =>
        entry != Figures && entry != Dumps && !entry.StartsWith(Marker + ".", StringComparison.Ordinal);

    private async Task RequireWritableAsync(CancellationToken ct)
    {
        var result = await ChildProcess.RunAsync(ServiceAccount.Wrap(Account, "test", "-w", Repository, "-a", "-x", Repository), ct);
        if (!result.Succeeded)
        {
            throw BackupException.Refuse(
                $"The account {Account?.Name ?? Environment.UserName}, which runs the database server, cannot write {Repository}. Give it "
                + "the folder (chown), or set Backup:Repository to another one.");
        }
    }
}
