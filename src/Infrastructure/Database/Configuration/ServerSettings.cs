using System.Globalization;
using System.Text;

namespace Agora.Infrastructure.Database.Configuration;

/// <summary>
/// Settings for a server of PostgreSQL 17, from what it has and what it is for. What equals the default of PostgreSQL is left out. Not
/// set on purpose: <c>statement_timeout</c>, which for the whole server ends index builds and migrations (roles have their own);
/// <c>ssl_ciphers</c>, which says nothing of TLS 1.3; <c>autovacuum_freeze_max_age</c>, whose default leaves room to act.
/// </summary>
public static class ServerSettings
{
    private const long HashesOfAStatement = 3, HashMultiplier = 2;

    /// <param name="certificate">File of the certificate, as the server sees it.</param>
    /// <param name="key">File of its key.</param>
    /// <param name="compression">A method of <c>wal_compression</c> that the server was built with.</param>
    public static IReadOnlyList<ServerSetting> For(Machine machine, string certificate, string key, string compression) =>
    [
        .. Network(certificate, key), .. Limits(machine), .. Memory(machine), .. Parallelism(machine), .. Log(machine, compression),
        .. Autovacuum(machine), .. Planner(machine), .. Statistics(),
    ];

    /// <summary>For the server that comes along: on this machine, reached from it alone, and restarted with Agora.</summary>
    public static IReadOnlyList<ServerSetting> ForEmbedded(Machine machine) =>
        [.. For(machine, "", "", "pglz").Where(setting =>
            setting.Group is not (SettingGroup.Network or SettingGroup.Limits) || setting.Name == "reserved_connections")];

    /// <summary>A file for <c>include</c>, with the reasons as comments.</summary>
    /// <param name="head">Comment lines on top, without the mark.</param>
    public static string Write(IEnumerable<ServerSetting> settings, params IEnumerable<string> head)
    {
        var text = new StringBuilder();
        foreach (var line in head)
        {
            text.Append("# ").Append(line).Append('\n');
        }

        foreach (var group in settings.GroupBy(setting => setting.Group))
        {
            text.Append('\n').Append("# --- ").Append(Title(group.Key)).Append('\n');
            foreach (var setting in group)
            {
                text.Append("# ").Append(setting.Reason).Append('\n').Append(setting.Line).Append('\n');
            }
        }

        return text.ToString();
    }

    private static IEnumerable<ServerSetting> Network(string certificate, string key)
    {
        ServerSetting Set(string name, string value, string reason) => new(SettingGroup.Network, name, value, reason);
        yield return Set("listen_addresses", "*", "pg_hba.conf decides who gets in, and refuses connections without TLS.");
        yield return Set("ssl", "on", "The files below must be there before the server starts, the key with mode 0600.");
        yield return Set("ssl_cert_file", certificate, "Relative to the data folder, or absolute.");
        yield return Set("ssl_key_file", key, "Relative to the data folder, or absolute.");
        yield return Set("ssl_min_protocol_version", "TLSv1.3", "Clients of Agora speak it; its ciphers need no list.");
    }

    private static IEnumerable<ServerSetting> Limits(Machine machine)
    {
        ServerSetting Set(string name, string value, string reason) => new(SettingGroup.Limits, name, value, reason);
        yield return Set("max_connections", Number(machine.Connections), "At least POOL_SIZE of all instances together, and 20.");
        yield return Set("superuser_reserved_connections", "5", "A superuser gets in while everything else is taken.");
        yield return Set("reserved_connections", "5", "So does ops_watch, which has pg_use_reserved_connections.");
        yield return Set("idle_in_transaction_session_timeout", "60s", "A forgotten transaction stops vacuum everywhere.");
    }

    private static IEnumerable<ServerSetting> Memory(Machine machine)
    {
        ServerSetting Set(string name, long megabytes, string reason) => new(
            SettingGroup.Memory, name, $"{Number(megabytes)}MB", reason);
        var buffers = machine.Megabytes / 4;
        var maintenance = Math.Clamp(machine.Megabytes / 64, 64, 2048);
        yield return Set("shared_buffers", buffers, "A quarter of the memory; the operating system caches with the rest.");
        yield return Set("effective_cache_size", machine.Megabytes * 3 / 4, "What both caches hold; only the planner reads it.");
        yield return Set(
            "work_mem",
            Math.Clamp(
                (machine.Megabytes - buffers) / (machine.Connections * HashesOfAStatement * HashMultiplier), 4, WorkMemoryMost(machine)),
            "Every sort takes it, a hash twice that, each in every connection and parallel worker. SET LOCAL gives a report more.");
        yield return Set("maintenance_work_mem", maintenance, "An index build takes it.");
        yield return Set(
            "autovacuum_work_mem",
            Math.Clamp(maintenance / 2, 64, 512),
            "Each autovacuum worker takes it, instead of maintenance_work_mem.");
    }

    private static long WorkMemoryMost(Machine machine) => machine.Workload switch
    {
        Workload.Oltp => 32,
        Workload.Mixed => 64,
        _ => 256,
    };

