using System.Net;
using System.Net.Sockets;
using System.Text;
using Agora.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Agora.Api.Tests.Http;

public sealed class ConnectionTests(ConnectionTests.CrowdedApi api) : IClassFixture<ConnectionTests.CrowdedApi>
{
    private const string Live = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private const string Tags = "GET /api/v1/tags HTTP/1.1\r\nHost: localhost\r\n\r\n";

    [Fact]
    public async Task Silent_connections_lock_no_client_out()
    {
        var silent = new List<TcpClient>();
        for (var i = 0; i < CrowdedApi.Most * 3; i++)
        {
            silent.Add(await ConnectAsync($"127.0.0.{i + 2}"));
        }

        using (var client = await ConnectAsync())
        {
            (await AskAsync(client, Live)).ShouldStartWith("HTTP/1.1 200");
            (await AskAsync(client, Live)).ShouldStartWith("HTTP/1.1 200");
        }

        (await ReadAsync(silent[0])).ShouldBeEmpty("it made room");
        silent.ForEach(c => c.Dispose());
    }

    [Fact]
    public async Task A_connection_has_to_say_something_within_the_time_for_headers()
    {
        using var client = await ConnectAsync();

        (await ReadAsync(client)).ShouldBeEmpty();
    }

    [Fact]
    public async Task When_all_connections_are_busy_health_responds_and_the_rest_is_refused()
    {
        var busy = await KeepBusyAsync(CrowdedApi.Most, i => $"127.0.0.{i + 2}");
        using (var probe = await ConnectAsync())
        {
            var answer = await AskAsync(probe, Live);
            answer.ShouldStartWith("HTTP/1.1 200");
            answer.ShouldContain("Connection: close");
        }

        using (var client = await ConnectAsync())
        {
            var answer = await AskAsync(client, Tags);
            answer.ShouldStartWith("HTTP/1.1 503");
            answer.ShouldContain("server.connections");
            answer.ShouldContain("Retry-After: 5");
        }

        await FinishAsync(busy);
    }

    [Fact]
    public async Task One_address_cannot_take_the_connections_of_the_others()
    {
        var busy = await KeepBusyAsync(CrowdedApi.MostOfAnAddress, _ => "127.0.0.2");

        using (var same = await ConnectAsync("127.0.0.2"))
        {
            (await AskAsync(same, Tags)).ShouldContain("server.connections");
        }

        using (var other = await ConnectAsync("127.0.0.3"))
        {
            (await AskAsync(other, Tags)).ShouldStartWith("HTTP/1.1 200");
        }

        await FinishAsync(busy);
    }

    /// <summary>Connections on which a request is being answered until <see cref="FinishAsync"/>.</summary>
    private async Task<List<TcpClient>> KeepBusyAsync(int count, Func<int, string> from)
    {
        var busy = new List<TcpClient>();
        var entered = api.Expect(count);
        for (var i = 0; i < count; i++)
        {
            var client = await ConnectAsync(from(i));
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET /test/wait HTTP/1.1\r\nHost: localhost\r\n\r\n"));
            busy.Add(client);
        }

        await entered;
        return busy;
    }

    private async Task FinishAsync(List<TcpClient> busy)
    {
        api.Release();
        foreach (var client in busy)
        {
            (await ReadAsync(client)).ShouldStartWith("HTTP/1.1 200");
            client.Dispose();
        }
    }

    private async Task<TcpClient> ConnectAsync(string from = "127.0.0.1")
    {
        var client = new TcpClient(new IPEndPoint(IPAddress.Parse(from), 0));
        await client.ConnectAsync(IPAddress.Loopback, api.Address.Port);
        return client;
    }

    private static async Task<string> AskAsync(TcpClient client, string request)
    {
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        return await ReadAsync(client);
    }

    /// <summary>What comes next; empty when the server closed.</summary>
    private static async Task<string> ReadAsync(TcpClient client)
    {
        var buffer = new byte[8192];
        try
        {
            var text = "";
            do
            {
                var length = await client.GetStream().ReadAsync(buffer);
                text += Encoding.UTF8.GetString(buffer, 0, length);
                if (length == 0)
                {
                    return text;
                }
            }
            while (!text.EndsWith('}')
                && !text.EndsWith("0\r\n\r\n", StringComparison.Ordinal)
                && !text.EndsWith("finished", StringComparison.Ordinal));

            return text;
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>A host that takes few connections.</summary>
    public sealed class CrowdedApi : ApiFixture
    {
        public const int Most = 5, MostOfAnAddress = 3;

        private TaskCompletionSource released = new();
        private TaskCompletionSource entered = new();
        private int expected;

        protected override IReadOnlyList<string> Settings =>
            [$"--Server:MaxConnections={Most}", $"--Server:MaxConnectionsPerAddress={MostOfAnAddress}", "--Server:HeaderTimeoutSeconds=1"];

        public Task Expect(int requests)
        {
            expected = requests;
            entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
            released = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return entered.Task;
        }

        public void Release() => released.SetResult();

        protected override void Map(IEndpointRouteBuilder app) => app.MapGet("/test/wait", async () =>
        {
            if (Interlocked.Decrement(ref expected) == 0)
            {
                entered.SetResult();
            }

            await released.Task;
            return TypedResults.Text("finished");
        }).AllowAnonymous();
    }
}
