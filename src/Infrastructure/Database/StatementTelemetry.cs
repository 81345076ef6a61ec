using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Agora.Application.Common;
using Npgsql;

namespace Agora.Infrastructure.Database;

/// <summary>
/// Counts, durations and spans of statements, by type and table. Spans are our own and not Npgsql's, whose events hold the messages of
/// errors and with them values (build/decisions/0064-traces.md).
/// </summary>
internal static partial class StatementTelemetry
{
    /// <summary>The table of a statement that names none, such as a call of a function.</summary>
    private const string NoTable = "other";

    private static readonly Counter<long> Queries = Telemetry.Meter.CreateCounter<long>(
        "db_queries_total", unit: null, "Statements by type (select, insert, update, delete, merge) and table.");

    private static readonly Histogram<double> Durations = Telemetry.Meter.CreateHistogram(
        "db_query_duration_seconds",
        "s",
        "Duration of statements with the reading of their rows, by type and table.",
        tags: null,
        Telemetry.Seconds);

    // Statements are constants, and found by reference: hashing their text would cost more than measuring them. The labels of a text that
    // was composed end with it.
    private static readonly ConditionalWeakTable<string, Labels> Known = [];

    /// <summary>Null where the trace is not exported.</summary>
    public static Activity? Start(string sql)
    {
        if (!Telemetry.IsTraced)
        {
            return null;
        }

        var labels = Known.GetValue(sql, LabelsOf);
        return Telemetry.Source.StartActivity(labels.Span, ActivityKind.Client)
            ?.SetTag("db.system.name", "postgresql")
            .SetTag("db.operation.name", labels.QueryType)
            .SetTag("db.collection.name", labels.Table)
            .SetTag("db.query.text", sql);
    }

    /// <summary>Marks the span with the SQLSTATE or the type of the exception, and not with its message, which may hold values.</summary>
    /// <returns>False, for an exception filter.</returns>
    public static bool Failed(Activity? span, Exception exception)
    {
        span?.SetStatus(ActivityStatusCode.Error)
            .SetTag("error.type", exception is PostgresException { SqlState: var state } ? state : exception.GetType().Name);
        return false;
    }

    public static void Ended(string sql, TimeSpan elapsed)
    {
        if (!Queries.Enabled)
        {
            return;
        }

        var labels = Known.GetValue(sql, LabelsOf);
        Queries.Add(1, labels.Tags);
        Durations.Record(elapsed.TotalSeconds, labels.Tags);
    }

    /// <summary>The first table that the statement writes; where it writes none, the first that it reads.</summary>
    internal static (string QueryType, string Table) Describe(string sql) => Writing().Match(sql) is { Success: true } write
        ? (write.Groups["verb"].Value.ToLowerInvariant(), write.Groups["table"].Value)
        : ("select", Reading().Match(sql) is { Success: true } read ? read.Groups["table"].Value : NoTable);

    private static Labels LabelsOf(string sql)
    {
        var (queryType, table) = Describe(sql);
        return new Labels($"{queryType} {table}", queryType, table, [new("query_type", queryType), new("table", table)]);
    }

    [GeneratedRegex(
        @"\b(?<verb>INSERT|UPDATE|DELETE|MERGE)(\s+(INTO|FROM))?(\s+ONLY)?\s+app\.(?<table>[a-z0-9_]+)\b",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex Writing();

    // A name before a parenthesis is that of a function.
    [GeneratedRegex(
        @"\bFROM\s+(ONLY\s+)?app\.(?<table>[a-z0-9_]+)\b(?!\s*\()", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Reading();

    private sealed record Labels(string Span, string QueryType, string Table, KeyValuePair<string, object?>[] Tags);
}
