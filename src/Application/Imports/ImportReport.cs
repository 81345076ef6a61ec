using Agora.Domain.Common;

namespace Agora.Application.Imports;

public enum ImportMode
{
    /// <summary>What is there and differs is changed.</summary>
    Upsert,

    /// <summary>What is there is skipped.</summary>
    Insert,
}

/// <param name="BatchLines">Lines that are stored, or rolled back, together.</param>
/// <param name="DryRun">
/// Tells what would become of each line and stores nothing. A row that comes again in a later batch counts as new again.
/// </param>
/// <param name="Mode">What becomes of rows that are there.</param>
/// <param name="Invites">Whether new accounts without a password get a mail by which they set one.</param>
public sealed record ImportOptions(int BatchLines, bool DryRun, ImportMode Mode = ImportMode.Upsert, bool Invites = false)
{
    public const int BatchLinesDefault = 2000, BatchLinesMax = 20_000;
}

/// <param name="Lines">Lines with an outcome; blank lines do not count.</param>
public sealed record ImportCounts(long Lines, long Created, long Updated, long Skipped, long Failed)
{
    public static readonly ImportCounts None = new(0, 0, 0, 0, 0);

    internal ImportCounts With(ImportOutcome outcome) => outcome switch
    {
        ImportOutcome.Created => this with { Lines = Lines + 1, Created = Created + 1 },
        ImportOutcome.Updated => this with { Lines = Lines + 1, Updated = Updated + 1 },
        ImportOutcome.Skipped => this with { Lines = Lines + 1, Skipped = Skipped + 1 },
        ImportOutcome.Failed => this with { Lines = Lines + 1, Failed = Failed + 1 },
    };
}

/// <param name="Stopped">Why the end of the file was not reached: a broken dependency. Null otherwise.</param>
/// <param name="Cancelled">Stopped by the caller. What <paramref name="Counts"/> says is stored.</param>
public sealed record ImportReport(ImportCounts Counts, TimeSpan Elapsed, Error? Stopped, bool Cancelled)
{
    public bool IsComplete => Stopped is null && !Cancelled;

    public double LinesPerSecond => Elapsed > TimeSpan.Zero ? Counts.Lines / Elapsed.TotalSeconds : 0;
}

/// <summary>Observes a running import, in the order of its batches.</summary>
public interface IImportObserver
{
    /// <summary>A line was skipped or failed.</summary>
    Task RejectedAsync(LineOutcome line, CancellationToken ct);

    /// <summary>After every batch. The import waits for it.</summary>
    Task ProgressedAsync(ImportCounts counts, CancellationToken ct);
}
