using Agora.Infrastructure.Database;
using Agora.Infrastructure.Database.Bootstrap;
using Agora.Infrastructure.Secrets;
using Npgsql;

namespace Agora.Testing;

/// <summary>One database of its own for a test class, cloned from a template that is prepared once a process.</summary>
internal sealed class ApiDatabase : IAsyncDisposable
{
    private const string Password = "test-password-of-a-throw-away-role";

    private static readonly Lazy<Task<string>> Template = new(PrepareTemplateAsync);

    // A database can be cloned only while nobody is connected to it, so clones take turns.
    private static readonly SemaphoreSlim Cloning = new(1, 1);

    private static int clones;

    private readonly string name;

    private ApiDatabase(string name)
    {
        this.name = name;
        Superuser = NpgsqlDataSource.Create(Login(name, user: null));
        Runtime = NpgsqlDataSource.Create(Login(name, "app_api"));
    }

    /// <summary>Sees and may do everything, past every policy.</summary>
    public NpgsqlDataSource Superuser { get; }

    /// <summary>The role that serves requests, without any actor.</summary>
    public NpgsqlDataSource Runtime { get; }

    public static SecretKeys Secrets { get; } = new(Convert.ToBase64String(new byte[SecretKeys.MinimumBytes]), []);

    public DatabaseAccess Access => new(Login(name, "app_api"), Migrator: null, Secrets, "the tests");

    public static async Task<ApiDatabase> CreateAsync()
    {
        var template = await Template.Value;
        var clone = $"agora_api_{Environment.ProcessId}_{Interlocked.Increment(ref clones)}";
        await Cloning.WaitAsync();
        try
        {
            await using var server = NpgsqlDataSource.Create(Admin);
            await using var create = server.CreateCommand($"CREATE DATABASE {clone} TEMPLATE {template} OWNER app_owner");
            await create.ExecuteNonQueryAsync();
        }
        finally
        {
            Cloning.Release();
        }

        return new ApiDatabase(clone);
    }

    public async ValueTask DisposeAsync()
    {
        await Superuser.DisposeAsync();
        await Runtime.DisposeAsync();
        await using var server = NpgsqlDataSource.Create(Admin);
        await using var drop = server.CreateCommand($"DROP DATABASE {name} WITH (FORCE)");
        await drop.ExecuteNonQueryAsync();
    }

    private static string Admin =>
        Environment.GetEnvironmentVariable("AGORA_TEST_DATABASE")
        ?? throw new InvalidOperationException("AGORA_TEST_DATABASE names no server for the tests.");

    private static NpgsqlConnectionStringBuilder Login(string database, string? user)
    {
        var login = new NpgsqlConnectionStringBuilder(Admin) { Database = database, MaxPoolSize = 20 };
        if (user is not null)
        {
            login.Username = user;
            login.Password = Password;
        }

        return login;
    }

    private static async Task<string> PrepareTemplateAsync()
    {
        var template = $"agora_api_template_{Environment.ProcessId}";
        await DatabaseBootstrap.EnsureRolesAsync(Admin, new RolePasswords(Password, Password), CancellationToken.None);
        await DatabaseBootstrap.EnsureDatabaseAsync(Admin, template, CancellationToken.None);

        var login = Login(template, "app_migrator");
        login.Pooling = false;
        await using var source = NpgsqlDataSource.Create(login);
        await using var connection = await source.OpenConnectionAsync();
        await RunAsync(connection, "SET ROLE app_owner");
        foreach (var file in Files("migrations").Where(f => !f.EndsWith(".down.sql", StringComparison.Ordinal)).Concat(Files("repeatable")))
        {
            await RunAsync(connection, await File.ReadAllTextAsync(file));
        }

        await ContextKeys.RegisterAsync(connection, new ContextSigner(Secrets.For("context"), TimeProvider.System), CancellationToken.None);
        return template;
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "db", folder), "*.sql").Order(StringComparer.Ordinal);

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
