using System.Text;
using Agora.Migrations.Files;
using Agora.Migrations.Lint.Rules;

namespace Agora.Migrations.Lint;

/// <summary>What a team agrees on about its lint.</summary>
public sealed record LintOptions
{
    /// <summary>Decides about versions from the future, expired allowances and the age of an expand file.</summary>
    public required DateTimeOffset Now { get; init; }

    public IReadOnlyList<string> SearchPath { get; init; } = ["public"];

    public TableStatistics Statistics { get; init; } = TableStatistics.None;

    /// <summary>Up to this many rows a scan or a rewrite is too short to matter.</summary>
    public long SmallTableRows { get; init; } = 1000;

    /// <summary>Paths whose findings are shown; null shows all.</summary>
    public IReadOnlySet<string>? Changed { get; init; }

    /// <summary>Files of the branch that this one will be merged into, by path, with their token hashes; null when unknown.</summary>
    public IReadOnlyDictionary<string, string>? Base { get; init; }

    /// <summary>Rules of style leave files up to this version alone.</summary>
    public long AdoptedVersion { get; init; }

    /// <summary>Severities that differ from those of the catalogue, by rule id.</summary>
    public IReadOnlyDictionary<string, Severity> Severities { get; init; } = new Dictionary<string, Severity>(StringComparer.Ordinal);

    /// <summary>The least severity that stops a build.</summary>
    public Severity FailOn { get; init; } = Severity.Error;

    /// <summary>How long an expand file must have been there before its contract file may be.</summary>
    public TimeSpan ExpandAge { get; init; } = TimeSpan.FromDays(7);

    /// <summary>The longest lock_timeout that a file may set.</summary>
    public TimeSpan MaxLockTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest statement_timeout that a file may set.</summary>
    public TimeSpan MaxStatementTimeout { get; init; } = TimeSpan.FromHours(24);

    public int MaxColumns { get; init; } = 64;

    /// <summary>The server that the files are for.</summary>
    public Version Server { get; init; } = new(17, 0);

    /// <summary>For SQL of others: whether their tool wraps a file in a transaction when the file says nothing.</summary>
    public bool ExternalRunsInTransaction { get; init; }
}

public enum LintFileKind
{
    Up,
    Down,
    Verify,
    Repeatable,

    /// <summary>SQL that our runner does not run, so neither its directives nor its timeouts can be relied on.</summary>
    External,
}

/// <param name="Version">0 for files without one.</param>
/// <param name="HasDown">A file with the way back lies beside it.</param>
public sealed record LintFile(LintFileKind Kind, MigrationFile File, long Version = 0, bool HasDown = true)
{
    /// <summary>The text as it was written, where psql commands are left out of the file.</summary>
    public string? Original { get; init; }

    public IReadOnlyList<PsqlUse> PsqlUses { get; init; } = [];

    /// <summary>SQL of others, with what only psql understands set aside.</summary>
    public static LintFile External(MigrationFile file)
    {
        var original = file.Script.Text;
        var (sql, uses) = PsqlText.Read(original);
        if (sql == original)
        {
            return new LintFile(LintFileKind.External, file);
        }

        var mark = file.Script.Issues.Any(issue => issue.Rule == FileRules.ByteOrderMark.Id) ? "\uFEFF" : "";
        var read = new MigrationFile(file.Path, Encoding.UTF8.GetBytes(mark + sql));
        return new LintFile(LintFileKind.External, read) { Original = original, PsqlUses = uses };
    }
}

public sealed record LintRequest(IReadOnlyList<LintFile> Files, LintOptions Options)
{
    /// <summary>What was wrong with the names of the files.</summary>
    public IReadOnlyList<MigrationProblem> Problems { get; init; } = [];

    public static LintRequest Of(MigrationDirectory directory, LintOptions options)
    {
        var files = new List<LintFile>();
        foreach (var migration in directory.Versioned)
        {
            files.Add(new LintFile(LintFileKind.Up, migration.Up, migration.Version, migration.Down is not null));
            if (migration.Down is not null)
            {
                files.Add(new LintFile(LintFileKind.Down, migration.Down, migration.Version));
            }

            if (migration.Verify is not null)
            {
                files.Add(new LintFile(LintFileKind.Verify, migration.Verify, migration.Version));
            }
        }

        foreach (var repeatable in directory.Repeatables)
        {
            files.Add(new LintFile(LintFileKind.Repeatable, repeatable.Up));
            if (repeatable.Down is not null)
            {
                files.Add(new LintFile(LintFileKind.Down, repeatable.Down));
            }
        }

        return new LintRequest(files, options) { Problems = directory.Problems };
    }

    /// <summary>SQL that is not ours, in the order in which it runs.</summary>
    public static LintRequest External(IEnumerable<MigrationFile> files, LintOptions options) =>
        new([.. files.Select(LintFile.External)], options);
}
