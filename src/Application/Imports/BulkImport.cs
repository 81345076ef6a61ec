using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Agora.Application.Common;
using Agora.Domain.Common;
using MediatR;

namespace Agora.Application.Imports;

/// <summary>
/// Reads a file of rows line by line and stores it batch by batch. While the database works on one batch the next one is
/// read, so at most three are in memory.
/// </summary>
public sealed class BulkImport<TRaw, TRow>(IImportNoun<TRaw, TRow> noun, IMediator mediator, TimeProvider clock)
    where TRaw : class
    where TRow : class
{
    /// <summary>A batch ends early at this many characters of text, so that memory and the time of a transaction stay bounded.</summary>
    private const int BatchCharacters = 4_000_000;

    private static readonly TimeSpan ReadingEnds = TimeSpan.FromSeconds(1);

    /// <summary>Never throws for a line, a broken dependency or a cancellation: the report tells what was stored until then.</summary>
    public async Task<ImportReport> RunAsync(
        IAsyncEnumerable<ImportLine<TRaw>> lines, ImportOptions options, IImportObserver observer, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(observer);
        var started = clock.GetTimestamp();
        var counts = ImportCounts.None;
        Error? stopped = null;

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var batches = Channel.CreateBounded<Batch>(1);
        var reading = ReadAsync(lines, options.BatchLines, batches.Writer, ending.Token);
        try
        {
            await foreach (var batch in batches.Reader.ReadAllAsync(ct))
            {
                // In the order of the file; what was stored is reported even if the rest of the batch fails.
                var outcomes = new List<LineOutcome>(batch.Rejected);
                try
                {
                    await foreach (var stored in StoreAsync(batch.Rows, options, ct))
                    {
                        outcomes.AddRange(stored);
                    }
                }
                finally
                {
                    await TellAsync(outcomes.OrderBy(outcome => outcome.Line));
                }

                await observer.ProgressedAsync(counts, ct);
            }
        }
        catch (DependencyException broken)
        {
            stopped = broken.Error;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The report says so.
        }
        finally
        {
            await ending.CancelAsync();
            // A read from a pipe cannot be cancelled; it is left behind when its writer keeps silent.
            await Task.WhenAny(reading, Task.Delay(ReadingEnds, clock, CancellationToken.None));
        }

        return new ImportReport(counts, clock.GetElapsedTime(started), stopped, ct.IsCancellationRequested && stopped is null);

        // What is counted is stored, and is reported even after a cancellation.
        async Task TellAsync(IEnumerable<LineOutcome> outcomes)
        {
            foreach (var line in outcomes)
            {
                counts = counts.With(line.Outcome);
                if (line.Reason is not null)
                {
                    await observer.RejectedAsync(line, CancellationToken.None);
                }
            }
        }
    }

    private async Task ReadAsync(
        IAsyncEnumerable<ImportLine<TRaw>> lines, int batchLines, ChannelWriter<Batch> batches, CancellationToken ct)
    {
        Exception? failure = null;
        try
        {
            var batch = new Batch(noun);
            await foreach (var line in lines.WithCancellation(ct))
            {
                batch.Add(line, clock.GetUtcNow());
                if (batch.Lines >= batchLines || batch.Characters >= BatchCharacters)
                {
                    await batches.WriteAsync(batch, ct);
                    batch = new Batch(noun);
                }
            }

            if (batch.Lines > 0)
            {
                await batches.WriteAsync(batch, ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Cancelled: the rest is not needed.
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            failure = new DependencyException(ImportErrors.Unreadable(exception.Message), exception);
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        batches.Complete(failure);
    }

    // One row that the database refuses must not cost its neighbours: a batch is halved until that row stands alone.
    private async IAsyncEnumerable<IReadOnlyList<LineOutcome>> StoreAsync(
        List<TRow> rows, ImportOptions options, [EnumeratorCancellation] CancellationToken ct)
    {
        var waiting = new Stack<List<TRow>>([rows]);
        while (waiting.TryPop(out var part))
        {
            if (part.Count == 0)
            {
                continue;
            }

            var result = options.DryRun
                ? await mediator.Send(noun.Preview(part, options), ct)
                : await mediator.Send(noun.Store(part, options), ct);
            if (result.IsSuccess)
            {
                yield return result.Value.Lines;
            }
            else if (result.Error.Code != ImportErrors.RefusedCode)
            {
                throw new DependencyException(result.Error, inner: null);
            }
            else if (part.Count == 1)
            {
                yield return
                [
                    new LineOutcome(noun.LineOf(part[0]), ImportOutcome.Failed, result.Error.Message)
                    {
                        Failure = ImportErrors.RefusedCode,
                    },
                ];
            }
            else
            {
                waiting.Push(part[(part.Count / 2)..]);
                waiting.Push(part[..(part.Count / 2)]);
            }
        }
    }

    private sealed class Batch(IImportNoun<TRaw, TRow> noun)
    {
        private readonly Dictionary<string, long> lineOf = new(StringComparer.Ordinal);

        public List<TRow> Rows { get; } = [];

        public List<LineOutcome> Rejected { get; } = [];

        public int Lines => Rows.Count + Rejected.Count;

        public long Characters { get; private set; }

        public void Add(ImportLine<TRaw> line, DateTimeOffset now)
        {
            if (line.Item is null)
            {
                Rejected.Add(new LineOutcome(line.Number, ImportOutcome.Failed, line.Problem)
                {
                    Failure = ImportErrors.UnreadableLineCode,
                });
                return;
            }

            var check = noun.Check(line.Number, line.Item, now);
            if (!check.IsSuccess)
            {
                Rejected.Add(new LineOutcome(line.Number, ImportOutcome.Failed, check.Error.Message));
                return;
            }

            var key = noun.KeyOf(check.Value);
            if (!lineOf.TryAdd(key, line.Number))
            {
                Rejected.Add(new LineOutcome(line.Number, ImportOutcome.Skipped, $"same as line {lineOf[key]}"));
            }
            else
            {
                Rows.Add(check.Value);
                Characters += noun.CharactersOf(check.Value);
            }
        }
    }
}
