using System.Globalization;
using Agora.Migrations.Lint;

namespace Agora.Migrations.Files;

/// <summary>Reads <c>migrate.toml</c>. An unknown key is an error, because a misspelt limit would protect nothing.</summary>
public sealed class PolicyFile
{
    public const string Name = "migrate.toml";

    private readonly Dictionary<string, object> values;

    private PolicyFile(IReadOnlyDictionary<string, object> values) => this.values = new(values, StringComparer.Ordinal);

    /// <summary>The defaults when the directory has no policy file.</summary>
    /// <exception cref="MigrationException">The file cannot be understood.</exception>
    public static MigratePolicy Read(string directory)
    {
        var path = Path.Combine(directory, Name);
        return File.Exists(path) ? ReadFile(path) : new MigratePolicy();
    }

    /// <exception cref="MigrationException">The file cannot be understood.</exception>
    public static MigratePolicy ReadFile(string path)
    {
        try
        {
            return new PolicyFile(TomlReader.Read(File.ReadAllText(path))).Policy();
        }
        catch (FormatException wrong)
        {
            throw new MigrationException(new MigrationFailure(MigratorExit.Usage, $"{Name}: {wrong.Message}"), wrong);
        }
    }

    private MigratePolicy Policy()
    {
        var defaults = new MigratePolicy();
        var policy = new MigratePolicy
        {
            SearchPath = Take("search-path", defaults.SearchPath),
            Role = Take("role", "") is { Length: > 0 } role ? role : null,
            LockTimeoutFirst = Time("locks.first", defaults.LockTimeoutFirst),
            LockTimeoutLast = Time("locks.last", defaults.LockTimeoutLast),
            LockAttempts = Number("locks.attempts", defaults.LockAttempts),
            LockBudget = Time("locks.budget", defaults.LockBudget),
            MaxQueued = Number("locks.max-queued", defaults.MaxQueued),
            StrongWork = Time("strong.statement", defaults.StrongWork),
            StrongStep = Time("strong.step", defaults.StrongStep),
            WeakLockTimeout = Time("weak.lock-timeout", defaults.WeakLockTimeout),
            WeakRest = Time("weak.rest", defaults.WeakRest),
            MaxConcurrentBuild = Time("weak.max-build", defaults.MaxConcurrentBuild),
            NewLockTimeout = Time("new.lock-timeout", defaults.NewLockTimeout),
            NewStatementTimeout = Time("new.statement", defaults.NewStatementTimeout),
            DataLockTimeout = Time("data.lock-timeout", defaults.DataLockTimeout),
            DataStatementTimeout = Time("data.statement", defaults.DataStatementTimeout),
            ContractMinAge = Time("contract.min-age", defaults.ContractMinAge),
            GuardDestructive = Take("guard.destructive", defaults.GuardDestructive),
            GuardWindow = Window("guard.window"),
            GuardPublication = Take("guard.publication", "") is { Length: > 0 } publication ? publication : null,
            GuardPublicationHint = Take("guard.publication-hint", "") is { Length: > 0 } hint ? hint : null,
            ClassAssembly = Take("classes.assembly", "") is { Length: > 0 } assembly ? assembly : null,
            ClassNamespace = Take("classes.namespace", "") is { Length: > 0 } within ? within : null,
            SnapshotSchemas = Take("snapshot.schemas", new List<string>()),
            Lint = values.Where(value => value.Key.StartsWith("lint.", StringComparison.Ordinal))
                .ToDictionary(value => value.Key["lint.".Length..], value => value.Value, StringComparer.Ordinal),
        };
        if (values.Keys.FirstOrDefault(key => !key.StartsWith("lint.", StringComparison.Ordinal)) is { } unknown)
        {
            throw new FormatException($"'{unknown}' is not known");
        }

        // Every reader of the file learns of every mistake in it, so that 'up' and 'lint' agree about the section of the lint.
        _ = LintPolicy.Of(policy, TableStatistics.None, DateTimeOffset.UnixEpoch);
        return policy;
    }

    private T Take<T>(string key, T otherwise)
        where T : notnull
    {
        if (!values.Remove(key, out var value))
        {
            return otherwise;
        }

        return value is T typed ? typed : throw new FormatException($"'{key}' has a value of the wrong kind");
    }

    private int Number(string key, int otherwise)
    {
        var value = Take<long>(key, otherwise);
        return value is > 0 and <= int.MaxValue ? (int)value : throw new FormatException($"'{key}' must be above zero");
    }

    private TimeSpan Time(string key, TimeSpan otherwise)
    {
        if (Take(key, "") is not { Length: > 0 } text)
        {
            return otherwise;
        }

        return Durations.TryParse(text, out var time)
            ? time
            : throw new FormatException($"'{key}' is no time such as 100ms, 3s, 10m, 2h or 7d");
    }

    private (TimeOnly From, TimeOnly To)? Window(string key)
    {
        if (Take(key, "") is not { Length: > 0 } text)
        {
            return null;
        }

        return text.Split('-') is [var from, var to] && TryTime(from, out var start) && TryTime(to, out var end)
            ? (start, end)
            : throw new FormatException($"'{key}' is no window such as 01:00-04:30 (UTC)");
    }

    private static bool TryTime(string text, out TimeOnly time) =>
        TimeOnly.TryParseExact(text.Trim(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
}
