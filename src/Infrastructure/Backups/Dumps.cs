using System.Globalization;
using Agora.Infrastructure.Database.Embedded;
using Npgsql;

namespace Agora.Infrastructure.Backups;

/// <summary>
/// Logical copies by pg_dump, stored encrypted in the repository of pgBackRest, each with a manifest. Only what has a manifest of ours is
/// ever read or removed.
/// </summary>
/// <param name="bin">Folder of pg_dump and pg_restore; empty for the PATH.</param>
internal sealed class Dumps(PgBackRest program, BackupFolders folders, string bin, TimeProvider clock)
{
    /// <exception cref="BackupException">pg_dump failed. Nothing of the copy is left.</exception>
    public async Task<DumpManifest> MakeAsync(
        NpgsqlConnectionStringBuilder login, string serverVersion, IProgress<string> progress, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var name = DumpManifest.NameOf(now);
        progress.Report($"Dumping {login.Database} to {name}");
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PGHOST"] = login.Host!,
            ["PGPORT"] = login.Port.ToString(CultureInfo.InvariantCulture),
            ["PGUSER"] = login.Username!,
            ["PGPASSWORD"] = login.Password ?? "",
        };
        using var counted = new CountedHash();
        try
        {
            var result = await ChildProcess.RunAsync(
                [
                    Path.Combine(bin, "pg_dump"), "--format=custom", "--compress=zstd:3", "--lock-wait-timeout=10s", login.Database!,
                ],
                variables,
                (output, token) => program.Files.PutAsync(DumpManifest.PathOf(name), output, counted, token),
                ct);
            if (!result.Succeeded)
            {
                throw new BackupException($"pg_dump failed: {result.Complaint}");
            }
        }
        catch
        {
            await program.ReadAsync(CancellationToken.None, "repo-rm", DumpManifest.PathOf(name));
            throw;
        }

        var manifest = new DumpManifest(name, login.Database!, serverVersion, now, counted.Bytes, counted.Digest());
        await manifest.WriteAsync(program.Files, ct);
        return manifest;
    }

    /// <summary>Reads it whole, decrypted: against its checksum, and as pg_restore would; a list of its contents finds no damage.</summary>
    /// <returns>What is wrong; null when nothing is.</returns>
    public async Task<string?> VerifyAsync(DumpManifest dump, CancellationToken ct)
    {
        var file = Path.Combine(folders.State, $"verify-{Guid.NewGuid():N}.dump");
        try
        {
            await FetchAsync(dump, file, ct);
            var result = await ChildProcess.RunAsync([Path.Combine(bin, "pg_restore"), "--file=/dev/null", file], ct);
            return result.Succeeded ? null : $"pg_restore cannot read {dump.Name}: {result.Complaint}";
        }
        catch (BackupException exception)
        {
            return exception.Message;
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Writes it decrypted into a file that only this account can read.</summary>
    /// <exception cref="BackupException">It is damaged, and no file is left; or the file is there already.</exception>
    public async Task FetchAsync(DumpManifest dump, string file, CancellationToken ct)
    {
        if (File.Exists(file))
        {
            throw BackupException.Refuse($"{file} exists. Name another file.");
        }

        using var counted = new CountedHash();
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = FileModes.Secret;
        }

        try
        {
            await using var target = new FileStream(file, options);
            await program.Files.GetAsync(dump.Path, target, counted, ct);
            if (counted.Digest() != dump.Sha256)
            {
                throw new BackupException($"{dump.Name} is damaged: its checksum is not that of its manifest.");
            }
        }
        catch
        {
            File.Delete(file);
            throw;
        }
    }

    /// <summary>Removes those that are older, but the newest.</summary>
    /// <returns>Their names.</returns>
    public async Task<IReadOnlyList<string>> ExpireAsync(TimeSpan kept, CancellationToken ct)
    {
        var all = await DumpManifest.ListAsync(program.Files, ct);
        var old = all.SkipLast(1).Where(dump => clock.GetUtcNow() - dump.MadeAt > kept).ToList();
        foreach (var dump in old)
        {
            await dump.RemoveAsync(program.Files, ct);
        }

        return [.. old.Select(dump => dump.Name)];
    }
}
