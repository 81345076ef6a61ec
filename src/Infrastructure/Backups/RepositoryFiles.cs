using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Agora.Infrastructure.Database.Embedded;

namespace Agora.Infrastructure.Backups;

/// <summary>Files of our own beside those of pgBackRest in its repository, encrypted with the same key.</summary>
internal sealed class RepositoryFiles(PgBackRest program, BackupFolders folders)
{
    private const int Missing = 55, NotDecrypted = 95;

    // The program does not find the key for files that are none of its own, and takes it from here.
    private Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal) { ["PGBACKREST_CIPHER_PASS"] = folders.Key };

    /// <summary>Whether the repository has the marker. It fails within seconds where the repository does not answer.</summary>
    /// <exception cref="BackupException">It cannot be read.</exception>
    public async Task<bool> HasMarkerAsync(CancellationToken ct)
    {
        var result = await program.ReadAsync(ct, "repo-get", "--raw", "--io-timeout=5", BackupMarker.Name);
        return result.Succeeded || result.ExitCode == Missing
            ? result.Succeeded
            : throw new BackupException(PgBackRest.Complaint(result.Error));
    }

    /// <summary>Writes the marker, readable without the key.</summary>
    /// <exception cref="BackupException">It could not be stored.</exception>
    public async Task MarkAsync(CancellationToken ct)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(BackupMarker.Text));
        using var counted = new CountedHash();
        await PutAsync(["--raw", BackupMarker.Name], content, counted, ct);
    }

    /// <param name="folder">Empty for the repository itself.</param>
    /// <returns>Names of what is in the folder; none where it does not exist.</returns>
    /// <exception cref="BackupException">It cannot be read.</exception>
    public async Task<IReadOnlyList<string>> ListAsync(string folder, CancellationToken ct)
    {
        var result = await program.ReadAsync(ct, ["repo-ls", "--output=json", .. folder.Length > 0 ? new[] { folder } : []]);
        if (!result.Succeeded)
        {
            throw new BackupException(PgBackRest.Complaint(result.Error));
        }

        using var listed = JsonDocument.Parse(result.Output);
        return [.. listed.RootElement.EnumerateObject().Select(entry => entry.Name).Where(name => name != ".")];
    }

    /// <returns>Null when there is none.</returns>
    /// <exception cref="BackupException">It cannot be read.</exception>
    public async Task<string?> ReadAsync(string path, CancellationToken ct)
    {
        var result = await ChildProcess.RunAsync(Command("repo-get", path), Variables, read: null, ct);
        return result.ExitCode == Missing ? null : result.Succeeded ? result.Output : throw Unreadable(path, result);
    }

    /// <exception cref="BackupException">It could not be stored.</exception>
    public async Task WriteAsync(string path, string text, CancellationToken ct)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        using var counted = new CountedHash();
        await PutAsync(path, content, counted, ct);
    }

    /// <exception cref="BackupException">It could not be stored.</exception>
    public Task PutAsync(string path, Stream content, CountedHash counted, CancellationToken ct) =>
        PutAsync([path], content, counted, ct);

    /// <exception cref="BackupException">It cannot be read.</exception>
    public async Task GetAsync(string path, Stream target, CountedHash counted, CancellationToken ct)
    {
        var result = await ChildProcess.RunAsync(
            Command("repo-get", path), Variables, (output, token) => counted.CopyAsync(output, target, token), ct);
        if (!result.Succeeded)
        {
            throw Unreadable(path, result);
        }
    }

    /// <exception cref="BackupException">It could not be removed.</exception>
    public async Task RemoveAsync(string path, CancellationToken ct)
    {
        var result = await program.ReadAsync(ct, "repo-rm", path);
        if (!result.Succeeded)
        {
            throw new BackupException($"{path} could not be removed: {PgBackRest.Complaint(result)}");
        }
    }

    private async Task PutAsync(string[] words, Stream content, CountedHash counted, CancellationToken ct)
    {
        var start = ChildProcess.Prepare(Command(["repo-put", .. words]), environment: null);
        start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        try
        {
            var error = process.StandardError.ReadToEndAsync(ct);
            try
            {
                await counted.CopyAsync(content, process.StandardInput.BaseStream, ct);
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // It ended early, and says why.
            }

            await process.WaitForExitAsync(ct);
            if (process.ExitCode != 0)
            {
                throw new BackupException($"{words[^1]} could not be stored: {PgBackRest.Complaint(await error)}");
            }
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private string[] Command(params string[] words) => program.ReadCommand(words);

    private static BackupException Unreadable(string path, ChildResult result) => new(
        result.ExitCode == NotDecrypted
            ? $"{path} cannot be decrypted: it is damaged, or BACKUP_KEY is not the one that it was made with."
            : $"{path} cannot be read: {PgBackRest.Complaint(result)}");
}
