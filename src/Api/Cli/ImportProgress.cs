using System.Globalization;
using System.Text.Json;
using Agora.Application.Imports;
using Agora.Infrastructure.Database;
using Spectre.Console;

namespace Agora.Api.Cli;

/// <summary>
/// Shows an import while it runs: a bar on a terminal, a line now and then elsewhere. Keeps the rejected lines in a file when
/// asked, and the first reasons for the end.
/// </summary>
internal sealed class ImportProgress : IImportObserver, IAsyncDisposable
{
    private const int FailuresShown = 20;

    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(5);

    private readonly Stream? source;
    private readonly FileStream? rejects;
    private readonly TimeProvider clock;
    private readonly List<LineOutcome> failures = [];
    private ProgressTask? bar;
    private long lastLine;

    /// <param name="source">Tells how much of the file was read; null for a pipe, which has no end to compare with.</param>
    /// <exception cref="InvalidConfigurationException">The file for rejected lines cannot be written.</exception>
    public ImportProgress(string? rejectsPath, Stream? source, TimeProvider clock)
    {
        this.source = source;
        this.clock = clock;
        lastLine = clock.GetTimestamp();
        try
        {
            rejects = rejectsPath is null
                ? null
                : new FileStream(rejectsPath, FileMode.Create, FileAccess.Write, FileShare.Read, 64 * 1024, FileOptions.Asynchronous);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidConfigurationException(exception.Message);
        }
    }

    public async Task<ImportReport> ShowAsync(Func<Task<ImportReport>> import)
    {
        if (Console.IsErrorRedirected)
        {
            return await import();
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        ProgressColumn[] columns = source is null
            ? [new SpinnerColumn(), new TaskDescriptionColumn(), new ElapsedTimeColumn()]
            : [new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn()];
        return await console.Progress().Columns(columns).StartAsync(async context =>
        {
            bar = context.AddTask("importing", maxValue: Math.Max(source?.Length ?? 1, 1));
            bar.IsIndeterminate = source is null;
            var report = await import();
            if (report.IsComplete)
            {
                bar.Value = bar.MaxValue;
            }

            bar.StopTask();
            return report;
        });
    }

    public async Task RejectedAsync(LineOutcome line, CancellationToken ct)
    {
        if (line.Outcome == ImportOutcome.Failed && failures.Count < FailuresShown)
        {
            failures.Add(line);
        }

        if (rejects is not null)
        {
            await rejects.WriteAsync(Json(line), ct);
        }
    }

    public Task ProgressedAsync(ImportCounts counts, CancellationToken ct)
    {
        var lines = counts.Lines.ToString("N0", CultureInfo.InvariantCulture);
        if (bar is not null)
        {
            bar.Description = $"{lines} lines";
            bar.Value = source?.Position ?? 0;
        }
        else if (clock.GetElapsedTime(lastLine) >= LineEvery)
        {
            lastLine = clock.GetTimestamp();
            Output.Progress.Report($"{lines} lines, {counts.Failed.ToString("N0", CultureInfo.InvariantCulture)} failed");
        }

        return Task.CompletedTask;
    }

    public void Conclude(ImportReport report, bool dryRun)
    {
        foreach (var failure in failures)
        {
            Output.Progress.Report(string.Create(CultureInfo.InvariantCulture, $"line {failure.Line}: {failure.Reason}"));
        }

        var counts = report.Counts;
        if (counts.Failed > failures.Count)
        {
            Output.Progress.Report(string.Create(
                CultureInfo.InvariantCulture, $"and {counts.Failed - failures.Count} more; --rejects FILE keeps them all"));
        }

        if (report.Stopped is { } stopped)
        {
            Output.Progress.Report(stopped.Message);
        }

        if (!report.IsComplete)
        {
            Output.Progress.Report("Stopped before the end of the file. Complete batches are stored; import the file again to continue.");
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{(dryRun ? "dry run: " : "")}created {counts.Created}, updated {counts.Updated}, skipped {counts.Skipped}, failed "
            + $"{counts.Failed}"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{counts.Lines} lines in {report.Elapsed.TotalSeconds:F1} s, {report.LinesPerSecond:F0} lines/s"));
    }

    public async ValueTask DisposeAsync()
    {
        if (rejects is not null)
        {
            await rejects.DisposeAsync();
        }
    }

    private static byte[] Json(LineOutcome line)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("line", line.Line);
            json.WriteString("outcome", line.Outcome == ImportOutcome.Failed ? "failed" : "skipped");
            json.WriteString("code", line.Code);
            json.WriteString("reason", line.Reason);
            json.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }
}
