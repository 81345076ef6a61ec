using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Agora.Api.Logs;

/// <summary>The framework's console logger, with <see cref="LogOutput"/> in place of one write per line.</summary>
[ProviderAlias("Console")]
internal sealed class BatchedConsoleProvider(IEnumerable<ConsoleFormatter> formatters, IOptions<ConsoleLoggerOptions> options)
    : ILoggerProvider, ISupportExternalScope
{
    // All lines or none go to standard error: a verb asks for it, whose result alone is on standard output.
    private readonly LogOutput output = new(
        options.Value.LogToStandardErrorThreshold == LogLevel.Trace ? Console.OpenStandardError() : Console.OpenStandardOutput(),
        LogOutput.Interval);

    private readonly ConsoleFormatter formatter = formatters.First(
        f => f.Name.Equals(options.Value.FormatterName, StringComparison.OrdinalIgnoreCase));

    private IExternalScopeProvider? scopes;

    public ILogger CreateLogger(string categoryName) => new ConsoleLogger(categoryName, formatter, output, () => scopes);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => scopes = scopeProvider;

    public void Dispose() => output.Dispose();
}

internal sealed class ConsoleLogger(string category, ConsoleFormatter form, LogOutput output, Func<IExternalScopeProvider?> scopes)
    : ILogger
{
    /// <summary>Longer texts are not kept for the next line.</summary>
    private const int KeptCapacity = 4096;

    [ThreadStatic]
    private static StringWriter? text;

    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => scopes()?.Push(state);

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        text ??= new StringWriter();
        var line = text.GetStringBuilder();
        try
        {
            form.Write(new LogEntry<TState>(logLevel, category, eventId, state, exception, formatter), scopes(), text);
            if (line.Length > 0)
            {
                output.Append(line, isUrgent: logLevel >= LogLevel.Warning);
            }
        }
        finally
        {
            line.Clear();
            if (line.Capacity > KeptCapacity)
            {
                line.Capacity = KeptCapacity;
            }
        }
    }
}
