using System.Text.Json;

namespace Agora.Infrastructure.Backups;

/// <summary>
/// Reads all of the repository and compares it with its checksums. Beyond what <c>pgbackrest verify</c> looks at: that each backup has
/// every file of the write-ahead log that it needs, that the log has no gap since the oldest backup, that both copies of each
/// description are whole, and that each backup has its figures.
/// </summary>
internal sealed class RepositoryCheck(PgBackRest program)
{
    private static readonly string[] Descriptions = ["archive/agora/archive.info", "backup/agora/backup.info"];

    /// <returns>What is wrong, one sentence each; empty when nothing is.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(IProgress<string> progress, CancellationToken ct)
    {
        var info = await program.InfoAsync(ct);
        if (!info.IsReadable)
        {
            return [$"The repository cannot be read: {FirstLine(info.Message)}. Is Backup:Key the one that it was made with?"];
        }

        if (info.Sets.Count == 0)
        {
            return ["There is no backup in the repository."];
        }

        progress.Report($"Reading {info.Sets.Count} backups and their write-ahead log");
        var figures = new Dictionary<string, BackupFigures>(StringComparer.Ordinal);
        return
        [
            .. await FiguresAsync(info, figures, ct),
            .. await ChecksumsAsync(ct),
            .. await LogAsync(info, figures, ct),
            .. await CopiesAsync(info, ct),
        ];
    }

    private async Task<IEnumerable<string>> ChecksumsAsync(CancellationToken ct)
    {
        // The exit code says nothing of what was found.
        var result = await program.ReadAsync(ct, "verify", "--output=text", "--verbose");
        if (!result.Succeeded)
        {
            return [$"The repository cannot be verified: {PgBackRest.Complaint(result)}"];
        }

        var lines = result.Output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return lines.Contains("status: ok", StringComparer.Ordinal)
            ? []
            : ["Files of the repository are damaged or missing: " + string.Join("; ", lines.SkipWhile(IsHead))];

        static bool IsHead(string line) =>
            line.StartsWith("stanza:", StringComparison.Ordinal) || line.StartsWith("status:", StringComparison.Ordinal);
    }

    private async Task<IEnumerable<string>> LogAsync(
        RepositoryInfo info, Dictionary<string, BackupFigures> figures, CancellationToken ct)
    {
        var result = await program.ReadAsync(ct, "repo-ls", "archive", "--recurse", "--output=json");
        if (!result.Succeeded)
        {
            return [$"The archive of the write-ahead log cannot be read: {PgBackRest.Complaint(result)}"];
        }

        using var listed = JsonDocument.Parse(result.Output);
        var names = listed.RootElement.EnumerateObject().Select(entry => entry.Name.Split('/')[^1])
            .Where(name => name.Length > WalName.Length && name[WalName.Length] == '-')
            .Select(name => name[..WalName.Length])
            .ToHashSet(StringComparer.Ordinal);
        var wrong = new List<string>();
        foreach (var set in info.Sets)
        {
            var missing = Needed(set, figures.GetValueOrDefault(set.Label)).Where(name => !names.Contains(name)).ToList();
            if (missing.Count > 0)
            {
                wrong.Add($"The backup {set.Label} needs the file {missing[0]} of the write-ahead log, which is missing.");
            }
        }

        // Only from the oldest backup on: what is before it serves none.
        foreach (var timeline in names.Where(name => string.CompareOrdinal(name, info.Sets[0].FirstWal) >= 0)
            .GroupBy(name => name[..8], StringComparer.Ordinal))
        {
            var gaps = WalName.Between(timeline.Min(StringComparer.Ordinal)!, timeline.Max(StringComparer.Ordinal)!)
                .Where(name => !names.Contains(name)).ToList();
            if (gaps.Count > 0)
            {
                wrong.Add(
                    $"{gaps.Count} files of the write-ahead log are missing, the first is {gaps[0]}: later points cannot be restored from "
                    + "backups before it.");
            }
        }

        return wrong;
    }

    /// <summary>From its beginning to the point behind it, to which a drill restores.</summary>
    private static IEnumerable<string> Needed(BackupSet set, BackupFigures? figures) => WalName.Between(
        set.FirstWal,
        figures is null ? set.LastWal : WalName.Of(set.LastWal[..8], WalName.ParsePosition(figures.Position)));

    private async Task<IEnumerable<string>> CopiesAsync(RepositoryInfo info, CancellationToken ct)
    {
        var wrong = new List<string>();
        foreach (var path in Descriptions
            .Concat(info.Sets.Select(set => $"backup/agora/{set.Label}/backup.manifest")))
        {
            var (first, second) = (await program.FileAsync(path, ct), await program.FileAsync(path + ".copy", ct));
            if (first is null || second is null || first != second)
            {
                wrong.Add($"{path} and its copy differ, or one of them cannot be read.");
            }
            else if (!first.Contains("backrest-checksum=", StringComparison.Ordinal))
            {
                wrong.Add($"{path} is cut off.");
            }
        }

        return wrong;
    }

    /// <param name="read">Takes those that are whole.</param>
    private async Task<IEnumerable<string>> FiguresAsync(
        RepositoryInfo info, Dictionary<string, BackupFigures> read, CancellationToken ct)
    {
        var wrong = new List<string>();
        foreach (var label in info.Sets.Select(set => set.Label))
        {
            try
            {
                if (await BackupFigures.ReadAsync(program.Files, label, ct) is { } figures)
                {
                    read.Add(label, figures);
                }
                else
                {
                    wrong.Add($"The backup {label} has no figures to compare a restored copy with.");
                }
            }
            catch (Exception exception) when (exception is JsonException or BackupException)
            {
                wrong.Add($"The figures of the backup {label} are damaged: {exception.Message}");
            }
        }

        return wrong;
    }

    private static string FirstLine(string text) => text.Split('\n')[0];
}
