using Agora.Infrastructure.Database.Bootstrap;
using Agora.Infrastructure.Database.Embedded;
using Npgsql;

namespace Agora.Infrastructure.Backups;

/// <summary>
/// Starts the copy of a configured server. Its settings and access rules fit another machine, or are not in the data folder at all, so the
/// copy gets those of the embedded server, and a superuser whose password is known here.
/// </summary>
internal sealed class ConfiguredCopy(
    ClusterFolder place, PostgresInstallation installation, EmbeddedPostgresOptions options, TimeProvider clock)
{
    // No other account can enter the folder of the socket.
    private const string AccessRules = """
        local all all trust
        host  all all 127.0.0.1/32 scram-sha-256

        """;

    private static readonly string[] OfRecovery = ["restore_command", "recovery_target", "archive_mode", "hot_standby"];

    private readonly ServerProcess server = new(place, clock);

    /// <param name="superuser">One that the copied server has.</param>
    /// <exception cref="EmbeddedPostgresException">It did not come up.</exception>
    public async Task<EmbeddedCluster> RecoverAsync(string superuser, CancellationToken ct)
    {
        var sockets = place.Sockets ?? throw BackupException.Refuse(
            $"The path {place.Root} is too long for a socket. Set Backup:ScratchFolder to a shorter one.");
        await ReplaceSettingsAsync(ct);
        var port = ClusterStarter.FreePort();
        var cluster = await EmbeddedCluster.HoldAsync(installation, place, port, stopsWithHost: true, clock, ct)
            ?? throw new EmbeddedPostgresException(EmbeddedPostgresFailure.InUse, $"Another Agora uses {place.Root}.");
        try
        {
            var processId = await server.LaunchAsync(installation, port, ct);
            var login = new NpgsqlConnectionStringBuilder
            {
                Host = sockets,
                Port = port,
                Username = superuser,
                Database = "postgres",
                Pooling = false,
            };
            if (!await server.WaitUntilReadyAsync(processId, login.ConnectionString, options.StartTimeout, ct))
            {
                throw new EmbeddedPostgresException(EmbeddedPostgresFailure.StartFailed, server.TailOfLog(0));
            }

            await MakeSuperuserAsync(login.ConnectionString, EmbeddedCluster.ReadPassword(place), ct);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    private async Task ReplaceSettingsAsync(CancellationToken ct)
    {
        var changed = Path.Combine(place.Data, "postgresql.auto.conf");
        var kept = (await File.ReadAllLinesAsync(changed, ct))
            .Where(line => OfRecovery.Any(name => line.StartsWith(name, StringComparison.Ordinal)));
        await WriteAsync("postgresql.auto.conf", string.Join('\n', kept.Append("")));
        await WriteAsync("postgresql.conf", ClusterSettings.IncludeLine + "\n");
        await WriteAsync("pg_hba.conf", AccessRules);
        await WriteAsync("pg_ident.conf", "");
        await place.WriteAsync(place.Settings, ClusterSettings.Write(options, place.Sockets), FileModes.Secret, ct);

        Task WriteAsync(string name, string text) => place.WriteAsync(Path.Combine(place.Data, name), text, FileModes.Secret, ct);
    }

    private static async Task MakeSuperuserAsync(string login, string password, CancellationToken ct)
    {
        await using var source = new NpgsqlDataSourceBuilder(login) { Name = "agora-admin" }.Build();
        await using var asked = source.CreateCommand("SELECT EXISTS (SELECT FROM pg_roles AS r WHERE r.rolname = $1)");
        asked.Parameters.Add(new NpgsqlParameter { Value = EmbeddedCluster.Superuser });
        var change = (bool)(await asked.ExecuteScalarAsync(ct))! ? "ALTER" : "CREATE";
        await using var made = source.CreateCommand(
            $"{change} ROLE {EmbeddedCluster.Superuser} SUPERUSER LOGIN PASSWORD '{ScramVerifier.For(password)}'");
        await made.ExecuteNonQueryAsync(ct);
    }
}
