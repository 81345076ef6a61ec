using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Agora.Api.Logs;

/// <summary>
/// Writes time, level, category, message, and the request and the person that a line belongs to: as one JSON object a line, or for
/// people. Lines without a request come from background work.
/// </summary>
internal abstract class LogFormatter(string name, TimeProvider clock) : ConsoleFormatter(name)
{
    private const string RequestId = "RequestId", Person = "Person";

    /// <summary>A start that fails ends the program, which says why: in one sentence, or with the stack of a bug.</summary>
    private const string FailedStart = "HostedServiceStartupFaulted";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        if (logEntry.EventId.Name == FailedStart)
        {
            return;
        }

        var about = new About();
        scopeProvider?.ForEachScope(static (scope, found) => found.Add(scope), about);
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        var values = logEntry.State as IReadOnlyList<KeyValuePair<string, object?>> ?? [];
        Write(
            textWriter,
            new Line(
                clock.GetUtcNow(), logEntry.LogLevel, logEntry.Category, logEntry.EventId.Id, message, logEntry.Exception, about, values));
    }

    protected abstract void Write(TextWriter to, Line line);

    internal sealed record Line(
        DateTimeOffset Time,
        LogLevel Level,
        string Category,
        int Event,
        string Message,
        Exception? Exception,
        About About,
        IReadOnlyList<KeyValuePair<string, object?>> Values);

    /// <summary>What the scopes say; the innermost counts.</summary>
    internal sealed class About
    {
        public string? RequestId { get; private set; }

        public string? Person { get; private set; }

        public void Add(object? scope)
        {
            if (scope is not IEnumerable<KeyValuePair<string, object?>> members)
            {
                return;
            }

            foreach (var (name, value) in members)
            {
                switch (name)
                {
                    case LogFormatter.RequestId:
                        RequestId = value?.ToString();
                        break;
                    case LogFormatter.Person:
                        Person = value?.ToString();
                        break;
                }
            }
        }
    }
}

/// <summary>One JSON object a line, for collectors of logs. It names the trace where that is exported.</summary>
internal sealed class JsonLogFormatter(TimeProvider clock) : LogFormatter(FormatterName, clock)
{
    public const string FormatterName = "agora-json";

    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? kept;

    protected override void Write(TextWriter to, Line line)
    {
        var buffer = kept ??= new ArrayBufferWriter<byte>(512);
        buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteString("time", line.Time.UtcDateTime);
            json.WriteString("level", line.Level.ToString());
            WriteIfKnown(json, "requestId", line.About.RequestId);
            WriteIfKnown(json, "traceId", Activity.Current is { Recorded: true } trace ? trace.TraceId.ToString() : null);
            WriteIfKnown(json, "person", line.About.Person);
            json.WriteString("category", line.Category);
            json.WriteNumber("event", line.Event);
            json.WriteString("message", line.Message);
            WriteIfKnown(json, "exception", line.Exception?.ToString());
            WriteValues(json, line.Values);
            json.WriteEndObject();
        }

        to.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static void WriteIfKnown(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void WriteValues(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, object?>> values)
    {
        json.WriteStartObject("values");
        foreach (var (name, value) in values)
        {
            if (name == "{OriginalFormat}")
            {
                continue;
            }

            json.WritePropertyName(JsonNamingPolicy.CamelCase.ConvertName(name));
            switch (value)
            {
                case null:
                    json.WriteNullValue();
                    break;
                case bool truth:
                    json.WriteBooleanValue(truth);
                    break;
                case int or long or short or byte:
                    json.WriteNumberValue(Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture));
                    break;
                case double number when double.IsFinite(number):
                    json.WriteNumberValue(number);
                    break;
                default:
                    json.WriteStringValue(Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture));
                    break;
            }
        }

        json.WriteEndObject();
    }
}

/// <summary>One line for people; a stack trace follows on lines of its own.</summary>
internal sealed class TextLogFormatter(TimeProvider clock) : LogFormatter(FormatterName, clock)
{
    public const string FormatterName = "agora-text";

    protected override void Write(TextWriter to, Line line)
    {
        var text = new StringBuilder()
            .Append(line.Time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", System.Globalization.CultureInfo.InvariantCulture))
            .Append(' ').Append(Level(line.Level)).Append(' ').Append(line.Category).Append(": ")
            // A value from outside must not look like a line of its own.
            .Append(line.Message.ReplaceLineEndings("\\n"));
        if (line.About.RequestId is { } request)
        {
            text.Append(" [request ").Append(request);
            if (line.About.Person is { } person)
            {
                text.Append(", person ").Append(person);
            }

            text.Append(']');
        }

        to.WriteLine(text.ToString());
        if (line.Exception is { } exception)
        {
            to.WriteLine(exception.ToString());
        }
    }

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info ",
        LogLevel.Warning => "warn ",
        LogLevel.Error => "error",
        LogLevel.Critical => "fatal",
        _ => "none ",
    };
}
