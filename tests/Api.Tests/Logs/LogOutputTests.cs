using System.Text;
using Agora.Api.Logs;

namespace Agora.Api.Tests.Logs;

public sealed class LogOutputTests
{
    private const int Threads = 8, LinesEach = 500;

    [Fact]
    public async Task Every_line_arrives_once_whole_and_in_the_order_of_its_writer()
    {
        using var written = new MemoryStream();
        using (var output = new LogOutput(written, LogOutput.Interval))
        {
            await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
            {
                for (var line = 0; line < LinesEach; line++)
                {
                    output.Append(new StringBuilder().Append(thread).Append(' ').Append(line).Append(" grüße 👋\n"), isUrgent: false);
                }
            })));
        }

        var lines = Encoding.UTF8.GetString(written.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(Threads * LinesEach);
        foreach (var thread in lines.GroupBy(line => line.Split(' ')[0]))
        {
            thread.ShouldBe(Enumerable.Range(0, LinesEach).Select(line => $"{thread.Key} {line} grüße 👋"));
        }
    }

    [Fact]
    public async Task An_urgent_line_and_those_before_it_do_not_wait_for_the_interval()
    {
        using var written = new SignalledStream();
        using var output = new LogOutput(written, Timeout.InfiniteTimeSpan);

        output.Append(new StringBuilder("first\n"), isUrgent: false);
        output.Append(new StringBuilder("urgent\n"), isUrgent: true);

        (await written.ContainsAsync("first\nurgent\n")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_line_is_written_without_further_lines()
    {
        using var written = new SignalledStream();
        using var output = new LogOutput(written, LogOutput.Interval);

        output.Append(new StringBuilder("alone\n"), isUrgent: false);

        (await written.ContainsAsync("alone\n")).ShouldBeTrue();
    }

    [Fact]
    public void Lines_before_and_after_the_end_are_written()
    {
        using var written = new MemoryStream();
        var output = new LogOutput(written, Timeout.InfiniteTimeSpan);

        output.Append(new StringBuilder("before\n"), isUrgent: false);
        output.Dispose();
        output.Append(new StringBuilder("after\n"), isUrgent: false);

        Encoding.UTF8.GetString(written.ToArray()).ShouldBe("before\nafter\n");
    }

    [Fact]
    public void More_than_fits_waits_for_the_reader_and_arrives()
    {
        const int lines = 64, linesThatFit = 16;
        using var reader = new StalledStream();
        var text = new string('x', LogOutput.Capacity / linesThatFit);
        var added = 0;
        using (var output = new LogOutput(reader, TimeSpan.Zero))
        {
            var writer = new Thread(() =>
            {
                for (; added < lines; Interlocked.Increment(ref added))
                {
                    output.Append(new StringBuilder(text), isUrgent: false);
                }
            });
            writer.Start();
            SpinWait.SpinUntil(() => writer.ThreadState != ThreadState.Running, SignalledStream.Limit).ShouldBeTrue();

            // Those of the write that stalls, and those that wait behind it.
            Volatile.Read(ref added).ShouldBeLessThanOrEqualTo(2 * linesThatFit);
            reader.Release();
            writer.Join(SignalledStream.Limit).ShouldBeTrue();
        }

        reader.Length.ShouldBe(lines * text.Length);
    }

    [Fact]
    public void The_end_does_not_wait_for_a_reader_that_stalls()
    {
        using var stalled = new StalledStream();
        var output = new LogOutput(stalled, TimeSpan.Zero);
        output.Append(new StringBuilder("unread\n"), isUrgent: true);

        output.Dispose();
        output.Append(new StringBuilder("lost\n"), isUrgent: true);

        stalled.IsStalled.ShouldBeTrue();
    }

    [Fact]
    public void A_reader_that_is_gone_does_not_end_the_writer()
    {
        var output = new LogOutput(new GoneStream(), Timeout.InfiniteTimeSpan);
        output.Dispose();

        Should.NotThrow(() => output.Append(new StringBuilder("unread\n"), isUrgent: false));
    }

    private sealed class SignalledStream : MemoryStream
    {
        public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

        private readonly SemaphoreSlim written = new(0);

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            lock (written)
            {
                base.Write(buffer);
            }

            written.Release();
        }

        public async Task<bool> ContainsAsync(string text)
        {
            while (await written.WaitAsync(Limit))
            {
                lock (written)
                {
                    if (Encoding.UTF8.GetString(ToArray()) == text)
                    {
                        return true;
                    }
                }
            }

            return false;
        }

        protected override void Dispose(bool disposing)
        {
            written.Dispose();
            base.Dispose(disposing);
        }
    }

    private sealed class GoneStream : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("Broken pipe");
    }

    private sealed class StalledStream : MemoryStream
    {
        private readonly ManualResetEventSlim released = new();

        public bool IsStalled { get; private set; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            IsStalled = true;
            released.Wait();
            if (CanWrite)
            {
                base.Write(buffer);
            }
        }

        public void Release() => released.Set();

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            released.Set();
        }
    }
}