    private static IEnumerable<ServerSetting> Parallelism(Machine machine)
    {
        ServerSetting Set(string name, int value, string reason) => new(SettingGroup.Parallelism, name, Number(value), reason);
        var half = Math.Max(1, machine.Cores / 2);
        yield return Set("max_worker_processes", machine.Cores + 8, "Parallel workers come out of it, and those of extensions.");
        yield return Set("max_parallel_workers", machine.Cores, "More than the cores would wait for them.");
        yield return Set(
            "max_parallel_workers_per_gather",
            Math.Min(half, machine.Workload switch { Workload.Oltp => 2, Workload.Mixed => 4, _ => 8 }),
            "One statement does not take all cores.");
        yield return Set("max_parallel_maintenance_workers", Math.Min(half, 4), "For index builds.");
    }

    private static IEnumerable<ServerSetting> Log(Machine machine, string compression)
    {
        ServerSetting Set(string name, string value, string reason) => new(SettingGroup.WriteAheadLog, name, value, reason);
        var most = Math.Clamp(machine.Megabytes / 8, 1024, 16 * 1024);
        yield return Set(
            "wal_compression", compression, "Full pages are most of the log; lz4, or pglz, where the server was built without zstd.");
        yield return Set("checkpoint_timeout", "15min", "Fewer checkpoints write fewer full pages.");
        yield return Set("max_wal_size", $"{Number(most)}MB", "Room for that time; recovery after a crash reads as much.");
        yield return Set("min_wal_size", $"{Number(most / 4)}MB", "Files that are kept and used again.");
        yield return Set("max_slot_wal_keep_size", $"{Number(most * 4)}MB", "A slot without a reader does not fill the disk.");
        yield return Set("summarize_wal", "on", "Incremental base backups need it.");
    }

    private static IEnumerable<ServerSetting> Autovacuum(Machine machine)
    {
        ServerSetting Set(string name, string value, string reason) => new(SettingGroup.Autovacuum, name, value, reason);
        yield return Set("autovacuum_max_workers", Number(Math.Clamp(machine.Cores / 4, 3, 8)), "They share the cost limit.");
        yield return Set("autovacuum_naptime", "10s", "Tables that change quickly are not left alone for a minute.");
        yield return Set(
            "autovacuum_vacuum_cost_limit",
            machine.Disk == DiskKind.Hdd ? "800" : "3000",
            "The default of 200 is for the disks of 2005.");
        yield return Set("autovacuum_vacuum_scale_factor", "0.1", "A tenth of dead rows, instead of a fifth.");
        yield return Set("autovacuum_analyze_scale_factor", "0.05", "Plans follow the data sooner.");
    }

    private static IEnumerable<ServerSetting> Planner(Machine machine)
    {
        ServerSetting Set(string name, string value, string reason) => new(SettingGroup.Planner, name, value, reason);
        var (cost, concurrency) = machine.Disk switch
        {
            DiskKind.Hdd => ("4", "2"),
            DiskKind.Ssd => ("1.1", "200"),
            _ => ("1.1", "300"),
        };
        yield return Set("random_page_cost", cost, "What a page out of order costs, beside 1 for the next one.");
        yield return Set("effective_io_concurrency", concurrency, "Reads that the disk does at once.");
        if (machine.Workload == Workload.Analytics)
        {
            yield return Set("enable_partitionwise_join", "on", "Partitions are joined one by one; planning takes longer.");
            yield return Set("enable_partitionwise_aggregate", "on", "So are sums.");
        }
        else
        {
            yield return Set("jit", "off", "Compiling takes a hundred milliseconds, for statements that run for a few.");
        }
    }

    private static IEnumerable<ServerSetting> Statistics()
    {
        ServerSetting Count(string name, string value, string reason) => new(SettingGroup.Statistics, name, value, reason);
        ServerSetting Write(string name, string value, string reason) => new(SettingGroup.Log, name, value, reason);
        yield return Count("shared_preload_libraries", "pg_stat_statements", "Statistics of statements need a restart to begin.");
        yield return Count("pg_stat_statements.max", "10000", "Different statements that are counted.");
        yield return Count("track_io_timing", "on", "Time of reads and writes; pg_test_timing shows what a clock costs here.");
        yield return Count("track_functions", "pl", "Time of functions.");
        yield return Count("track_activity_query_size", "4096", "Bytes of a statement that can be seen while it runs.");
        yield return Write("log_lock_waits", "on", "Waits of more than a second leave a trace.");
        yield return Write("log_autovacuum_min_duration", "1min", "So does a long vacuum.");
        yield return Write("log_temp_files", "64MB", "So does a sort that did not fit into work_mem.");
        yield return Write("log_line_prefix", "%m [%p] %q%u@%d %a ", "Time, process, role, database, request.");
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Title(SettingGroup group) => group switch
    {
        SettingGroup.Network => "Network and TLS",
        SettingGroup.Limits => "Connections",
        SettingGroup.Memory => "Memory",
        SettingGroup.Parallelism => "Parallel workers",
        SettingGroup.WriteAheadLog => "Write-ahead log",
        SettingGroup.Autovacuum => "Autovacuum",
        SettingGroup.Planner => "Planner",
        SettingGroup.Statistics => "Statistics",
        _ => "Log",
    };
}
