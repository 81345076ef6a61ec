using Agora.Infrastructure.Database;
using Agora.Infrastructure.Database.Bootstrap;
using Agora.Infrastructure.Secrets;
using Agora.Migrations.Events;
using Npgsql;

namespace Agora.Testing;

/// <summary>Agora's own database for a test class: bootstrapped and migrated once for a run, then cloned.</summary>
internal sealed class ApiDatabase : IAsyncDisposable
{
    private const string Password = "test-password-of-a-throw-away-role";

    // The roles belong to the whole server, so their passwords are the same for every run.
    private static readonly RolePasswords Passwords = new(
        Password, Password, new OperatorPasswords(Password, Password, Password) { Readonly = Password });

    private readonly TestDatabase database;
    private readonly TestPooler? pooler;

    private ApiDatabase(TestDatabase database, TestPooler? pooler)
    {
        this.database = database;
        this.pooler = pooler;
        Superuser = NpgsqlDataSource.Create(Bounded(database.AdminConnectionString));
        Runtime = new NpgsqlDataSourceBuilder(DirectAccess.Runtime.ConnectionString) { Name = "tests" }.Build();
    }

    /// <summary>Sees and may do everything, past every policy.</summary>
    public NpgsqlDataSource Superuser { get; }

    /// <summary>The role that serves requests, without any actor.</summary>
    public NpgsqlDataSource Runtime { get; }

    public static SecretKeys Secrets { get; } = new(Convert.ToBase64String(new byte[SecretKeys.MinimumBytes]), []);

    public string AdminConnectionString => database.AdminConnectionString;

    /// <summary>How a host reaches the database: through PgBouncer where <see cref="TestPooler.Variable"/> asks for it.</summary>
    public DatabaseAccess Access => pooler is null ? DirectAccess : Through(DirectAccess, pooler);

    /// <summary>The same without a pooler, for what is about sessions of the server.</summary>
    public DatabaseAccess DirectAccess => AccessTo(database.AdminConnectionString);

    /// <param name="without">An extension that the database does not have.</param>
    public static async Task<ApiDatabase> CreateAsync(string? without = null) => new(
        await TestDatabase.CreateAsync(
            $"agora {SqlFingerprint()}{without}", (admin, ct) => PrepareTemplateAsync(admin, without, ct), CancellationToken.None),
        await TestPooler.SharedAsync());

    /// <summary>On a server that a test has for itself.</summary>
    public static Task<ApiDatabase> CreateOnAsync(TestCluster cluster) => CreateOnAsync(cluster, $"t_{Guid.NewGuid():N}");

    public static async Task<ApiDatabase> CreateOnAsync(TestCluster cluster, string name) => new(
        await TestDatabase.CreateAsync(
            cluster, name, "agora", (admin, ct) => PrepareTemplateAsync(admin, without: null, ct), CancellationToken.None),
        pooler: null);

    /// <summary>A login as any role that has one, such as <c>app_readonly</c>. Dispose it before the database.</summary>
    public NpgsqlDataSource LogInAs(string role) => NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(database.ConnectionStringFor(role, Password)) { Pooling = false });

    public async ValueTask DisposeAsync()
    {
        await Superuser.DisposeAsync();
        await Runtime.DisposeAsync();
        await database.DisposeAsync();
    }

    private static async Task PrepareTemplateAsync(string admin, string? without, CancellationToken ct)
    {
        var access = AccessTo(admin);
        await DatabaseBootstrap.EnsureRolesAsync(admin, Passwords, ct);
        await DatabaseBootstrap.EnsureDatabaseAsync(admin, access.Runtime.Database!, ct);
        if (without is not null)
        {
            await using var superuser = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(admin) { Pooling = false });
            await superuser.ExecuteAsync($"DROP EXTENSION {without}");
        }

        var report = await DatabaseMigrations.UpAsync(access, SilentObserver.Instance, TimeProvider.System, ct);
        if (report.Failure is { } failure)
        {
            throw new InvalidOperationException($"{failure.File}:{failure.Line}: {failure.Message} {failure.Detail} {failure.Hint}");
        }
    }

    /// <param name="admin">A superuser's login to a database of this kind.</param>
    public static DatabaseAccess AccessTo(string admin)
    {
        NpgsqlConnectionStringBuilder As(string role) => new(Bounded(admin)) { Username = role, Password = Password };
        return new DatabaseAccess(As("app_api"), As("app_migrator"), Secrets, "the tests")
        {
            Watch = As("ops_watch"),
            Maintain = As("ops_maintain"),
            Backup = As("ops_backup"),
        };
    }

    private static DatabaseAccess Through(DatabaseAccess access, TestPooler pooler) =>
        access with { Runtime = pooler.Through(access.Runtime), Direct = access.Runtime };

    private static string Bounded(string login) =>
        new NpgsqlConnectionStringBuilder(login) { MaxPoolSize = 20 }.ConnectionString;

    // A template that an earlier build left on an external server must not be taken for today's.
    private static string SqlFingerprint()
    {
        var files = Directory.EnumerateFiles(DatabaseMigrations.Directory, "*.sql", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal);
        var text = string.Join('\n', files.Select(f => $"{Path.GetFileName(f)}\n{File.ReadAllText(f)}"));
        return Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
    }
}
