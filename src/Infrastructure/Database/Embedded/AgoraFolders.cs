namespace Agora.Infrastructure.Database.Embedded;

/// <summary>Decides where things are kept when no setting says so.</summary>
internal sealed class AgoraFolders(Func<string, string?> environment, ServiceAccount? account)
{
    public static AgoraFolders ForThisProcess() =>
        new(Environment.GetEnvironmentVariable, ServiceAccount.ForThisProcess());

    public string Cache(EmbeddedPostgresOptions options) =>
        Choose(options.CacheDirectory, "XDG_CACHE_HOME", ".cache", "/var/cache/agora");

    public string Cluster(EmbeddedPostgresOptions options, int major) => string.IsNullOrWhiteSpace(options.DataDirectory)
        ? Path.Combine(Choose(null, "XDG_DATA_HOME", ".local/share", "/var/lib/agora"), "postgres", $"{major}")
        : ReachableParent(options.DataDirectory);

    /// <summary>What the backups of a configured server need beside them.</summary>
    public string BackupState() => Path.Combine(Choose(null, "XDG_DATA_HOME", ".local/share", "/var/lib/agora"), "backup-state");

    /// <summary>Configuration of the PgBouncer that we run.</summary>
    public string Pooler() => Path.Combine(Choose(null, "XDG_DATA_HOME", ".local/share", "/var/lib/agora"), "pgbouncer");

    private string Choose(string? setting, string xdgVariable, string homeFolder, string machineFolder)
    {
        if (!string.IsNullOrWhiteSpace(setting))
        {
            return Reachable(setting, "Database:Embedded:CacheDirectory");
        }

        if (Variable("AGORA_HOME") is { } own)
        {
            return Reachable(own, "AGORA_HOME");
        }

        var implied = Variable(xdgVariable) is { } xdg && Path.IsPathRooted(xdg) ? Path.Combine(xdg, "agora")
            : Variable("HOME") is { } home ? Path.Combine(home, homeFolder, "agora")
            : null;
        if (implied is not null && (account is null || ServiceAccount.CanReach(implied)))
        {
            return implied;
        }

        return account is not null
            ? machineFolder
            : throw new EmbeddedPostgresException(
                EmbeddedPostgresFailure.BadFolder,
                "HOME is not set, so there is no place for the embedded PostgreSQL. Set AGORA_HOME to a folder of your own.");
    }

    // The cluster's own folder is given to the account, so only the way to it must be open.
    private string ReachableParent(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.GetDirectoryName(full) is { } parent)
        {
            Reachable(parent, "The folder above Database:Embedded:DataDirectory");
        }

        return full;
    }

    private string Reachable(string path, string name)
    {
        var full = Path.GetFullPath(path);
        return account is null || ServiceAccount.CanReach(full)
            ? full
            : throw new EmbeddedPostgresException(
                EmbeddedPostgresFailure.BadFolder,
                $"{name} is {full}, which the account {account.Name} cannot enter. PostgreSQL does not run as root and is started as that "
                + "account: choose a folder that every account can enter, or start Agora as an ordinary user.");
    }

    private string? Variable(string name) => environment(name) is { Length: > 0 } value ? value : null;
}
