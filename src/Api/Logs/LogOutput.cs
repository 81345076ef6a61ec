using System.Text;

namespace Agora.Api.Logs;

/// <summary>
/// Writes log lines to a stream in batches, from a thread of its own: one write per line would cost a busy server a tenth of its time
/// (build/decisions/0055-batched-log-output.md). A line waits at most <see cref="Interval"/>; urgent ones, and the end of the process, do
/// not wait.
/// </summary>
internal sealed class LogOutput : IDisposable
{
    /// <summary>The longest time from a line to its write, while the stream accepts bytes.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Bytes that wait at most, before writers of lines wait themselves: a reader that stalls must not fill the memory.</summary>
    private const int Capacity = 1_048_576;

    /// <summary>How long the end of the process waits for a reader that stalls.</summary>
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(2);

    private readonly Lock writing = new();
    private readonly object gate = new();
    private readonly ManualResetEventSlim urgent = new();
    private readonly AutoResetEvent hasLines = new(initialState: false);
    private readonly Encoder encoder = Encoding.UTF8.GetEncoder();
    private readonly Stream stream;
    private readonly Thread thread;
    private MemoryStream lines = new();
    private MemoryStream spare = new();
    private bool isClosed;

    public LogOutput(Stream stream)
    {
        this.stream = stream;
        thread = new Thread(Run) { IsBackground = true, Name = "Log output" };
        thread.Start();
        AppDomain.CurrentDomain.ProcessExit += FlushAtEnd;
        AppDomain.CurrentDomain.UnhandledException += FlushAtEnd;
    }

    /// <summary>Adds a line. Waits while <see cref="Capacity"/> is exceeded.</summary>
    public void Append(StringBuilder line, bool isUrgent)
    {
        lock (gate)
        {
            while (lines.Length >= Capacity && !isClosed)
            {
                Monitor.Wait(gate);
            }

            var isFirst = lines.Length == 0;
            foreach (var chunk in line.GetChunks())
            {
                Encode(chunk.Span);
            }

            if (isFirst)
            {
                hasLines.Set();
            }
        }

        if (isUrgent)
        {
            urgent.Set();
        }
    }

    /// <summary>Writes what waits, on the calling thread.</summary>
    public void Flush()
    {
        lock (writing)
        {
            MemoryStream batch;
            lock (gate)
            {
                batch = lines;
                (lines, spare) = (spare, lines);
                Monitor.PulseAll(gate);
            }

            Write(batch);
            batch.SetLength(0);
        }
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= FlushAtEnd;
        AppDomain.CurrentDomain.UnhandledException -= FlushAtEnd;
        lock (gate)
        {
            isClosed = true;
        }

        urgent.Set();
        hasLines.Set();
        if (thread.Join(EndTimeout))
        {
            Flush();
        }

        urgent.Dispose();
        hasLines.Dispose();
    }

    private void Run()
    {
        while (!IsClosed())
        {
            hasLines.WaitOne();
            urgent.Wait(Interval);
            urgent.Reset();
            Flush();
        }
    }

    private bool IsClosed()
    {
        lock (gate)
        {
            return isClosed;
        }
    }

    private void Encode(ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[512];
        while (text.Length > 0)
        {
            encoder.Convert(text, bytes, flush: false, out var used, out var made, out _);
            lines.Write(bytes[..made]);
            text = text[used..];
        }
    }

    private void Write(MemoryStream batch)
    {
        if (batch.Length == 0)
        {
            return;
        }

        try
        {
            stream.Write(batch.GetBuffer().AsSpan(0, (int)batch.Length));
            stream.Flush();
        }
        catch (IOException)
        {
            // The reader of standard output is gone. That must not end the server.
        }
    }

    private void FlushAtEnd(object? sender, EventArgs arguments) => Flush();
}
