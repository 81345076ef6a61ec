using Agora.Infrastructure.Database;
using Agora.Infrastructure.Database.Embedded;
using Agora.Migrations;
using Agora.Migrations.Testing;
using Npgsql;

namespace Agora.Testing;

/// <summary>
/// The PostgreSQL server of the tests, one for all test processes of a checkout. The server that <c>AGORA_TEST_DATABASE</c> names (a
/// superuser login as URL or key=value) comes first; it must hold a database named <see cref="MarkerDatabase"/>, which says that tests
/// may create and drop databases and roles on it. Otherwise <c>AGORA_TEST_SERVER</c> decides: <c>embedded</c>, <c>container</c>, or
/// <c>auto</c>, which is a container where an engine answers and can bring the image. Where CI=true, <c>auto</c> is the default.
/// </summary>
public sealed class TestCluster
{
    public const string ServerVariable = "AGORA_TEST_DATABASE";
    public const string KindVariable = "AGORA_TEST_SERVER";
    public const string ReportVariable = "AGORA_TEST_REPORT";
    public const string MarkerDatabase = ScratchDatabases.Marker;

    // Statements that fill large tables run beside other test processes; the driver's 30 seconds are not enough on a busy machine.
    private const int SlowestSeconds = 300;

    private static readonly Lazy<Task<TestCluster>> Shared = new(OpenAsync);

    private readonly string admin;

    // Held until the process ends, which is when the server may go.
    private readonly IDisposable? own;

    private TestCluster(string admin, IDisposable? own)
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

    /// <summary>A superuser's login to the server, for a program that works on servers with <see cref="MarkerDatabase"/> only.</summary>
    public async Task<string> MarkedAsync()
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(admin) { Pooling = false });
        try
        {
            await using var command = source.CreateCommand($"CREATE DATABASE {MarkerDatabase}");
            await command.ExecuteNonQueryAsync();
        }
        catch (PostgresException known) when (known.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // It was there, or another test made it meanwhile.
        }

        return AdminConnectionString("postgres");
    }

    /// <exception cref="UsageException">The server is not marked as one for tests.</exception>
    internal static async Task<TestCluster> UseServerAsync(string connectionString, CancellationToken ct) =>
        new((await ScratchDatabases.MarkedAsync(connectionString, ServerVariable, ct)).ConnectionString, own: null);

    /// <summary>A server that a test has for itself.</summary>
    internal static TestCluster Of(EmbeddedCluster cluster) => new(cluster.AdminConnectionString("postgres"), own: null);

    internal static TestCluster Of(ThrowAwayCluster cluster) => new(cluster.AdminConnectionString("postgres"), cluster);

    /// <param name="kind">The value of <see cref="KindVariable"/>.</param>
    /// <param name="report">Gets a line where <c>auto</c> finds no container.</param>
    /// <exception cref="InvalidConfigurationException">The kind is unknown.</exception>
    /// <exception cref="InvalidOperationException">There is no container, and nothing else will do.</exception>
    internal static async Task<TestCluster> OpenAsync(
        string? kind, bool isCi, Func<Task<TestCluster>> container, Func<Task<TestCluster>> embedded, Action<string> report)
    {
        kind = string.IsNullOrEmpty(kind) ? (isCi ? "auto" : "embedded") : kind;
        if (kind == "embedded")
        {
            return await embedded();
        }

        if (kind is not ("auto" or "container"))
        {
            throw new InvalidConfigurationException($"{KindVariable} is '{kind}' and must be embedded, container or auto.");
        }

        try
        {
            return await container();
        }
        catch (Exception exception)
        {
            // An engine and a registry can fail in any way.
            var reason = exception.Message.Split('\n')[0].Trim().TrimEnd('.');
            if (kind == "container")
            {
                throw new InvalidOperationException(
                    $"{KindVariable}=container, and there is none: {reason}. Start a container engine (DOCKER_HOST names its address), "
                    + $"name an image that it has or can pull in {ContainerServer.ImageVariable} (build/test-image.sh makes one), "
                    + $"or unset {KindVariable}.",
                    exception);
            }

            report($"Tests run on the embedded PostgreSQL, without a container: {reason}.");
            return await embedded();
        }
    }

    private static async Task<TestCluster> OpenAsync() =>
        Environment.GetEnvironmentVariable(ServerVariable) is { Length: > 0 } server
            ? await UseServerAsync(server, CancellationToken.None)
            : await OpenAsync(
                Environment.GetEnvironmentVariable(KindVariable),
                string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase),
                async () =>
                {
                    var container = await ContainerServer.OpenAsync(
                        ContainerServer.DefaultFolder(), ThrowAwayCluster.DefaultLinger, CancellationToken.None);
                    return new TestCluster(container.AdminConnectionString("postgres"), container);
                },
                async () => Of(await ThrowAwayCluster.OpenAsync(
                    ThrowAwayCluster.DefaultFolder(), ThrowAwayCluster.DefaultLinger, CancellationToken.None)),
                Report);

    // A test host has no visible console, so .ci/run reads the line from a file.
    private static void Report(string line)
    {
        Console.Error.WriteLine(line);
        if (Environment.GetEnvironmentVariable(ReportVariable) is { Length: > 0 } file)
        {
            File.AppendAllText(file, line + Environment.NewLine);
        }
    }
}
