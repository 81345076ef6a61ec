using System.Globalization;
using Agora.Migrations.Sql;

namespace Agora.Migrations.Files;

/// <summary>Turns directives into settings. An unknown key, a wrong value or a key given twice is a problem (PGM620).</summary>
internal sealed class DirectiveReader(string path)
{
    private static readonly string[] StepKeys =
        ["transaction", "lock-timeout", "lock-budget", "statement-timeout", "reason", "role", "backfill"];

    private static readonly string[] BackfillKeys = ["table", "key", "batch", "pause", "max-lag", "triggers"];

    private readonly HashSet<string> fileKeys = new(StringComparer.Ordinal);

    public List<MigrationProblem> Problems { get; } = [];

    public static bool IsStepKey(string key) => StepKeys.Contains(key, StringComparer.Ordinal);

    public void Report(string rule, int line, int column, string message) =>
        Problems.Add(new MigrationProblem(rule, path, line, column, message));

    public void Report(in SqlToken at, string message) => Report("PGM620", at.Line, at.Column, message);

    /// <param name="skip">Leading words that were consumed, such as <c>step</c>.</param>
    public StepSettings Step(Directive directive, StepSettings settings, int skip)
    {
        var keys = Distinct(directive, skip);
        string? Take(string key) => keys.Remove(key, out var value) ? value ?? "" : null;

        if (Take("transaction") is { } transaction)
        {
            settings = settings with { Transaction = OnOff(directive, "transaction", transaction) ?? settings.Transaction };
        }

        if (Take("lock-timeout") is { } backoff && Range(directive, backoff) is var (first, last))
        {
            settings = settings with { LockTimeoutFirst = first, LockTimeoutLast = last };
        }

        if (Take("lock-budget") is { } budget)
        {
            settings = settings with { LockBudget = Duration(directive, "lock-budget", budget) };
        }

        if (Take("statement-timeout") is { } timeout)
        {
            settings = settings with
            {
                StatementTimeout = Duration(directive, "statement-timeout", timeout),
                StatementTimeoutReason = Take("reason"),
            };
        }

        if (Take("role") is { } role)
        {
            settings = settings with { Role = Required(directive, "role", role) };
        }

        if (keys.Remove("backfill"))
        {
            settings = settings with { Backfill = Backfill(directive, keys), Transaction = true };
        }

        Unknown(directive, keys);
        return settings;
    }

    public FileSettings File(Directive directive, FileSettings settings)
    {
        var keys = Distinct(directive, 0);
        string? reason = null;
        if (directive.Head == "irreversible")
        {
            keys.Remove("reason", out reason);
        }

        foreach (var (key, value) in keys)
        {
            if (!fileKeys.Add(key))
            {
                Report(directive.Comment, $"'{key}' is given twice.");
                continue;
            }

            settings = key switch
            {
                "phase" => settings with { Phase = Phase(directive, value) },
                "requires" => settings with { Requires = Versions(directive, value) },
                "extension" => settings with { Extensions = Names(directive, value) },
                "irreversible" when value is null => settings with { Irreversible = Required(directive, "reason", reason) },
                "reviewer" => settings with { Reviewer = Required(directive, key, value) },
                "rollback" => settings with { Rollback = Required(directive, key, value) },
                "backup" => settings with { Backup = Required(directive, key, value) },
                _ => UnknownKey(directive, key, settings),
            };
        }

        return settings;
    }

    public AllowDirective? Allow(Directive directive, int step, int? statement)
    {
        var keys = Distinct(directive, 0);
        keys.Remove("allow", out var rules);
        keys.Remove("reason", out var reason);
        DateOnly? expires = null;
        if (keys.Remove("expires", out var day))
        {
            if (!DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed))
            {
                Report(directive.Comment, $"'expires={day}' is no day; write it as 2026-12-31.");
                return null;
            }

            expires = parsed;
        }

        Unknown(directive, keys);
        if (string.IsNullOrWhiteSpace(rules) || string.IsNullOrWhiteSpace(reason))
        {
            Report(directive.Comment, "'allow' needs the ids of rules and a reason: allow=PGM315 reason=\"...\".");
            return null;
        }

