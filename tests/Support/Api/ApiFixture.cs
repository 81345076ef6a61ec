using System.Net.Http.Headers;
using Agora.Api;
using Agora.Application.Sessions;
using Agora.Domain.Users;
using Agora.Infrastructure.Common;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Jobs;
using Agora.Infrastructure.Sessions;
using Agora.Testing.Contract;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Xunit;

namespace Agora.Testing;

/// <summary>
/// The real host on real Kestrel, with a database of its own. One for each test class, by <c>IClassFixture</c>; the tests
/// of a class share it, so each makes its own users. Derive to change settings.
/// </summary>
public class ApiFixture : IAsyncLifetime
{
    // Every answer that passes here is held against the OpenAPI document.
    private static readonly HttpMessageHandler Connections = new ContractHandler(
        new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    private ApiDatabase? database;
    private WebApplication? host;

    /// <summary>Where the host listens, such as <c>http://127.0.0.1:40123</c>.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>Everything that the host logged.</summary>
    public LogCapture Logs { get; } = new();

    /// <summary>SQL past every policy, to arrange and to look.</summary>
    public NpgsqlDataSource Superuser => Started(database).Superuser;

    /// <summary>SQL as the role that serves requests.</summary>
    public NpgsqlDataSource Runtime => Started(database).Runtime;

    /// <summary>A superuser's login to the database.</summary>
    public string AdminConnectionString => Started(database).AdminConnectionString;

    /// <summary>Where the host keeps the files that are uploaded to it.</summary>
    public string MediaFolder { get; } = Path.Combine(Path.GetTempPath(), $"agora-media-{Guid.CreateVersion7():N}");

    internal DatabaseAccess Access => NeedsSessions ? Started(database).DirectAccess : Started(database).Access;

    internal IServiceProvider Services => Started(host).Services;

    public virtual async Task InitializeAsync()
    {
        database = await CreateDatabaseAsync();
        host = await StartHostAsync();
        Address = new Uri(host.Urls.First());
    }

    /// <summary>One more host on the same database. The caller disposes it.</summary>
    public async Task<WebApplication> StartHostAsync()
    {
        string[] settings =
            ["--environment=Production", "--Server:Address=127.0.0.1", "--Server:Port=0", "--RateLimits:Enabled=false", "--Jobs:Workers=0",
                "--Monitoring:SampleSeconds=0",
                "--Database:QueueMilliseconds=10000", $"--Media:Folder={MediaFolder}", .. Settings];
        var started = AgoraHost.Build(settings, Reach(Access), Compose, Replace);
        Map(started);
        await started.StartAsync();
        await started.Services.GetRequiredService<DatabaseReadySignal>().WhenSet;
        return started;
    }

    public virtual async Task DisposeAsync()
    {
        if (host is not null)
        {
            await host.StopAsync();
            await host.DisposeAsync();
        }

        if (database is not null)
        {
            await database.DisposeAsync();
        }

        if (Directory.Exists(MediaFolder))
        {
            Directory.Delete(MediaFolder, recursive: true);
        }
    }

    /// <summary>Ends the host before the class does.</summary>
    public Task StopAsync() => Started(host).StopAsync();

    /// <summary>An anonymous caller.</summary>
    public HttpClient Anonymous() => new(Connections, disposeHandler: false) { BaseAddress = Address };

    /// <summary>A new person with this role, signed in.</summary>
    public async Task<TestClient> SignedInAsync(UserRole role = UserRole.User)
    {
        const string sql = """
            WITH person AS (
                INSERT INTO app.users (id, email, username, role)
                VALUES ($1, $2, $3, $4)
                RETURNING id
            )
            INSERT INTO app.user_sessions (id, user_id, created_at, last_used_at, expires_at)
            SELECT $5, id, $6, $6, $7 FROM person
            """;

        var id = Guid.CreateVersion7();
        var username = $"u{id:N}"[..20] + $"{id:N}"[^12..];
        var email = $"{username}@example.org";
        var grant = new SessionGrant(Guid.CreateVersion7(), id, role, SecurityVersion: 1);
        var now = Services.GetRequiredService<TimeProvider>().GetUtcNow();
        await Superuser.ExecuteAsync(sql, id, email, username, AccessTokens.RoleName(role), grant.SessionId, now, now.AddDays(30));

        var token = Services.GetRequiredService<IAccessTokens>().Issue(grant);
        var client = new TestClient(Connections, grant, username, email) { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Text);
        return client;
    }

    /// <summary>Runs every job that is due, and what these queue. The host itself has no workers.</summary>
    public async Task DrainJobsAsync()
    {
        var worker = Services.GetRequiredService<JobWorker>();
        var at = Services.GetRequiredService<TimeProvider>().GetTimestamp();
        while (await worker.ClaimAsync(1, CancellationToken.None) is { Count: > 0 } claimed)
        {
            await Task.WhenAll(claimed.Select(job => worker.RunAsync([job], at)));
        }
    }

    /// <summary>Settings that differ from the defaults, such as <c>--RateLimits:Enabled=true</c>.</summary>
    protected virtual IReadOnlyList<string> Settings => [];

    /// <summary>First word on the services of the host, such as a clock.</summary>
    protected virtual void Configure(WebApplicationBuilder builder)
    {
    }

    /// <summary>Last word on the services of the host.</summary>
    protected virtual void Replace(IServiceCollection services)
    {
    }

    /// <summary>Endpoints of the test's own, which pass the same middleware as all others.</summary>
    protected virtual void Map(IEndpointRouteBuilder app)
    {
    }

    private protected virtual Task<ApiDatabase> CreateDatabaseAsync() => ApiDatabase.CreateAsync();

    /// <summary>Whether the tests are about sessions of the server, and so never run through a pooler.</summary>
    private protected virtual bool NeedsSessions => false;

    /// <summary>How the host reaches its database, such as through a proxy.</summary>
    private protected virtual DatabaseAccess Reach(DatabaseAccess access) => access;

    private void Compose(WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders().AddProvider(Logs.Provider()).SetMinimumLevel(LogLevel.Debug);
        Configure(builder);
    }

    private static T Started<T>(T? part)
        where T : class => part ?? throw new InvalidOperationException("The host has not been started.");
}

/// <summary>A signed-in person with their connection to the host.</summary>
public sealed class TestClient(HttpMessageHandler connections, SessionGrant grant, string username, string email)
    : HttpClient(connections, disposeHandler: false)
{
    /// <summary>What the access token was issued for.</summary>
    public SessionGrant Grant { get; } = grant;

    public Guid UserId => Grant.UserId;

    public UserRole Role => Grant.Role;

    public string Username { get; } = username;

    public string Email { get; } = email;
}
