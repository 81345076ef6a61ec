using System.Diagnostics;
using System.Text;

namespace Agora.Api.Logs;

/// <summary>
/// Writes log lines to a stream in batches, from a thread of its own: one write per line would cost a busy server a tenth of its time
/// (build/decisions/0055-batched-log-output.md). Urgent lines and the end of the process do not wait for the interval.
/// </summary>
/// <remarks>
/// After <see cref="Dispose"/> each line is written by the thread that adds it, and lost when the reader of the stream has stalled.
/// </remarks>
internal sealed class LogOutput : IDisposable
{
    /// <summary>The longest time from a line to its write, while the stream accepts bytes.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Bytes that wait at most, before those who add lines wait: a reader that stalls must not fill the memory.</summary>
    public const int Capacity = 1_048_576;

    /// <summary>How long the end of the process waits for a reader that stalls.</summary>
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(2);

    private readonly Lock writing = new();
    private readonly object gate = new();
    private readonly ManualResetEventSlim urgent = new();
    private readonly AutoResetEvent hasLines = new(initialState: false);
    private readonly Encoder encoder = Encoding.UTF8.GetEncoder();
    private readonly Stream stream;
    private readonly TimeSpan interval;
    private readonly Thread thread;
    private MemoryStream lines = new();
    private MemoryStream spare = new();
    private bool isWriting;
    private bool isClosed;
    private bool isStalled;

    public LogOutput(Stream stream, TimeSpan interval)
    {
        (this.stream, this.interval) = (stream, interval);
        thread = new Thread(Run) { IsBackground = true, Name = "Log output" };
        thread.Start();
        AppDomain.CurrentDomain.ProcessExit += WriteAtEnd;
        AppDomain.CurrentDomain.UnhandledException += WriteAtEnd;
    }

    /// <summary>Adds a line. Waits while <see cref="Capacity"/> is exceeded.</summary>
    public void Append(StringBuilder line, bool isUrgent)
    {
        lock (gate)
        {
            while (lines.Length >= Capacity && !isStalled)
            {
                Monitor.Wait(gate);
            }

            if (isStalled)
            {
                return;
            }

            foreach (var chunk in line.GetChunks())
            {
                Encode(chunk.Span);
            }

            if (!isClosed)
            {
                hasLines.Set();
                if (isUrgent)
                {
                    urgent.Set();
                }

                return;
            }
        }

        TryWriteBatch(EndTimeout);
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= WriteAtEnd;
        AppDomain.CurrentDomain.UnhandledException -= WriteAtEnd;
        lock (gate)
        {
            isClosed = true;
            urgent.Set();
            hasLines.Set();
        }

        var hasEnded = thread.Join(EndTimeout);
        lock (gate)
        {
            isStalled = !hasEnded;
            Monitor.PulseAll(gate);
        }

        if (hasEnded)
        {
            urgent.Dispose();
            hasLines.Dispose();
        }
    }

    private void Run()
    {
        do
        {
            hasLines.WaitOne();
            urgent.Wait(interval);
            urgent.Reset();
            TryWriteBatch(Timeout.InfiniteTimeSpan);
        }
        while (!IsClosed());
    }

    private bool IsClosed()
    {
        lock (gate)
        {
            return isClosed && lines.Length == 0;
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

    /// <summary>Writes what waits; not when another thread is still writing after this time.</summary>
    private void TryWriteBatch(TimeSpan patience)
    {
        if (!writing.TryEnter(patience))
        {
            return;
        }

        try
        {
            MemoryStream batch;
            lock (gate)
            {
                batch = lines;
                (lines, spare) = (spare, lines);
                isWriting = true;
                Monitor.PulseAll(gate);
            }

            Write(batch);
            batch.SetLength(0);
            lock (gate)
            {
                isWriting = false;
                Monitor.PulseAll(gate);
            }
        }
        finally
        {
            writing.Exit();
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

    /// <summary>Lets the thread write what waits, and waits for it: a write on this thread could block for ever.</summary>
    private void WriteAtEnd(object? sender, EventArgs arguments)
    {
        var started = Stopwatch.GetTimestamp();
        lock (gate)
        {
            urgent.Set();
            hasLines.Set();
            while ((lines.Length > 0 || isWriting) && EndTimeout - Stopwatch.GetElapsedTime(started) is var left && left > TimeSpan.Zero)
            {
                Monitor.Wait(gate, left);
            }
        }
    }
}
