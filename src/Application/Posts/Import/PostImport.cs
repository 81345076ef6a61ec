using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Agora.Application.Common;
using Agora.Domain.Common;
using MediatR;

namespace Agora.Application.Posts.Import;

/// <summary>
/// Reads a file of posts line by line and stores it batch by batch. While the database works on one batch the next one is
/// read, so at most three are in memory.
/// </summary>
public sealed class PostImport(IMediator mediator, TimeProvider clock)
{
    /// <summary>A batch ends early at this many characters of text, so that memory and the time of a transaction stay bounded.</summary>
    private const int BatchCharacters = 4_000_000;

    private static readonly TimeSpan ReadingEnds = TimeSpan.FromSeconds(1);

    /// <summary>Never throws for a line, a broken dependency or a cancellation: the report tells what was stored until then.</summary>
    public async Task<ImportReport> RunAsync(
        IAsyncEnumerable<ImportLine> lines, ImportOptions options, IImportObserver observer, CancellationToken ct)
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
                await TellAsync(batch.Rejected);
                await foreach (var stored in StoreAsync(batch.Posts, options.DryRun, ct))
                {
                    await TellAsync(stored);
                }

                observer.Progressed(counts);
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

    private async Task ReadAsync(IAsyncEnumerable<ImportLine> lines, int batchLines, ChannelWriter<Batch> batches, CancellationToken ct)
    {
        Exception? failure = null;
        try
        {
            var batch = new Batch();
            await foreach (var line in lines.WithCancellation(ct))
            {
                batch.Add(line, clock.GetUtcNow());
                if (batch.Lines >= batchLines || batch.Characters >= BatchCharacters)
                {
                    await batches.WriteAsync(batch, ct);
                    batch = new Batch();
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
        catch (IOException exception)
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
        List<ImportedPost> posts, bool dryRun, [EnumeratorCancellation] CancellationToken ct)
    {
        var waiting = new Stack<List<ImportedPost>>([posts]);
        while (waiting.TryPop(out var part))
        {
            if (part.Count == 0)
            {
                continue;
            }

            var result = dryRun
                ? await mediator.Send(new PreviewPostBatch(part), ct)
                : await mediator.Send(new ImportPostBatch(part), ct);
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
                yield return [new LineOutcome(part[0].Line, ImportOutcome.Failed, result.Error.Message)];
            }
            else
            {
                waiting.Push(part[(part.Count / 2)..]);
                waiting.Push(part[..(part.Count / 2)]);
            }
        }
    }

    private sealed class Batch
    {
        private readonly Dictionary<Guid, long> lineOf = [];

        public List<ImportedPost> Posts { get; } = [];

        public List<LineOutcome> Rejected { get; } = [];

        public int Lines => Posts.Count + Rejected.Count;

        public long Characters { get; private set; }

        public void Add(ImportLine line, DateTimeOffset now)
        {
            if (line.Post is null)
            {
                Rejected.Add(new LineOutcome(line.Number, ImportOutcome.Failed, line.Problem));
                return;
            }

            var check = PostLine.Check(line.Number, line.Post, now);
            if (!check.IsSuccess)
            {
                Rejected.Add(new LineOutcome(line.Number, ImportOutcome.Failed, check.Error.Message));
            }
            else if (!lineOf.TryAdd(check.Value.Id, line.Number))
            {
                Rejected.Add(new LineOutcome(line.Number, ImportOutcome.Skipped, $"same as line {lineOf[check.Value.Id]}"));
            }
            else
            {
                Posts.Add(check.Value);
                Characters += check.Value.Title.Length + check.Value.Body.Length;
            }
        }
    }
}
