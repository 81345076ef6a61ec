using Agora.Infrastructure.Database.Bootstrap;
using Agora.Infrastructure.Database.Embedded;
using Agora.Migrations.Connections;
using Npgsql;

namespace Agora.Infrastructure.Tests.Database.Embedded;

/// <summary>What a server is like that Agora set up; the tests share one.</summary>
public sealed class EmbeddedServerTests(EmbeddedServerTests.Server server) : IClassFixture<EmbeddedServerTests.Server>
{
    [Theory]
    [InlineData("vector")]
    [InlineData("pg_trgm")]
    [InlineData("pg_stat_statements")]
    [InlineData("btree_gist")]
    [InlineData("citext")]
    [InlineData("pgstattuple")]
    public async Task Offers_the_extension(string extension)
    {
        await Read($"CREATE EXTENSION {extension}");

        (await Read($"SELECT count(*) FROM pg_extension WHERE extname = '{extension}'")).ShouldBe(1L);
    }

    [Fact]
    public async Task Offers_postgis_exactly_where_the_installation_says_so()
    {
        (await Read("SELECT count(*) > 0 FROM pg_available_extensions WHERE name = 'postgis'")).ShouldBe(server.HasPostgis);
        if (server.HasPostgis)
        {
            await Read("CREATE EXTENSION postgis");
            const string sql = "SELECT round(ST_X(ST_Transform('SRID=4326;POINT(13.4 52.5)'::geometry, 3857)))::int";
            (await Read(sql)).ShouldBe(1491681);
        }
    }

    [Theory]
    [InlineData("server_encoding", "UTF8")]
    [InlineData("data_checksums", "on")]
    [InlineData("jit", "off")]
    [InlineData("listen_addresses", "127.0.0.1")]
    [InlineData("password_encryption", "scram-sha-256")]
    [InlineData("shared_preload_libraries", "pg_stat_statements")]
    [InlineData("pg_stat_statements.track", "all")]
    [InlineData("fsync", "off")]
    public async Task Runs_with_the_setting(string name, string value) =>
        (await Read($"SELECT current_setting('{name}')")).ShouldBe(value);

    [Fact]
    public void Gives_up_durability_only_for_throw_away_clusters()
    {
        ClusterSettings.Write(new EmbeddedPostgresOptions(), null).ShouldNotContain("fsync");
        ClusterSettings.Write(new EmbeddedPostgresOptions { Durable = false }, null).ShouldContain("fsync = off");
    }

    [Fact]
    public async Task Sorts_by_code_point_and_knows_letters_beyond_ASCII()
    {
        (await Read("SELECT datlocprovider::text || ' ' || datlocale FROM pg_database WHERE datname = 'postgres'")).ShouldBe("b C.UTF-8");
        (await Read("SELECT 'Z' < 'a' AND lower('ÄPFEL') = 'äpfel'")).ShouldBe(true);
        (await Read("SELECT to_tsvector('simple', 'ÄPFEL')::text")).ShouldBe("'äpfel':1");
    }

    [Fact]
    public async Task Asks_for_the_password_on_every_way_in()
    {
        (await Read("SELECT bool_and(auth_method = 'scram-sha-256') FROM pg_hba_file_rules")).ShouldBe(true);

        var wrong = new NpgsqlConnectionStringBuilder(server.Login) { Password = "guess", Pooling = false };
        await using var connection = new NpgsqlConnection(wrong.ConnectionString);
        (await Should.ThrowAsync<PostgresException>(connection.OpenAsync())).SqlState.ShouldBe(PostgresErrorCodes.InvalidPassword);
    }

    [Fact]
    public async Task Keeps_its_folder_and_password_to_the_account_that_runs_it()
    {
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

        (new DirectoryInfo(server.Root).UnixFileMode & others).ShouldBe(UnixFileMode.None);
        (new FileInfo(Path.Combine(server.Root, "superuser.password")).UnixFileMode & others).ShouldBe(UnixFileMode.None);
        (await Read("SELECT pg_postmaster_start_time() IS NOT NULL")).ShouldBe(true);
    }

    [Theory]
    [InlineData("psql")]
    [InlineData("pg_dump")]
    [InlineData("pg_restore")]
    [InlineData("pg_basebackup")]
    [InlineData("pg_isready")]
    public async Task Has_the_client_tool_beside_it(string tool)
    {
        var installation = await ClusterInTemp.InstallationAsync();

        var result = await ChildProcess.RunAsync([installation.Tool(tool), "--version"], CancellationToken.None);

        result.Succeeded.ShouldBeTrue(result.Complaint);
        result.Output.ShouldContain($"(PostgreSQL) {installation.Version}");
    }

    [Fact]
    public async Task Prepared_for_Agora_it_lets_every_role_in_that_logs_in()
    {
        var (_, logins) = await DatabaseBootstrap.PrepareAsync(server.Login, "the test", "prepared", CancellationToken.None);

        logins.Keys.ShouldBe(["app_api", "app_migrator", "app_readonly", "ops_watch", "ops_maintain", "ops_backup"], ignoreOrder: true);
        (await Read("SELECT string_agg(rolname, ',' ORDER BY rolname) FROM pg_roles WHERE rolcanlogin AND rolname ~ '^(app|ops)_'"))
            .ShouldBe(string.Join(',', logins.Keys.Order(StringComparer.Ordinal)));
        foreach (var (role, login) in logins)
        {
            await using var source = NpgsqlDataSource.Create(
                new NpgsqlConnectionStringBuilder(PostgresUrl.Parse(login.Url, role).ConnectionString) { Pooling = false });
            await using var command = source.CreateCommand("SELECT current_user || ' of ' || current_database()");
            (await command.ExecuteScalarAsync()).ShouldBe($"{role} of prepared");
        }
    }

    private async Task<object?> Read(string sql)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server.Login) { Pooling = false });
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    public sealed class Server : IAsyncLifetime
    {
        private readonly ClusterInTemp temp = new();

        public string Login { get; private set; } = "";

        public bool HasPostgis { get; private set; }

        internal string Root => temp.Root;

        public async Task InitializeAsync()
        {
            HasPostgis = (await ClusterInTemp.InstallationAsync()).HasPostgis;
            Login = (await temp.StartAsync()).AdminConnectionString("postgres");
        }

        public async Task DisposeAsync() => await temp.RemoveAsync();
    }
}
