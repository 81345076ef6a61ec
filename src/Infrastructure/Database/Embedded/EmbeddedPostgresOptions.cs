using System.ComponentModel.DataAnnotations;

namespace Agora.Infrastructure.Database.Embedded;

/// <summary>The server that Agora brings along when no connection string is configured. Bound from <c>Database:Embedded</c>.</summary>
public sealed record EmbeddedPostgresOptions
{
    public const string Section = "Database:Embedded";

    public const string BinVariable = "AGORA_POSTGRES_BIN";

    /// <summary>
    /// Folder with <c>postgres</c>, <c>initdb</c>, <c>pg_ctl</c> and <c>psql</c>. When set, it is used or
    /// refused, never passed over. Empty: the machine's own PostgreSQL if it is good enough, otherwise a private one.
    /// </summary>
    public string? BinDirectory { get; init; }

    /// <summary>
    /// Where the private PostgreSQL is kept, about 120 MB. Empty: <c>$AGORA_HOME</c>, <c>$XDG_CACHE_HOME/agora</c> or
    /// <c>~/.cache/agora</c>;
    /// <c>/var/cache/agora</c> when root's home is closed to the account that runs the server.
    /// </summary>
    public string? CacheDirectory { get; init; }

    /// <summary>
    /// Folder of the cluster: data, log, superuser password, socket. Empty: <c>postgres/&lt;major&gt;</c> under <c>$AGORA_HOME</c>,
    /// <c>$XDG_DATA_HOME/agora</c> or <c>~/.local/share/agora</c>; under <c>/var/lib/agora</c> when root's home is closed to the account
    /// that runs the server.
    /// </summary>
    public string? DataDirectory { get; init; }

    /// <summary>TCP port on 127.0.0.1. 0 takes one that is free.</summary>
    [Range(0, 65535)]
    public int Port { get; init; } = 5417;

    /// <summary>False turns fsync off: a crash of the machine loses the cluster. For throw-away test clusters only.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>
    /// Whether a commit waits until a standby (<c>agora cluster add</c>) has it on disk, so that a failover loses nothing that was
    /// confirmed. Writes wait while no standby is connected.
    /// </summary>
    public bool SynchronousStandby { get; init; }

    /// <summary>Settings of this server's part in replication.</summary>
    internal string Replication { get; init; } = "";

    /// <summary>
    /// False leaves the server of a host that died running, for the next to take over. For clusters that test processes share.
    /// </summary>
    internal bool StopsWithHost { get; init; } = true;

    /// <summary>Connections of the server at most.</summary>
    [Range(10, 10_000)]
    public int MaxConnections { get; init; } = 100;

    /// <summary>How long the server may take until it accepts connections.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);
}
