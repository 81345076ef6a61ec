using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Agora.Testing;

/// <param name="Scopes">What the scopes around the line say, by name.</param>
public sealed record LogLine(
    string Category, LogLevel Level, EventId Id, string Message, Exception? Exception, IReadOnlyDictionary<string, string?> Scopes);

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

    private sealed class Collector(ConcurrentQueue<LogLine> lines) : ILoggerProvider, ISupportExternalScope
    {
        private IExternalScopeProvider scopes = new LoggerExternalScopeProvider();

        public ILogger CreateLogger(string categoryName) => new Logger(categoryName, lines, Scopes);

        public void SetScopeProvider(IExternalScopeProvider scopeProvider) => scopes = scopeProvider;

        public void Dispose()
        {
        }

        private Dictionary<string, string?> Scopes()
        {
            var found = new Dictionary<string, string?>(StringComparer.Ordinal);
            scopes.ForEachScope(
                static (scope, members) =>
                {
                    foreach (var (name, value) in scope as IEnumerable<KeyValuePair<string, object?>> ?? [])
                    {
                        members[name] = value?.ToString();
                    }
                },
                found);
            return found;
        }
    }

    private sealed class Logger(string category, ConcurrentQueue<LogLine> lines, Func<Dictionary<string, string?>> scopes) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(new LogLine(category, logLevel, eventId, formatter(state, exception), exception, scopes()));
    }
}
