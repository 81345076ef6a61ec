using System.ComponentModel.DataAnnotations;

namespace Agora.Infrastructure.Database;

/// <summary>How Agora reaches its database. Bound from the section <c>Database</c> and validated at start.</summary>
public sealed class DatabaseOptions
{
    public const string Section = "Database";

    /// <summary>
    /// Login of the runtime role, as URL or key=value. Several hosts, as in <c>host1:5432,host2:5432</c>, are a primary and its standbys;
    /// Agora finds the one that takes changes, also after a failover. <c>embedded</c>: the embedded server, which Development takes when
    /// this is empty and every other environment refuses to guess.
    /// </summary>
    public string? Url { get; set; }

    /// <summary>
    /// Login of the runtime role at the server itself. Needed where <c>Url</c> leads to a connection pooler, and only there:
    /// notifications are heard over it.
    /// </summary>
    public string? DirectUrl { get; set; }

    /// <summary>
    /// Login of the role that migrates. Only the migration commands and a host
    /// that migrates at start need it.
    /// </summary>
    public string? MigratorUrl { get; set; }

    /// <summary>
    /// Login of <c>ops_watch</c>, which reads statistics. Without it Agora does not monitor a configured database. The embedded server
    /// has it.
    /// </summary>
    public string? WatchUrl { get; set; }

    /// <summary>
    /// Login of <c>ops_maintain</c>, which vacuums, reindexes and ends sessions. Without it Agora does not maintain a configured database.
    /// The embedded server has it.
    /// </summary>
    public string? MaintainUrl { get; set; }

    /// <summary>
    /// Login of <c>ops_backup</c>, which copies the database, from the machine that the server runs on. Only the backup commands need it.
    /// The embedded server has it.
    /// </summary>
    public string? BackupUrl { get; set; }

    /// <summary>Connections at most; nothing overflows it.</summary>
    [Range(2, 500)]
    public int PoolSize { get; set; } = 20;

    /// <summary>Connections that are kept open however long nothing happens.</summary>
    [Range(0, 500)]
    public int PoolSizeMinimum { get; set; }

    /// <summary>Seconds after which a connection that nothing uses is closed.</summary>
    [Range(1, 86_400)]
    public int IdleConnectionSeconds { get; set; } = 300;

    /// <summary>
    /// Seconds after which a connection is replaced when it is returned, so that a new address or new rights of the role are noticed;
    /// 0 for never.
    /// </summary>
    [Range(0, 86_400)]
    public int ConnectionLifetimeSeconds { get; set; } = 3600;

    /// <summary>Milliseconds that a request waits for its turn at the database before it is answered 503 <c>database.busy</c>.</summary>
    [Range(1, 60_000)]
    public int QueueMilliseconds { get; set; } = 120;

    /// <summary>Seconds that connecting may take, and that background work waits for its turn.</summary>
    [Range(1, 60)]
    public int AcquireTimeoutSeconds { get; set; } = 3;

    /// <summary>
    /// Seconds that a statement of a request may take before it is answered 503 <c>database.timeout</c>; 0 for what the role has, which is
    /// 15. Exports, imports and reports have limits of their own.
    /// </summary>
    [Range(0, 300)]
    public int StatementTimeoutSeconds { get; set; }

    /// <summary>
    /// Seconds that a statement of a request waits for a lock before it is answered 503 <c>database.locked</c>; 0 for what the role has,
    /// which is 5.
    /// </summary>
    [Range(0, 60)]
    public int LockTimeoutSeconds { get; set; }

    /// <summary>
    /// Statements kept prepared per connection, 0 to turn it off (needed behind a pooler in transaction mode that does not
    /// track prepared statements, such as PgBouncer before 1.21).
    /// </summary>
    [Range(0, 10_000)]
    public int PreparedStatements { get; set; } = 64;

    /// <summary>Lets the standbys among the hosts of <c>Url</c> answer reads, once they have replayed what was written before.</summary>
    public bool ReadFromStandbys { get; set; }

    /// <summary>Milliseconds that a read waits for a standby to replay; then the primary answers it.</summary>
    [Range(1, 5000)]
    public int StandbyWaitMilliseconds { get; set; } = 50;

    /// <summary>
    /// Seconds for which standbys answer while the primary is away, from what they have received: so old may what they show be. 0: not at
    /// all.
    /// </summary>
    [Range(0, 86_400)]
    public int StandbyStaleSeconds { get; set; } = 60;

    /// <summary>Logs the text of every statement, never its values. Development only.</summary>
    public bool Echo { get; set; }

    /// <summary>Milliseconds from which a statement is logged as slow; 0 logs every one.</summary>
    [Range(0, 3_600_000)]
    public int SlowStatementMilliseconds { get; set; } = 1000;

    /// <summary>Applies pending migrations before serving. On by default in Development only.</summary>
    public bool MigrateAtStart { get; set; }
}
