using System.Net;
using System.Net.Sockets;
using System.Text;
using Agora.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Agora.Api.Tests.Http;

/// <summary>A client that goes away is no failure of the server.</summary>
public sealed class AbandonedAnswerTests(AbandonedAnswerTests.EndlessApi api) : IClassFixture<AbandonedAnswerTests.EndlessApi>
{
    [Theory(Timeout = 30_000)]
    [InlineData("/test/endless", "identity", 200)]
    [InlineData("/test/endless", "gzip", 200)]
    [InlineData("/test/never", "gzip", 499)]
    public async Task Is_one_line_of_the_access_log_and_no_error(string path, string coding, int status)
    {
        var id = $"abandoned-{Guid.NewGuid():N}";
        var (entered, completed) = api.Expect(id);
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(IPAddress.Loopback, api.Address.Port);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                $"GET {path} HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: {id}\r\nAccept-Encoding: {coding}\r\n\r\n"));
            if (status == 200)
            {
                (await client.GetStream().ReadAsync(new byte[100])).ShouldBePositive();
            }

            await entered;
            client.LingerState = new LingerOption(enable: true, seconds: 0);
        }

        await completed;

        var line = api.Logs.Lines.Where(l => l.Category == "Agora.Access" && l.Scopes.Values.Contains(id)).ShouldHaveSingleItem();
        line.Message.ShouldStartWith($"GET {path} {status} in ");
        api.Logs.Lines.ShouldNotContain(l => l.Level >= LogLevel.Error);
    }

    public sealed class EndlessApi : ApiFixture
    {
        private string expected = "";
        private TaskCompletionSource entered = new();
        private TaskCompletionSource completed = new();

        public (Task Entered, Task Completed) Expect(string id)
        {
            expected = id;
            entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
            completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return (entered.Task, completed.Task);
        }

        protected override IReadOnlyList<string> Settings => ["--Server:SlowRequestMilliseconds=600000"];

        protected override void Map(IEndpointRouteBuilder app)
        {
            app.MapGet("/test/endless", async (HttpContext http) =>
            {
                Enter(http);
                http.Response.ContentType = "text/plain";
                while (true)
                {
                    await http.Response.Body.WriteAsync(new byte[64 * 1024], http.RequestAborted);
                    await http.Response.Body.FlushAsync(http.RequestAborted);
                }
            }).AllowAnonymous();
            app.MapGet("/test/never", async (HttpContext http) =>
            {
                Enter(http);
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted);
            }).AllowAnonymous();
        }

        private void Enter(HttpContext http)
        {
            http.TraceIdentifier.ShouldBe(expected);
            http.Response.OnCompleted(() =>
            {
                completed.TrySetResult();
                return Task.CompletedTask;
            });
            entered.TrySetResult();
        }
    }
}