        return new AllowDirective(
            rules.Split(',', StringSplitOptions.TrimEntries), reason, expires, step, statement, directive.Comment.Line);
    }

    private Dictionary<string, string?> Distinct(Directive directive, int skip)
    {
        var keys = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (key, value) in directive.Pairs.Skip(skip))
        {
            if (!keys.TryAdd(key, value))
            {
                Report(directive.Comment, $"'{key}' is given twice.");
            }
        }

        return keys;
    }

    private void Unknown(Directive directive, Dictionary<string, string?> keys)
    {
        foreach (var key in keys.Keys)
        {
            UnknownKey(directive, key, 0);
        }
    }

    private T UnknownKey<T>(Directive directive, string key, T unchanged)
    {
        Report(directive.Comment, $"'{key}' is not known here.");
        return unchanged;
    }

    private string? Required(Directive directive, string key, string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            Report(directive.Comment, $"'{key}' needs a value.");
            return null;
        }

        return value;
    }

    private bool? OnOff(Directive directive, string key, string value)
    {
        if (value is "on" or "off")
        {
            return value == "on";
        }

        Report(directive.Comment, $"'{key}' is on or off, not '{value}'.");
        return null;
    }

    private TimeSpan? Duration(Directive directive, string key, string value)
    {
        if (Durations.TryParse(value, out var duration) && duration > TimeSpan.Zero)
        {
            return duration;
        }

        Report(directive.Comment, $"'{key}={value}' is no time above zero; write 100ms, 3s, 10m or 2h.");
        return null;
    }

    private (TimeSpan First, TimeSpan Last)? Range(Directive directive, string value)
    {
        var dots = value.IndexOf("..", StringComparison.Ordinal);
        var first = Duration(directive, "lock-timeout", dots < 0 ? value : value[..dots]);
        var last = dots < 0 ? first : Duration(directive, "lock-timeout", value[(dots + 2)..]);
        if (first > last)
        {
            Report(directive.Comment, "'lock-timeout' must rise, as in 100ms..3s.");
        }

        return first <= last ? (first.Value, last.Value) : null;
    }

    private MigrationPhase Phase(Directive directive, string? value)
    {
        switch (value)
        {
            case "expand":
                return MigrationPhase.Expand;
            case "contract":
                return MigrationPhase.Contract;
            default:
                Report(directive.Comment, $"'phase' is expand or contract, not '{value}'.");
                return MigrationPhase.None;
        }
    }

    private List<long> Versions(Directive directive, string? value)
    {
        var versions = new List<long>();
        foreach (var text in (value ?? "").Split(',', StringSplitOptions.TrimEntries))
        {
            if (MigrationVersion.TryParse(text, out var version))
            {
                versions.Add(version);
            }
            else
            {
                Report(directive.Comment, $"'{text}' is no version; a version is a UTC time of 14 digits.");
            }
        }

        return versions;
    }

    private List<string> Names(Directive directive, string? value)
    {
        var names = (value ?? "").Split(',', StringSplitOptions.TrimEntries);
        if (names.Any(name => name.Length == 0 || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-'))))
        {
            Report(directive.Comment, "'extension' names extensions of PostgreSQL: extension=vector.");
            return [];
        }

        return [.. names];
    }

    private BackfillSettings? Backfill(Directive directive, Dictionary<string, string?> keys)
    {
        var given = BackfillKeys.ToDictionary(
            key => key, key => keys.Remove(key, out var value) ? value ?? "" : null, StringComparer.Ordinal);
        var table = Required(directive, "table", given["table"]);
        var key = Required(directive, "key", given["key"]);
        var batch = 1000;
        if (given["batch"] is { } size
            && (!int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out batch) || batch is < 1 or > 50_000))
        {
            Report(directive.Comment, "'batch' is a number of rows from 1 to 50000.");
        }

        var pause = given["pause"] is { } p ? Duration(directive, "pause", p) : null;
        var lag = given["max-lag"] is { } l ? Duration(directive, "max-lag", l) : null;
        var triggers = given["triggers"] is { } t && (OnOff(directive, "triggers", t) ?? false);
        return table is null || key is null
            ? null
            : new BackfillSettings(
                table, key, batch, pause ?? TimeSpan.FromMilliseconds(100), lag ?? TimeSpan.FromSeconds(10), triggers);
    }
}
