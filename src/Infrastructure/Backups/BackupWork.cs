using System.Globalization;
using System.Text.Json;
using Agora.Infrastructure.Database.Embedded;

namespace Agora.Infrastructure.Backups;

/// <summary>Makes a backup of the data folder, with the figures that a restored copy is compared with.</summary>
internal sealed class BackupWork(PgBackRest program, BackupFolders folders, BackupServer server, TimeProvider clock)
{
    /// <summary>Free space below this part of the size of the data is too little: zstd makes a quarter of it.</summary>
    private const double SpaceFactor = 1.0 / 3;

    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(5);

    /// <param name="kind"><c>full</c>, <c>diff</c> or <c>incr</c>; without a full one to build on, a full one is made.</param>
    public async Task<(BackupSet Set, BackupFigures Figures)> RunAsync(string kind, IProgress<string> progress, CancellationToken ct)
    {
        var data = await RequireDataFolderAsync(ct);
        await RequireSpaceAsync(kind, ct);
        Require(await program.NameServerAsync(data, server.Login, ct));
        await server.ArchiveByAsync(program.ArchiveCommand, progress, ct);
        progress.Report("Proving that the write-ahead log is archived");
        await StepAsync(["check"], ct);

        progress.Report($"Copying {data}");
        await WatchAsync(StepAsync(["backup", $"--type={kind}"], ct), progress, ct);
        var sets = (await program.InfoAsync(ct)).Sets;

        var point = string.Create(CultureInfo.InvariantCulture, $"agora_{clock.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}");
        var figures = await FigureReader.TakeAsync(server.Source, point, progress, clock, ct);
        await server.ArchiveNowAsync(clock, ct);
        await figures.WriteAsync(program.Files, sets[^1].Label, ct);
        await BackupFigures.KeepAsync(program.Files, sets, ct);
        return (sets[^1], figures);
    }

    private async Task<string> RequireDataFolderAsync(CancellationToken ct)
    {
        var data = await server.AskAsync("SHOW data_directory", ct);
        return File.Exists(Path.Combine(data, "PG_VERSION")) ? data : throw BackupException.Refuse(
            $"The data folder {data} of the server is not on this machine, or cannot be read here. Run the command on the machine of the "
            + "server, as the account that runs it or as root.");
    }

    private async Task RequireSpaceAsync(string kind, CancellationToken ct)
    {
        if (kind != "full" || folders.Repository.FreeBytes() is not { } free)
        {
            return;
        }

        var size = long.Parse(
            await server.AskAsync("SELECT sum(pg_database_size(d.oid))::bigint::text FROM pg_database AS d WHERE d.datallowconn", ct),
            CultureInfo.InvariantCulture);
        if (free < size * SpaceFactor)
        {
            throw BackupException.Refuse(string.Create(
                CultureInfo.InvariantCulture,
                $"{folders.Repository.Name} has {free / 1e6:0} MB of free space, and a full backup of {size / 1e6:0} MB needs about "
                + $"{size * SpaceFactor / 1e6:0} MB. Make room, or set Backup:Repository to a folder of a larger disk."));
        }
    }

    private async Task StepAsync(string[] words, CancellationToken ct) => Require(await program.CopyAsync(ct, words));

    private void Require(ChildResult result)
    {
        if (!result.Succeeded)
        {
            throw Explain(PgBackRest.Complaint(result));
        }
    }

    private BackupException Explain(string complaint) => complaint switch
    {
        _ when complaint.Contains("[028]", StringComparison.Ordinal) => BackupException.Refuse(
            $"The backups in {folders.Repository.Name} are of another server. Set {folders.Repository.Setting} to a folder for this one."),
        _ when complaint.Contains("cipher", StringComparison.OrdinalIgnoreCase)
            || complaint.Contains("key/value found outside of section", StringComparison.Ordinal) => BackupException.Refuse(
            $"The backups in {folders.Repository.Name} were made with another key. Set Backup:Key to that one, or "
            + $"{folders.Repository.Setting} to a new folder."),
        _ when complaint.Contains("[050]", StringComparison.Ordinal) => BackupException.Refuse("Another backup is running. Wait for it."),
        _ => new BackupException($"pgBackRest failed: {complaint}"),
    };

    private async Task WatchAsync(Task backup, IProgress<string> progress, CancellationToken ct)
    {
        while (await Task.WhenAny(backup, Task.Delay(ReportEvery, clock, ct)) != backup && !ct.IsCancellationRequested)
        {
            if (await DoneAsync(ct) is { } done)
            {
                progress.Report(string.Create(
                    CultureInfo.InvariantCulture, $"Copied {done.Bytes / 1e6:0} of {done.All / 1e6:0} MB"));
            }
        }

        await backup;
    }

    private async Task<(long Bytes, long All)?> DoneAsync(CancellationToken ct)
    {
        var result = await program.ReadAsync(ct, "info", "--output=json");
        if (!result.Succeeded)
        {
            return null;
        }

        using var document = JsonDocument.Parse(result.Output);
        var running = document.RootElement.EnumerateArray().First().GetProperty("status").GetProperty("lock").GetProperty("backup");
        return running.TryGetProperty("size-cplt", out var bytes) && running.TryGetProperty("size", out var all)
            ? (bytes.GetInt64(), all.GetInt64())
            : null;
    }
}
