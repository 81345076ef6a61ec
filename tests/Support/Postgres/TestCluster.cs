using Agora.Infrastructure.Database;
using Npgsql;

namespace Agora.Testing;

/// <summary>
/// The PostgreSQL server of the tests: one throw-away cluster for all test processes of a checkout, or the server that
/// <c>AGORA_TEST_DATABASE</c> names (a superuser login as URL or key=value). That server must hold a database named
/// <see cref="MarkerDatabase"/>, which says that tests may create and drop databases and roles on it.
/// </summary>
public sealed class TestCluster
{
    public const string ServerVariable = "AGORA_TEST_DATABASE";
    public const string MarkerDatabase = ScratchDatabases.Marker;

    // Statements that fill large tables run beside other test processes; the driver's 30 seconds are not enough on a busy machine.
    private const int SlowestSeconds = 300;

    private static readonly Lazy<Task<TestCluster>> Shared = new(OpenAsync);

    private readonly string admin;

    // Held until the process ends, which is when the cluster may go.
    private readonly ThrowAwayCluster? own;

    private TestCluster(string admin, ThrowAwayCluster? own)
    {
        this.admin = admin;
        this.own = own;
    }

    /// <summary>True for a server that <see cref="ServerVariable"/> names; its settings are its owner's.</summary>
    public bool IsForeign => own is null;

    public static Task<TestCluster> GetAsync() => Shared.Value;

    /// <summary>A superuser's login to the database.</summary>
    public string AdminConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder(admin) { Database = database, CommandTimeout = SlowestSeconds }.ConnectionString;

    /// <exception cref="InvalidConfigurationException">The server is not marked as one for tests.</exception>
    internal static async Task<TestCluster> UseServerAsync(string connectionString, CancellationToken ct) =>
        new((await ScratchDatabases.MarkedAsync(connectionString, ServerVariable, ct)).ConnectionString, own: null);

    internal static TestCluster Of(ThrowAwayCluster cluster) => new(cluster.AdminConnectionString("postgres"), cluster);

    private static async Task<TestCluster> OpenAsync() =>
        Environment.GetEnvironmentVariable(ServerVariable) is { Length: > 0 } server
            ? await UseServerAsync(server, CancellationToken.None)
            : Of(await ThrowAwayCluster.OpenAsync(ThrowAwayCluster.DefaultFolder(), ThrowAwayCluster.DefaultLinger, CancellationToken.None));
}
