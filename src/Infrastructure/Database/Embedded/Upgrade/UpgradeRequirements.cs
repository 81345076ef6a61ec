using System.Globalization;

namespace Agora.Infrastructure.Database.Embedded.Upgrade;

/// <summary>What must be so before an upgrade begins. Each is refused in one sentence, before the old server is changed.</summary>
internal static class UpgradeRequirements
{
    /// <summary>Slots for the copies of tables, which run beside the one that follows.</summary>
    private const int Slots = 7;

    private const long SpaceForLog = 512L << 20;

    public static void RequireFree(string folder)
    {
        Require(
            !File.Exists(folder) && (!Directory.Exists(folder) || !Directory.EnumerateFileSystemEntries(folder).Any()),
            $"{folder} is not empty. The new server is made in a new folder: name one.");
    }

    public static void RequireNewer(PostgresInstallation old, PostgresInstallation next) => Require(
        next.Version.Major >= old.Version.Major,
        $"{next.BinDirectory} is PostgreSQL {next.Version}, which is older than {old.Version}. Name newer programs by --bin.");

    public static async Task RequireAsync(UpgradeServer old, string folder, CancellationToken ct)
    {
        var level = await old.ScalarAsync<string>("SHOW wal_level", ct);
        Require(
            level == "logical",
            $"The server runs with wal_level = {level}, and needs logical. Restart Agora, which sets it; if it was set by ALTER SYSTEM, "
            + "reset it there first.");

        var free = await old.ScalarAsync<long>(
            """
            SELECT least(current_setting('max_replication_slots')::int - (SELECT count(*) FROM pg_replication_slots),
                         current_setting('max_wal_senders')::int - (SELECT count(*) FROM pg_stat_replication))
            """,
            ct);
        Require(
            free >= Slots,
            $"The server has {free} replication slots or senders left, and the copy needs {Slots}. Raise max_replication_slots and "
            + "max_wal_senders, and restart it.");

        var large = await old.ScalarAsync<long>("SELECT count(*) FROM pg_largeobject_metadata", ct);
        Require(
            large == 0,
            $"The database has {large} large objects, which logical replication leaves behind. Remove them, or use pg_upgrade.");

        var present = await old.ScalarAsync<string>(
            """
            SELECT coalesce(string_agg(x.name, ' and '), '')
            FROM (SELECT 'publication ' || pubname FROM pg_publication WHERE pubname = $1
                  UNION ALL SELECT 'subscription ' || subname FROM pg_subscription WHERE subname = $1
                  UNION ALL SELECT 'slot ' || slot_name FROM pg_replication_slots WHERE slot_name = $1) AS x (name)
            """,
            ct,
            UpgradeReplication.Name);
        Require(present is "", $"There is a {present} already, and not of an upgrade that is known in this folder. Drop it first.");

        var needed = await old.ScalarAsync<long>("SELECT pg_database_size(current_database())", ct) + SpaceForLog;
        var room = new DriveInfo(Existing(new DirectoryInfo(folder))).AvailableFreeSpace;
        Require(
            room >= needed,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The disk of {folder} has {room / 1e6:0} MB of free space, and the copy needs {needed / 1e6:0} MB. "
                + $"Choose a folder of a larger disk."));
    }

    /// <summary>Everything but an extension comes with the database.</summary>
    public static async Task RequireExtensionsAsync(UpgradeServer old, UpgradeServer next, CancellationToken ct)
    {
        var used = await old.ListAsync("SELECT extname::text FROM pg_extension", row => row.GetString(0), ct);
        var missing = await MissingAsync(next, used, ct);
        Require(
            missing.Count == 0,
            $"{next.Installation.BinDirectory} lacks {string.Join(" and ", missing)}, which the database uses. Install it there first.");
    }

    // Of the new server, which has no database of ours yet.
    private static async Task<List<string>> MissingAsync(UpgradeServer next, List<string> used, CancellationToken ct)
    {
        await using var connection = await next.OpenAsync("postgres", ct);
        return await UpgradeServer.ListAsync(
            connection,
            "SELECT u.name FROM unnest($1::text[]) AS u (name) WHERE NOT EXISTS "
            + "(SELECT FROM pg_available_extensions AS a WHERE a.name = u.name)",
            row => row.GetString(0),
            ct,
            (object)used.ToArray());
    }

    private static string Existing(DirectoryInfo folder) =>
        folder.Exists || folder.Parent is null ? folder.FullName : Existing(folder.Parent);

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new InvalidConfigurationException(otherwise);
        }
    }
}
