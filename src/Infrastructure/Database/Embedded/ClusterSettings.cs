using System.Globalization;
using Agora.Infrastructure.Database.Configuration;

namespace Agora.Infrastructure.Database.Embedded;

/// <summary>
/// The settings that Agora gives its server, written anew at each start. <c>postgresql.conf</c> includes them, and ALTER SYSTEM overrides
/// them.
/// </summary>
internal static class ClusterSettings
{
    public const string IncludeLine = "include_if_exists = 'agora.conf'";

    private const string TimeZones = "/usr/share/zoneinfo";

    public static string Write(EmbeddedPostgresOptions options, string? socketFolder)
    {
        // Debian's build reads the machine's time zones. Without them GMT is the one name that the server knows.
        var zone = Directory.Exists(TimeZones) ? "UTC" : "GMT";
        var text = string.Create(CultureInfo.InvariantCulture, $"""
            # Written by Agora at each start. Change settings with ALTER SYSTEM, which wins over this file.
            listen_addresses = '127.0.0.1'
            unix_socket_directories = '{socketFolder?.Replace("'", "''", StringComparison.Ordinal)}'
            unix_socket_permissions = 0700
            max_connections = {options.MaxConnections}
            password_encryption = 'scram-sha-256'

            log_timezone = '{zone}'
            timezone = '{zone}'
            lc_messages = 'C'

            """);
        return text + options.Replication + DynamicMemory()
            + (options.Durable ? Archive + ServerSettings.Write(ServerSettings.ForEmbedded(Machine.OfEmbedded(options))) : ThrowAway);
    }

    /// <summary>Containers have 64 MB of shared memory by default, which parallel plans would fill; files do not run out so soon.</summary>
    private static string DynamicMemory()
    {
        const string folder = "/dev/shm";
        const long enough = 1L << 30;
        return Directory.Exists(folder) && new DriveInfo(folder).TotalSize < enough ? "dynamic_shared_memory_type = 'mmap'\n" : "";
    }

    // Switching the archive on needs a restart, the command does not: "agora backup run" sets it. So does the level that
    // "agora cluster upgrade" needs.
    private const string Archive = """
        archive_mode = on
        archive_command = '/bin/true'
        wal_level = logical

        """;

    private const string ThrowAway = """

        # A throw-away cluster: the same on every machine, and it need not survive a crash of this one.
        shared_preload_libraries = 'pg_stat_statements'
        pg_stat_statements.track = 'all'
        # Tests use hundreds of databases, each with its own statements, and none is to be displaced.
        pg_stat_statements.max = 50000
        track_io_timing = on
        track_functions = 'all'
        track_activity_query_size = 4096
        jit = off
        shared_buffers = '256MB'
        effective_cache_size = '1GB'
        random_page_cost = 1.1
        maintenance_work_mem = '128MB'
        max_wal_size = '2GB'
        log_line_prefix = '%m [%p] %q%u@%d %a '
        log_lock_waits = on
        fsync = off
        synchronous_commit = off
        full_page_writes = off
        wal_compression = off
        # Statistics that change by themselves make plans, and so tests, differ from run to run.
        autovacuum = off
        """;
}
