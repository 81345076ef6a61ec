using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Agora.Application.Common;

namespace Agora.Infrastructure.Database;

/// <summary>Counts and durations of statements by type and table.</summary>
internal static partial class StatementMetrics
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
    private static readonly ConditionalWeakTable<string, KeyValuePair<string, object?>[]> Labels = [];

    public static void Ended(string sql, TimeSpan elapsed)
    {
        if (!Queries.Enabled)
        {
            return;
        }

        var labels = Labels.GetValue(sql, LabelsOf);
        Queries.Add(1, labels);
        Durations.Record(elapsed.TotalSeconds, labels);
    }

    /// <summary>The first table that the statement writes; where it writes none, the first that it reads.</summary>
    internal static (string QueryType, string Table) Describe(string sql) => Writing().Match(sql) is { Success: true } write
        ? (write.Groups["verb"].Value.ToLowerInvariant(), write.Groups["table"].Value)
        : ("select", Reading().Match(sql) is { Success: true } read ? read.Groups["table"].Value : NoTable);

    private static KeyValuePair<string, object?>[] LabelsOf(string sql)
    {
        var (queryType, table) = Describe(sql);
        return [new("query_type", queryType), new("table", table)];
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
}
