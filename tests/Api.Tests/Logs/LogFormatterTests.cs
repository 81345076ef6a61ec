using System.Diagnostics;
using System.Text.Json;
using Agora.Api.Logs;
using Agora.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Agora.Api.Tests.Logs;

public sealed class LogFormatterTests
{
    [Fact]
    public void A_line_of_JSON_says_when_how_grave_which_request_who_and_what()
    {
        var line = Written(new JsonLogFormatter(new ManualClock()), "took {Count} rows\nand \"quotes\"", 3);

        line.ShouldEndWith("\n");
        line.TrimEnd('\n').ShouldNotContain("\n");
        var json = JsonDocument.Parse(line).RootElement;
        json.GetProperty("time").GetDateTimeOffset().Offset.ShouldBe(TimeSpan.Zero);
        json.GetProperty("level").GetString().ShouldBe("Warning");
        json.GetProperty("requestId").GetString().ShouldBe("request-1");
        json.GetProperty("person").GetString().ShouldBe("0123456789ab");
        json.GetProperty("category").GetString().ShouldBe("Agora.Test");
        json.GetProperty("message").GetString().ShouldBe("took 3 rows\nand \"quotes\"");
        json.GetProperty("exception").GetString()!.ShouldContain("broken");
        json.GetProperty("values").GetProperty("count").GetInt32().ShouldBe(3);
    }

    [Fact]
    public void A_line_of_JSON_names_the_trace_that_is_exported()
    {
        using var trace = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
        trace.ActivityTraceFlags = ActivityTraceFlags.Recorded;
        var recorded = Written(new JsonLogFormatter(new ManualClock()), "took {Count} rows", 3);
        trace.ActivityTraceFlags = ActivityTraceFlags.None;
        var dropped = Written(new JsonLogFormatter(new ManualClock()), "took {Count} rows", 3);

        recorded.ShouldContain($"\"traceId\":\"{trace.TraceId}\"");
        dropped.ShouldNotContain("traceId");
    }

    [Fact]
    public void A_text_line_stays_one_line_for_every_message()
    {
        var line = Written(new TextLogFormatter(new ManualClock()), "took {Count} rows\nerror Agora.Fake: forged", 3, exception: null);

        line.TrimEnd('\n').ShouldNotContain("\n");
        line.ShouldMatch(
            @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z warn  Agora\.Test: took 3 rows\\nerror Agora\.Fake: forged "
            + @"\[request request-1, person 0123456789ab\]\n$");
    }

    private static string Written(ConsoleFormatter formatter, string template, int count) =>
        Written(formatter, template, count, new InvalidOperationException("broken"));

    private static string Written(ConsoleFormatter formatter, string template, int count, Exception? exception)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var scopes = new LoggerExternalScopeProvider();
        using (scopes.Push(new RequestScope("request-1") { Person = "0123456789ab" }))
        {
            KeyValuePair<string, object?>[] state = [new("Count", count), new("{OriginalFormat}", template)];
            var message = template.Replace("{Count}", "3", StringComparison.Ordinal);
            formatter.Write(new LogEntry<KeyValuePair<string, object?>[]>(
                LogLevel.Warning, "Agora.Test", new EventId(7), state, exception, (_, _) => message), scopes, text);
        }

        return text.ToString();
    }
}
