using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Agora.Application.Common;
using Agora.Domain.Common;
using MediatR;

namespace Agora.Application.Exports;

/// <summary>
/// Writes rows chunk by chunk, and never holds more than two. Rows that are written meanwhile may or may not be among them.
/// </summary>
public sealed class BulkExport(IMediator mediator, IExportStore store)
{
    /// <param name="after">The id of the last row that the reader has; all zeros for none, which also writes the header of CSV.</param>
    /// <param name="progress">Gets the number of rows that were written so far.</param>
    /// <returns>How many rows were written; a failure when none was, because the request breaks a rule.</returns>
    /// <exception cref="DependencyException">The database is away. What was written are whole rows.</exception>
    public async Task<Result<long>> RunAsync(
        ExportRequest request, Guid after, PipeWriter target, IProgress<long>? progress, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(target);
        var total = 0L;
        // The first chunk is read before anything is written: a refusal is then still a response.
        var first = await mediator.Send(new ReadExportChunk(request, after), ct);
        if (!first.IsSuccess)
        {
            return first.Error;
        }

        var chunk = first.Value;
        Write(target, request.Format switch
        {
            ExportFormat.Csv when after == Guid.Empty => store.HeaderOf(request.Noun),
            ExportFormat.Json => "[",
            _ => "",
        });
        var isFirst = true;
        while (chunk.Last is { } last)
        {
            isFirst &= !Write(target, request.Format, chunk.Bytes.Span, isFirst);
            total += chunk.Rows;

            // The next chunk is read while the reader takes this one.
            var next = ReadAsync(request, last, ct);
            try
            {
                await target.FlushAsync(ct);
            }
            finally
            {
                chunk = await next;
            }

            progress?.Report(total);
        }

        Write(target, request.Format == ExportFormat.Json ? "]\n" : "");
        await target.FlushAsync(ct);
        return total;
    }

    private async Task<ExportChunk> ReadAsync(ExportRequest request, Guid after, CancellationToken ct)
    {
        var read = await mediator.Send(new ReadExportChunk(request, after), ct);
        return read.IsSuccess ? read.Value : throw new DependencyException(read.Error, inner: null);
    }

    private static void Write(PipeWriter target, string text) => Encoding.UTF8.GetBytes(text, target);

    // Lines of JSON hold no line feed of their own, so that each ends with one; in an array a comma precedes all but the first.
    private static bool Write(PipeWriter target, ExportFormat format, ReadOnlySpan<byte> lines, bool isFirst)
    {
        var hasLines = !lines.IsEmpty;
        if (format != ExportFormat.Json)
        {
            target.Write(lines);
            return hasLines;
        }

        while (!lines.IsEmpty)
        {
            var end = lines.IndexOf((byte)'\n');
            target.Write(isFirst ? "\n"u8 : ",\n"u8);
            target.Write(lines[..end]);
            lines = lines[(end + 1)..];
            isFirst = false;
        }

        return hasLines;
    }
}
