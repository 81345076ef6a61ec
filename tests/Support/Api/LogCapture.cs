using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Agora.Testing;

public sealed record LogLine(string Category, LogLevel Level, EventId Id, string Message, Exception? Exception);

/// <summary>Keeps what the host logs, so that a test can look for what must be there and for what must not.</summary>
public sealed class LogCapture
{
    private readonly ConcurrentQueue<LogLine> lines = new();

    public IReadOnlyList<LogLine> Lines => [.. lines];

    /// <summary>Waits for a line that another thread is about to write.</summary>
    /// <exception cref="TimeoutException">It did not come within 30 seconds.</exception>
    public async Task<LogLine> AwaitAsync(Func<LogLine, bool> wanted)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        for (var i = 0; i < 3000; i++)
        {
            if (lines.FirstOrDefault(wanted) is { } line)
            {
                return line;
            }

            await timer.WaitForNextTickAsync();
        }

        throw new TimeoutException("The line was not logged.");
    }

    internal ILoggerProvider Provider() => new Collector(lines);

    private sealed class Collector(ConcurrentQueue<LogLine> lines) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => new Logger(categoryName, lines);

        public void Dispose()
        {
        }
    }

    private sealed class Logger(string category, ConcurrentQueue<LogLine> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(new LogLine(category, logLevel, eventId, formatter(state, exception), exception));
    }
}
