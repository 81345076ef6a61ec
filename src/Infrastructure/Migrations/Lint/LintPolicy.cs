using Agora.Migrations.Files;
using Agora.Migrations.Lint.Output;

namespace Agora.Migrations.Lint;

/// <summary>Reads what a team decided about its lint from the section <c>[lint]</c> of the policy file.</summary>
public static class LintPolicy
{
    /// <summary>Sizes of the tables in production, as <c>schema,table,rows,bytes</c>; beside the policy file.</summary>
    public const string StatisticsFile = "stats.csv";

    /// <exception cref="MigrationException">A key or a value cannot be understood.</exception>
    public static LintOptions Of(string directory, DateTimeOffset now) =>
        Of(PolicyFile.Read(directory), Statistics(Path.Combine(directory, StatisticsFile)), now);

    /// <exception cref="MigrationException">A key or a value cannot be understood.</exception>
    public static LintOptions Of(MigratePolicy policy, TableStatistics statistics, DateTimeOffset now)
    {
        var values = new Dictionary<string, object>(policy.Lint, StringComparer.Ordinal);
        try
        {
            var severities = new Dictionary<string, Severity>(StringComparer.Ordinal);
            foreach (var severity in Enum.GetValues<Severity>())
            {
                foreach (var id in Take(values, severity.Word(), new List<string>()))
                {
                    severities[RuleCatalogue.Find(id)?.Id ?? throw new FormatException($"there is no rule '{id}'")] = severity;
                }
            }

            var defaults = new LintOptions { Now = now };
            var options = defaults with
            {
                SearchPath = [.. policy.SearchPath.Split(',').Select(schema => schema.Trim().Trim('"'))],
                Statistics = statistics,
                Severities = severities,
                SmallTableRows = Take(values, "small-table-rows", defaults.SmallTableRows),
                AdoptedVersion = Take(values, "adopted-version", defaults.AdoptedVersion),
                MaxColumns = (int)Take(values, "max-columns", (long)defaults.MaxColumns),
                MaxLockTimeout = Time(values, "max-lock-timeout", defaults.MaxLockTimeout),
                MaxStatementTimeout = Time(values, "max-statement-timeout", defaults.MaxStatementTimeout),
                ExpandAge = policy.ContractMinAge,
                FailOn = Take(values, "fail-on", Severity.Error.Word()) switch
                {
                    "error" => Severity.Error,
                    "warning" => Severity.Warning,
                    "note" => Severity.Info,
                    var other => throw new FormatException($"'fail-on' is error, warning or note, not '{other}'"),
                },
            };
            return values.Keys.FirstOrDefault() is { } unknown ? throw new FormatException($"'{unknown}' is not known") : options;
        }
        catch (FormatException wrong)
        {
            throw new MigrationException(new MigrationFailure(MigratorExit.Usage, $"{PolicyFile.Name}, [lint]: {wrong.Message}."), wrong);
        }
    }

    /// <param name="path">A file that need not be there: then nothing is known of sizes.</param>
    /// <exception cref="MigrationException">A line has another form.</exception>
    public static TableStatistics Statistics(string path)
    {
        if (!File.Exists(path))
        {
            return TableStatistics.None;
        }

        try
        {
            return TableStatistics.Parse(File.ReadAllText(path));
        }
        catch (FormatException wrong)
        {
            throw new MigrationException(new MigrationFailure(MigratorExit.Usage, $"{path}: {wrong.Message}"), wrong);
        }
    }

    private static T Take<T>(Dictionary<string, object> values, string key, T otherwise)
        where T : notnull
    {
        if (!values.Remove(key, out var value))
        {
            return otherwise;
        }

        return value is T typed ? typed : throw new FormatException($"'{key}' has a value of the wrong kind");
    }

    private static TimeSpan Time(Dictionary<string, object> values, string key, TimeSpan otherwise)
    {
        if (Take(values, key, "") is not { Length: > 0 } text)
        {
            return otherwise;
        }

        return Durations.TryParse(text, out var time)
            ? time
            : throw new FormatException($"'{key}' is no time such as 100ms, 3s, 10m, 2h or 7d");
    }
}
