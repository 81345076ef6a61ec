using System.Globalization;
using Agora.Infrastructure.Database.Bootstrap;
using Npgsql;

namespace Agora.Infrastructure.Database.Embedded.Replication;

/// <summary>What the servers of a group are given: ports, settings, the login of replication and slots.</summary>
internal sealed class ReplicationSettings(
    PostgresInstallation installation, EmbeddedPostgresOptions options, IProgress<string> progress, TimeProvider clock)
{
    /// <summary>By which standbys follow; it can do nothing else.</summary>
    public const string Role = "ops_replication";

    private static readonly TimeSpan FollowLimit = TimeSpan.FromSeconds(30), Pause = TimeSpan.FromMilliseconds(50);

    public PostgresInstallation Installation => installation;

    public EmbeddedPostgresOptions Options => options;

    public IProgress<string> Progress => progress;

    public TimeProvider Clock => clock;

    public ClusterFolder Main { get; } = EmbeddedCluster.FolderOf(installation, options);

    /// <summary>Options of one server of the group.</summary>
    public EmbeddedPostgresOptions OptionsOf(ClusterMember member, string replication) =>
        options with { DataDirectory = member.Place.Root, Port = FreeOf(PortOf(member)), Replication = replication };

    /// <summary>The port that the server had last; 0 for one that never ran.</summary>
    public int PortOf(ClusterMember member) => member.IsMain && options.Port != 0 ? options.Port
        : File.Exists(member.Place.PortFile) && int.TryParse(
            File.ReadAllText(member.Place.PortFile), NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port
        : 0;

    /// <summary>Those who know the servers by their ports find them there again after a restart.</summary>
    public static Task RememberPortAsync(ClusterMember member, int port, CancellationToken ct) =>
        member.Place.WriteAsync(member.Place.PortFile, port.ToString(CultureInfo.InvariantCulture), FileModes.Readable, ct);

    /// <summary>The settings by which a standby follows the primary on this port. Writes the file with the password.</summary>
    public async Task<string> FollowAsync(ClusterMember member, int port, CancellationToken ct)
    {
        await WriteLoginAsync(member, ct);
        // Quoted twice: as a value of the connection string, and this as a value of the setting.
        var file = member.Place.ReplicationLogin
            .Replace(@"\", @"\\", StringComparison.Ordinal)
            .Replace("'", @"\'", StringComparison.Ordinal);
        var conninfo = string.Create(
            CultureInfo.InvariantCulture,
            $"host=127.0.0.1 port={port} user={Role} dbname=postgres application_name={member.Name} sslmode=disable passfile='{file}'");
        return $"""

            # A standby; PostgreSQL ignores these where the server takes changes.
            primary_conninfo = '{conninfo.Replace("'", "''", StringComparison.Ordinal)}'
            primary_slot_name = '{member.Slot}'
            # Vacuum on the primary spares what reads here still see.
            hot_standby_feedback = on
            wal_receiver_status_interval = 1s
            wal_retrieve_retry_interval = 1s

            """;
    }

    public async Task WriteLoginAsync(ClusterMember member, CancellationToken ct)
    {
        var secrets = await SecretsAsync(ct);
        await member.Place.WriteAsync(
            member.Place.ReplicationLogin, $"127.0.0.1:*:*:{Role}:{secrets.ReplicationPassword}\n", FileModes.Secret, ct);
    }

    /// <summary>Gives the primary the role and the slot of a standby, where they are missing.</summary>
    public async Task PrepareFollowingAsync(ClusterMember member, EmbeddedCluster primary, CancellationToken ct)
    {
        var verifier = ScramVerifier.For((await SecretsAsync(ct)).ReplicationPassword);
        await using var connection = await OpenAsync(primary.AdminConnectionString("postgres"), ct);
        await RunAsync(
            connection,
            $"""
            DO $$
            BEGIN
                IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{Role}') THEN
                    CREATE ROLE {Role} LOGIN REPLICATION NOSUPERUSER NOCREATEDB NOCREATEROLE CONNECTION LIMIT 20 PASSWORD '{verifier}';
                END IF;
            END
            $$
            """,
            ct);
        await ReserveLogAsync(member, connection, ct);
    }

    /// <summary>Lets a server keep the log that a member needs, from its last checkpoint on.</summary>
    public static Task ReserveLogAsync(ClusterMember member, NpgsqlConnection server, CancellationToken ct) => RunAsync(
        server,
        $"SELECT pg_create_physical_replication_slot('{member.Slot}', true) "
        + $"WHERE NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = '{member.Slot}')",
        ct);

    /// <summary>Whether the primary has removed the log that a member needs, because it was down for too long.</summary>
    public static async Task<bool> HasLostItsLogAsync(ClusterMember member, EmbeddedCluster primary, CancellationToken ct)
    {
        await using var connection = await OpenAsync(primary.AdminConnectionString("postgres"), ct);
        await using var command = new NpgsqlCommand(
            "SELECT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = $1 AND wal_status = 'lost')", connection)
        {
            Parameters = { new() { Value = member.Slot } },
        };
        return await command.ExecuteScalarAsync(ct) is true;
    }

    /// <exception cref="EmbeddedPostgresException">It does not follow.</exception>
    public async Task WaitUntilStreamingAsync(ClusterMember member, EmbeddedCluster primary, CancellationToken ct)
    {
        await using var connection = await OpenAsync(primary.AdminConnectionString("postgres"), ct);
        await using var command = new NpgsqlCommand(
            "SELECT count(*) FROM pg_stat_replication WHERE application_name = $1 AND state = 'streaming'", connection)
        {
            Parameters = { new() { Value = member.Name } },
        };
        var start = clock.GetTimestamp();
        while (await command.ExecuteScalarAsync(ct) is not > 0L)
        {
            if (clock.GetElapsedTime(start) > FollowLimit)
            {
                throw new EmbeddedPostgresException(
                    EmbeddedPostgresFailure.StartFailed,
                    $"{member.Name} runs and does not follow the primary. {member.Place.Log} says why.");
            }

            await Task.Delay(Pause, clock, ct);
        }
    }

    /// <summary>
    /// Lets commits wait for the standbys that are connected, where that is wished. Written at each start, and never inherited: a promoted
    /// server that waited for itself would take no change.
    /// </summary>
    /// <param name="admin">A superuser's login to the primary.</param>
    public async Task ApplySynchronousAsync(ClusterMember primary, string admin, CancellationToken ct, string? without = null)
    {
        await using var connection = await OpenAsync(admin, ct);
        var names = new List<string>();
        if (options.SynchronousStandby)
        {
            await using var command = new NpgsqlCommand(
                "SELECT application_name FROM pg_stat_replication WHERE state = 'streaming' ORDER BY 1", connection);
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                names.Add(reader.GetString(0));
            }

            names.RemoveAll(name => name == without);
            if (names.Count == 0)
            {
                progress.Report("No standby is connected, so commits wait for none (Database:Embedded:SynchronousStandby).");
            }
        }

        var text = names.Count == 0 ? "" : $"""

            # A commit waits until one of these has it on disk.
            synchronous_standby_names = 'ANY 1 ({string.Join(", ", names.Select(name => $"\"{name}\""))})'

            """;
        await WriteAsync(primary, text, ct);
        await RunAsync(connection, "SELECT pg_reload_conf()", ct);
    }

    /// <summary>Writes the settings of a server that runs; it has to reload them.</summary>
    public Task WriteAsync(ClusterMember member, string replication, CancellationToken ct) => member.Place.WriteAsync(
        member.Place.Settings,
        ClusterSettings.Write(options with { Replication = replication }, member.Place.Sockets),
        FileModes.Secret,
        ct);

    /// <exception cref="InvalidConfigurationException">They are no copies of one database.</exception>
    public async Task RequireSameOriginAsync(ClusterMember member, ClusterMember other, CancellationToken ct)
    {
        var its = await ControlFile.ReadAsync(installation, member.Place, ct);
        var primary = await ControlFile.ReadAsync(installation, other.Place, ct);
        if (its.System != primary.System)
        {
            throw new InvalidConfigurationException(
                $"{member.Name} is a copy of another database than {other.Name} (system identifier {its.System}, and not "
                + $"{primary.System}), so nothing was changed.");
        }

        if (member.Role == MemberRole.Standby && its.Timeline > primary.Timeline)
        {
            throw new InvalidConfigurationException(
                $"{member.Name} is of timeline {its.Timeline} and {other.Name} of {primary.Timeline}: it has followed another server "
                + "since, so nothing was changed.");
        }
    }

    public static string AdminOf(ClusterMember member, int port)
    {
        var login = EmbeddedCluster.ConnectionString("postgres", port, EmbeddedCluster.ReadPassword(member.Place));
        login.Pooling = false;
        login.Timeout = 5;
        login.CommandTimeout = 60;
        return login.ConnectionString;
    }

    public static async Task<NpgsqlConnection> OpenAsync(string login, CancellationToken ct)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(login) { Pooling = false }.ConnectionString);
        try
        {
            await connection.OpenAsync(ct);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    // Names are made of our own letters, digits and underscores.
    public static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    private Task<EmbeddedSecrets> SecretsAsync(CancellationToken ct) =>
        EmbeddedSecrets.ReadOrCreateAsync(EmbeddedSecrets.PathIn(Main.Root), ct);

    private int FreeOf(int port) => port == options.Port || ClusterStarter.IsFree(port) ? port : 0;
}
