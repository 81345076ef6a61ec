using System.Reflection;

namespace Agora.Migrations;

public enum PoolerMode
{
    /// <summary>A pooler between runner and server is an error: session locks and settings do not survive it.</summary>
    Refuse,

    /// <summary>The caller knows that the pooler keeps a session for one client.</summary>
    Session,
}

/// <summary>What a run needs to know. Limits that a team reviews live in the policy file instead.</summary>
public sealed record MigratorOptions
{
    public required string ConnectionString { get; init; }

    /// <summary>Holds <c>migrations</c>, <c>repeatable</c> and <c>migrate.toml</c>.</summary>
    public required string Directory { get; init; }

    /// <summary>What stands before a verb in what the verbs write, such as <c>agora migrate</c>.</summary>
    public string Program { get; init; } = "migrate";

    /// <summary>The current state of a directory that git gave in an older one; null for the directory itself.</summary>
    public string? ClassesOf { get; init; }

    /// <summary>Set after login, so that a NOLOGIN role owns what is made; null keeps the login role.</summary>
    public string? Role { get; init; }

    /// <summary>Where FluentMigrator keeps its history by default.</summary>
    public string HistorySchema { get; init; } = "public";

    public string HistoryTable { get; init; } = "VersionInfo";

    /// <summary>Hashes, journal and backfill progress; nothing in it is referenced from the history.</summary>
    public string SideSchema { get; init; } = "migrate";

    /// <summary>How long to wait for another runner.</summary>
    public TimeSpan RunnerWait { get; init; } = TimeSpan.FromMinutes(5);

    public PoolerMode Pooler { get; init; } = PoolerMode.Refuse;

    /// <summary>Applies a version that is older than the newest applied one; otherwise that is drift.</summary>
    public bool AllowOutOfOrder { get; init; }

    /// <summary>Stops in front of a backfill, so that a deploy need not wait for it; a later run without this continues there.</summary>
    public bool DeferBackfills { get; init; }

    /// <summary>Leaves the repeatable files out, in both directions.</summary>
    public bool VersionsOnly { get; init; }

    /// <summary>Lets a way back destroy data where the policy guards it.</summary>
    public bool AcceptDataLoss { get; init; }

    public string? GitCommit { get; init; }

    public string RunnerVersion { get; init; } =
        typeof(MigratorOptions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";
}
