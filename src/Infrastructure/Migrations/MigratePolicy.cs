namespace Agora.Migrations;

/// <summary>Limits that a team agrees on and reviews, in <c>migrate.toml</c>; the defaults are the ones that were measured.</summary>
public sealed record MigratePolicy
{
    /// <summary>Schemas in which unqualified names of the files are looked up.</summary>
    public string SearchPath { get; init; } = "public";

    /// <summary>Set after login, so that a NOLOGIN role owns what is made; null keeps the role of the login.</summary>
    public string? Role { get; init; }

    /// <summary>First wait for a lock that stops readers or writers.</summary>
    public TimeSpan LockTimeoutFirst { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest such wait; no file may ask for more.</summary>
    public TimeSpan LockTimeoutLast { get; init; } = TimeSpan.FromSeconds(3);

    public int LockAttempts { get; init; } = 20;

    public TimeSpan LockBudget { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>What a strong statement may take beyond its wait for the lock.</summary>
    public TimeSpan StrongWork { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What a whole transactional step with strong locks may take.</summary>
    public TimeSpan StrongStep { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Sessions that may queue behind us before the attempt is given up.</summary>
    public int MaxQueued { get; init; } = 50;

    /// <summary>How long statements wait that hold up neither readers nor writers.</summary>
    public TimeSpan WeakLockTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Rest before such a statement is tried again.</summary>
    public TimeSpan WeakRest { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest concurrent build; then it is cancelled and its leftovers are removed.</summary>
    public TimeSpan MaxConcurrentBuild { get; init; } = TimeSpan.FromHours(24);

    public TimeSpan NewLockTimeout { get; init; } = TimeSpan.FromSeconds(3);

    public TimeSpan NewStatementTimeout { get; init; } = TimeSpan.FromSeconds(60);

    public TimeSpan DataLockTimeout { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan DataStatementTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long an expand file must have been applied before its contract file may run.</summary>
    public TimeSpan ContractMinAge { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Destructive files run only with reviewer, rollback and backup named in their header, and within the window.</summary>
    public bool GuardDestructive { get; init; }

    /// <summary>UTC times of day between which destructive files may run; may span midnight. Null: at any time.</summary>
    public (TimeOnly From, TimeOnly To)? GuardWindow { get; init; }

    /// <summary>Nothing is migrated while this publication exists: its subscribers would stop at a change of the schema.</summary>
    public string? GuardPublication { get; init; }

    /// <summary>What to do then.</summary>
    public string? GuardPublicationHint { get; init; }

    /// <summary>Holds C# migration classes: a name, looked for beside the program, or a path from the folder. Null: files only.</summary>
    public string? ClassAssembly { get; init; }

    /// <summary>Only classes in this namespace and below; null takes all of the assembly.</summary>
    public string? ClassNamespace { get; init; }

    /// <summary>Schemas that the snapshot shows; empty shows all but the runner's own tables.</summary>
    public IReadOnlyList<string> SnapshotSchemas { get; init; } = [];

    /// <summary>Values of the <c>[lint]</c> section, for the lint to read.</summary>
    public IReadOnlyDictionary<string, object> Lint { get; init; } = new Dictionary<string, object>(StringComparer.Ordinal);

    /// <summary>The schema of unqualified names.</summary>
    public string DefaultSchema => SearchPath.Split(',')[0].Trim().Trim('"');
}
