using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace Agora.Infrastructure.Database;

/// <summary>
/// Reports statements that take long, those that fail included: how each begins, without any value, and the process of the server that ran
/// it, as in <c>pg_stat_activity.pid</c> and the server's own log.
/// </summary>
/// <param name="threshold">Zero reports every statement.</param>
internal sealed partial class SlowStatements(ILoggerFactory loggers, TimeProvider clock, TimeSpan threshold)
{
    private const int BeginningMax = 100;

    private readonly ILogger log = loggers.CreateLogger("Agora.Statements");

    // Statements are constants, so there are as many as there are in the code.
    private readonly ConcurrentDictionary<string, string> beginnings = new(StringComparer.Ordinal);

    public long Start() => clock.GetTimestamp();

    /// <summary>The duration of the statement, which is reported when it is long.</summary>
    /// <param name="started">What <see cref="Start"/> returned.</param>
    public TimeSpan Ended(string sql, long started, int serverProcess)
    {
        var elapsed = clock.GetElapsedTime(started);
        if (elapsed >= threshold)
        {
            Slow(log, elapsed.TotalMilliseconds, serverProcess, beginnings.GetOrAdd(sql, Beginning));
        }

        return elapsed;
    }

    private static string Beginning(string sql)
    {
        var line = Spaces().Replace(sql, " ").Trim();
        return line.Length <= BeginningMax ? line : line[..(BeginningMax - 1)] + "…";
    }

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Spaces();

    [LoggerMessage(
        EventId = 111,
        Level = LogLevel.Warning,
        Message = "Slow statement: {ElapsedMs:F1} ms in server process {ServerProcess}: {Statement}")]
    private static partial void Slow(ILogger log, double elapsedMs, int serverProcess, string statement);
}
