using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Agora.Api.Health;
using Agora.Infrastructure.Common;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Secrets;
using Agora.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Agora.Api.Tests.Health;

public sealed class StartupTests(StartupFixture api) : IClassFixture<StartupFixture>
{
    [Fact]
    public async Task Starts_as_the_runtime_role()
    {
        await VerifyAsync(api.Access.Runtime);
    }

    [Fact]
    public async Task Does_not_start_as_a_superuser()
    {
        var refusal = await RefusalAsync(new NpgsqlConnectionStringBuilder(api.AdminConnectionString));

        refusal.ShouldContain("rights of an administrator");
        refusal.ShouldContain("app_api");
    }

    [Theory]
    [InlineData("ALTER ROLE {role} BYPASSRLS", "rights of an administrator")]
    [InlineData("ALTER ROLE {role} CREATEROLE", "rights of an administrator")]
    [InlineData("CREATE TABLE public.{role} (); ALTER TABLE public.{role} OWNER TO {role}", "owns objects")]
    [InlineData("CREATE SCHEMA {role} AUTHORIZATION {role}", "owns objects")]
    [InlineData("GRANT CREATE ON SCHEMA app TO {role}", "may create objects in app")]
    [InlineData("GRANT app_owner TO {role} WITH INHERIT FALSE", "may become app_owner")]
    [InlineData("GRANT CREATE ON SCHEMA public TO PUBLIC", "may create objects in public")]
    public async Task Does_not_start_with_a_role_that_policies_cannot_hold(string right, string reason)
    {
        var role = $"t_{Guid.NewGuid():N}";
        await api.Superuser.ExecuteAsync(
            $"""
            CREATE ROLE {role} LOGIN PASSWORD 'throw-away';
            GRANT USAGE ON SCHEMA app TO {role};
            GRANT EXECUTE ON FUNCTION app.actor(), app.actor_id(), app.actor_role() TO {role};
            GRANT CONNECT ON DATABASE {api.Access.Runtime.Database} TO {role};
            """);
        var login = new NpgsqlConnectionStringBuilder(api.Access.Runtime.ConnectionString)
        {
            Username = role,
            Password = "throw-away",
            Pooling = false,
        };
        try
        {
            await VerifyAsync(login);
            await api.Superuser.ExecuteAsync(right.Replace("{role}", role, StringComparison.Ordinal));

            (await RefusalAsync(login)).ShouldContain(reason);
        }
        finally
        {
            await api.Superuser.ExecuteAsync($"REVOKE CREATE ON SCHEMA public FROM PUBLIC; DROP OWNED BY {role} CASCADE; DROP ROLE {role}");
        }
    }

    [Fact]
    public async Task Does_not_start_when_the_database_does_not_know_the_key()
    {
        await using var source = NpgsqlDataSource.Create(api.Access.Runtime);
        var other = new ContextSigner(new SecretKeys(SecretKeys.Generate(), []).For("context"), TimeProvider.System);

        var starting = () => new StartupAssertions(
            api.Access, source, other, TimeProvider.System).VerifyAsync(null, (_, _) => { }, CancellationToken.None);

        (await starting.ShouldThrowAsync<InvalidConfigurationException>()).Message.ShouldContain("agora migrate up");
    }

    [Fact]
    public async Task Does_not_start_on_a_database_without_a_schema()
    {
        var login = new NpgsqlConnectionStringBuilder(api.Access.Runtime.ConnectionString) { Database = "postgres", Pooling = false };

        (await RefusalAsync(login)).ShouldContain("agora migrate up");
    }

    [Theory]
    [InlineData("no_such_database", null, "does not exist")]
    [InlineData(null, "nobody_of_that_name", "refuses the login")]
    public async Task Says_what_is_wrong_with_the_login(string? database, string? user, string reason)
    {
        var login = new NpgsqlConnectionStringBuilder(api.Access.Runtime.ConnectionString) { Pooling = false };
        login.Database = database ?? login.Database;
        login.Username = user ?? login.Username;

        var refusal = await RefusalAsync(login);

        refusal.ShouldContain(reason);
        refusal.ShouldNotContain(login.Password!);
    }

    [Fact]
    public async Task Waits_for_a_database_that_comes_up_late_with_short_pauses()
    {
        await using var server = new LateServer(api.Access.Runtime.Host!, api.Access.Runtime.Port);
        await using var source = NpgsqlDataSource.Create(Late(server).Runtime);
        var waits = new List<TimeSpan>();
        var prepared = 0;

        await new StartupAssertions(api.Access, source, Signer(), new HurriedClock()).VerifyAsync(
            _ =>
            {
                prepared++;
                return Task.CompletedTask;
            },
            (wait, _) =>
            {
                waits.Add(wait);
                if (waits.Count == 4)
                {
                    server.Start();
                }
            },
            CancellationToken.None);

        waits.Select(w => w.TotalSeconds).ShouldBe([1, 2, 2, 2]);
        prepared.ShouldBe(1);
    }

