using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Agora.Infrastructure.Database.Configuration;
using Agora.Infrastructure.Database.Embedded;
using Agora.Infrastructure.Tests.Database.Embedded;
using Npgsql;

namespace Agora.Infrastructure.Tests.Database.Configuration;

/// <summary>A server with the settings and access rules that are generated, on both versions of the protocol.</summary>
public sealed class ServerAccessTests : IAsyncLifetime
{
    private const int Attempts = 1000;

    private readonly ClusterInTemp temp = new();
    private EmbeddedCluster? cluster;

    private EmbeddedCluster Cluster => cluster ?? throw new InvalidOperationException("Not initialised.");

    public async Task InitializeAsync()
    {
        var first = await temp.StartAsync();
        // Only loopback: this is a test.
        await ClusterInTemp.ReadAsync(first, "ALTER SYSTEM SET listen_addresses = '127.0.0.1, ::1'");
        await first.StopAsync(CancellationToken.None);
        cluster = await temp.StartAsync();

        var (certificate, key) = SelfSigned();
        var settings = ServerSettings.For(
            new Machine(1L << 30, 2, DiskKind.Ssd, Workload.Oltp, 50).Checked(), "server.crt", "server.key", "pglz");
        await ServerFiles.WriteAsync(temp, "server.crt", certificate);
        await ServerFiles.WriteAsync(temp, "server.key", key);
        await ServerFiles.WriteAsync(temp, "generated.conf", ServerSettings.Write(settings));
        await File.AppendAllTextAsync(temp.In("data/postgresql.conf"), "include 'generated.conf'\n");
        await ServerFiles.WriteAsync(temp, "pg_hba.conf", AccessRules.WriteRules(AccessRules.PrivateNetworks));
        await ServerFiles.WriteAsync(temp, "pg_ident.conf", AccessRules.WriteMap("postgres"));
        await ClusterInTemp.ReadAsync(cluster, "SELECT pg_reload_conf()");
        await ReloadedAsync();
    }

    public async Task DisposeAsync() => await temp.RemoveAsync();

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task Takes_TLS_1_3_and_refuses_the_rest(string host)
    {
        if (host == "::1" && !Socket.OSSupportsIPv6)
        {
            return;
        }

        (await ConnectAsync(host, SslMode.Require, SslProtocols.Tls13)).ShouldBe("TLSv1.3");

        await Should.ThrowAsync<NpgsqlException>(ConnectAsync(host, SslMode.Require, SslProtocols.Tls12));
        var plain = await Should.ThrowAsync<PostgresException>(ConnectAsync(host, SslMode.Disable, SslProtocols.None));
        plain.SqlState.ShouldBe(PostgresErrorCodes.InvalidAuthorizationSpecification);
        plain.MessageText.ShouldStartWith("pg_hba.conf rejects connection");
    }

    [Fact]
    public async Task The_server_takes_every_access_rule()
    {
        var login = new NpgsqlConnectionStringBuilder(Cluster.AdminConnectionString("postgres")) { SslMode = SslMode.Require };
        await using var server = NpgsqlDataSource.Create(login);
        Task<List<string>> Rows(string sql) => ServerFiles.RowsAsync(server, sql);

        (await Rows("SELECT line_number || ': ' || error FROM pg_hba_file_rules WHERE error IS NOT NULL")).ShouldBeEmpty();
        (await Rows("SELECT auth_method FROM pg_hba_file_rules WHERE type = 'hostssl'"))
            .ShouldBe(Enumerable.Repeat("scram-sha-256", 12));
        (await Rows("SELECT address FROM pg_hba_file_rules WHERE auth_method = 'reject' AND type = 'host'"))
            .ShouldBe(["0.0.0.0", "::", "0.0.0.0", "::"]);
        (await Rows("SELECT sys_name || ' ' || pg_username FROM pg_ident_file_mappings WHERE error IS NULL"))
            .ShouldBe(["postgres postgres"]);
    }

    // The server loads settings before it tells its sessions, and access rules after.
    private async Task ReloadedAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await ConnectAsync("127.0.0.1", SslMode.Disable, SslProtocols.None);
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InvalidAuthorizationSpecification)
            {
                return;
            }

            attempt.ShouldBeLessThan(Attempts, "The server did not load the access rules.");
        }
    }

    private async Task<string> ConnectAsync(string host, SslMode mode, SslProtocols protocols)
    {
        var login = new NpgsqlConnectionStringBuilder(Cluster.AdminConnectionString("postgres"))
        {
            Host = host,
            SslMode = mode,
            Pooling = false,
        };
        var builder = new NpgsqlDataSourceBuilder(login.ConnectionString);
        if (mode != SslMode.Disable)
        {
            builder.UseSslClientAuthenticationOptionsCallback(options => options.EnabledSslProtocols = protocols);
        }

        await using var source = builder.Build();
        await using var command = source.CreateCommand("SELECT coalesce(version, '') FROM pg_stat_ssl WHERE pid = pg_backend_pid()");
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private static (string Certificate, string Key) SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var begin = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var made = request.CreateSelfSigned(begin, begin.AddYears(80));
        return (made.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
    }
}
