using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace Agora.Infrastructure.Database;

/// <summary>
/// Logs every statement of ours that writes: what it does to which tables, and how many rows it returned or changed. Values never
/// come near it. What functions and triggers of the database write is in the audit trail.
/// </summary>
internal sealed partial class WriteLog(ILoggerFactory loggers)
{
    /// <summary>Longer lists of tables are cut.</summary>
    private const int DescriptionMax = 200;

    private readonly ILogger log = loggers.CreateLogger("Agora.Writes");

    // Statements are constants, so there are as many as there are in the code.
    private readonly ConcurrentDictionary<string, string> descriptions = new(StringComparer.Ordinal);

    public void Executed(string sql, int rows)
    {
        // What found nothing to write wrote nothing; recurring work asks every few seconds.
        if (rows == 0 || !log.IsEnabled(LogLevel.Information))
        {
            return;
        }

        var description = descriptions.GetOrAdd(sql, Describe);
        if (description.Length > 0)
        {
            Wrote(log, description, rows);
        }
    }

    public static bool Writes(string sql) => Writing().IsMatch(sql);

    private static string Describe(string sql)
    {
        var writes = string.Join(
            ", ",
            Writing().Matches(sql).Select(m => $"{m.Groups["verb"].Value} {m.Groups["table"].Value}").Distinct(StringComparer.Ordinal));
        return writes.Length <= DescriptionMax ? writes : writes[..(DescriptionMax - 1)] + "…";
    }

    [GeneratedRegex(
        @"\b(?<verb>INSERT|UPDATE|DELETE|MERGE)(\s+(INTO|FROM))?\s+(?<table>[a-z]+\.[a-z_]+)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex Writing();

    [LoggerMessage(EventId = 110, Level = LogLevel.Information, Message = "{Statement}, rows: {Rows}")]
    private static partial void Wrote(ILogger log, string statement, int rows);
}