    [Fact]
    public async Task Listens_at_once_and_serves_when_the_database_is_there()
    {
        await using var server = new LateServer(api.Access.Runtime.Host!, api.Access.Runtime.Port);
        await using var host = Host(Late(server));
        await host.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(host.Urls.Single()) };

        var startup = await client.GetAsync("/health/startup");
        startup.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await startup.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetString().ShouldBe("starting");
        (await client.GetAsync("/health")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await client.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        var refused = await client.GetAsync("/api/v1/tags");
        await Problem.AssertAsync(refused, HttpStatusCode.ServiceUnavailable, "server.starting");
        refused.Headers.RetryAfter.ShouldNotBeNull();

        server.Start();
        await host.Services.GetRequiredService<DatabaseReadySignal>().WhenSet;
        (await client.GetAsync("/health/startup")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await client.GetAsync("/api/v1/tags")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await host.StopAsync();
    }

    [Fact]
    public async Task Ends_when_the_database_that_comes_up_late_is_not_fit()
    {
        await using var server = new LateServer(api.Access.Runtime.Host!, api.Access.Runtime.Port);
        var access = Late(server);
        access.Runtime.Database = "postgres";
        await using var host = Host(access);
        await host.StartAsync();
        var stopping = host.WaitForShutdownAsync();

        server.Start();
        await stopping;

        host.Services.GetRequiredService<HealthState>()
            .Failure.ShouldBeOfType<InvalidConfigurationException>()
            .Message.ShouldContain("agora migrate up");
    }

    private static WebApplication Host(DatabaseAccess access)
    {
        string[] settings = ["--environment=Production", "--Server:Address=127.0.0.1", "--Server:Port=0"];
        return AgoraHost.Build(settings, access, builder => builder.Logging.ClearProviders());
    }

    private DatabaseAccess Late(LateServer server) => api.Access with
    {
        Runtime = new NpgsqlConnectionStringBuilder(api.Access.Runtime.ConnectionString)
        {
            Host = "127.0.0.1",
            Port = server.Port,
            Pooling = false,
        },
    };

    private ContextSigner Signer() => new(api.Access.Secrets.For("context"), TimeProvider.System);

    private async Task VerifyAsync(NpgsqlConnectionStringBuilder login)
    {
        await using var source = NpgsqlDataSource.Create(login);
        await new StartupAssertions(api.Access, source, Signer(), TimeProvider.System).VerifyAsync(
            null, (_, _) => { }, CancellationToken.None);
    }

    private async Task<string> RefusalAsync(NpgsqlConnectionStringBuilder login)
    {
        var starting = () => VerifyAsync(login);
        return (await starting.ShouldThrowAsync<InvalidConfigurationException>()).Message;
    }

    /// <summary>A clock whose timers ring at once.</summary>
    private sealed class HurriedClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A port that refuses connections until it is started, and passes them on to the server from then on.</summary>
    private sealed class LateServer : IAsyncDisposable
    {
        private TcpListener? listener;
        private readonly string host;
        private readonly int port;
        private Task serving = Task.CompletedTask;

        public LateServer(string host, int port)
        {
            (this.host, this.port) = (host, port);
            using var free = new TcpListener(IPAddress.Loopback, 0);
            free.Start();
            Port = ((IPEndPoint)free.LocalEndpoint).Port;
        }

        public int Port { get; }

        public void Start()
        {
            listener = new TcpListener(IPAddress.Loopback, Port);
            listener.Start();
            serving = ServeAsync(listener);
        }

        public async ValueTask DisposeAsync()
        {
            listener?.Dispose();
            await serving;
        }

        private async Task ServeAsync(TcpListener open)
        {
            try
            {
                while (true)
                {
                    _ = PassOnAsync(await open.AcceptTcpClientAsync());
                }
            }
            catch (Exception end) when (end is SocketException or ObjectDisposedException)
            {
                // The listener was stopped.
            }
        }

        private async Task PassOnAsync(TcpClient client)
        {
            using (client)
            {
                using var server = new TcpClient();
                await server.ConnectAsync(host, port);
                await Task.WhenAny(
                    client.GetStream().CopyToAsync(server.GetStream()), server.GetStream().CopyToAsync(client.GetStream()));
            }
        }
    }
}

public sealed class StartupFixture : ApiFixture
{
    /// <summary>A pooler knows one role, and is there when its server is not.</summary>
    private protected override bool NeedsSessions => true;
}
