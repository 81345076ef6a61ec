namespace Agora.Infrastructure.Backups;

/// <summary>
/// A data folder that is restored beside the one whose place it takes: while the files are copied, the former is untouched. Disposing
/// deletes what did not take its place.
/// </summary>
internal sealed class RestoreDraft(string data, string live) : IDisposable
{
    public string Data => data;

    /// <summary>Moves the live folder away, and this one into its place.</summary>
    public async Task ReplaceAsync(string former, CancellationToken ct)
    {
        // The command that fetches the write-ahead log names the folder that it was restored into.
        var settings = Path.Combine(data, "postgresql.auto.conf");
        var text = await File.ReadAllTextAsync(settings, ct);
        await File.WriteAllTextAsync(settings, text.Replace($"--pg1-path={data}", $"--pg1-path={live}", StringComparison.Ordinal), ct);
        Directory.Move(live, former);
        Directory.Move(data, live);
    }

    public void Clear()
    {
        if (Directory.Exists(data))
        {
            Directory.Delete(data, recursive: true);
        }
    }

    public void Dispose() => Clear();
}
