using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Agora.Api.Http.OpenApi;

namespace Agora.Api.Tests.Http;

/// <summary>
/// Requests that no HTTP client sends, byte by byte: a problem where Agora answers, and what the document says where the server does.
/// </summary>
public sealed class RawRequestTests(PipelineFixture api) : IClassFixture<PipelineFixture>
{
    private const string Chunks = "2\r\n{}\r\n0\r\n\r\n";

    [Theory]
    [InlineData("Content-Length: 4\r\nTransfer-Encoding: chunked")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 4")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 9")]
    [InlineData("Transfer-Encoding: gzip, chunked\r\nContent-Length: 4")]
    public async Task Two_lengths_of_one_body_are_refused(string framing) =>
        (await SendAsync($"POST /test/body HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{framing}\r\n\r\n{Chunks}"))
            .ShouldBeProblem(400, "request.framing");

    [Fact]
    public async Task Two_lengths_of_a_request_without_a_body_are_refused() =>
        (await SendAsync($"GET /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n{Chunks}"))
            .ShouldBeProblem(400, "request.framing");

    [Theory]
    [InlineData("/api/v1/tags/%ff", "validation.failed")]
    [InlineData("/api/v1/tags/%zz", "validation.failed")]
    [InlineData("/api/v1/posts?limit=%00", "validation.failed")]
    public async Task An_address_that_is_not_text_is_a_problem(string target, string code) =>
        (await SendAsync($"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n")).ShouldBeProblem(400, code);

    [Fact]
    public async Task A_broken_chunk_is_a_problem() =>
        (await SendAsync(
            "POST /test/body HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"))
            .ShouldBeProblem(400, "request.malformed");

    [Fact]
    public async Task An_address_may_have_8_KB_and_no_byte_more()
    {
        const string start = "/test/query?text=";
        var longest = start + new string('a', 8192 - start.Length);

        (await SendAsync($"GET {longest} HTTP/1.1\r\nHost: localhost\r\n\r\n")).Status.ShouldNotBe(414);
        (await SendAsync($"GET {longest}a HTTP/1.1\r\nHost: localhost\r\n\r\n")).ShouldBeProblem(414, "request.address_too_long");
        (await SendAsync($"GET /{new string('a', 16_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n"))
            .ShouldBeProblem(414, "request.address_too_long");
    }

    [Theory]
    [InlineData(1, 33_000)]
    [InlineData(3, 20_000)]
    [InlineData(150, 1)]
    public async Task Headers_that_are_too_large_or_too_many_are_a_problem(int count, int length) =>
        (await SendAsync($"GET /health HTTP/1.1\r\nHost: localhost\r\n{Headers(count, length)}\r\n"))
            .ShouldBeProblem(431, "request.headers_too_large");

    [Theory]
    [InlineData(3, 10_000)]
    [InlineData(90, 100)]
    public async Task Headers_within_the_limits_are_taken(int count, int length) =>
        (await SendAsync($"GET /health HTTP/1.1\r\nHost: localhost\r\n{Headers(count, length)}\r\n")).Status.ShouldBe(200);

    [Fact]
    public async Task What_the_server_answers_itself_is_what_the_document_says()
    {
        var answers = new List<(string What, RawAnswer Answer)>
        {
            ("%00 in a path", await SendAsync("GET /api/v1/%00 HTTP/1.1\r\nHost: localhost\r\n\r\n")),
            ("no Host", await SendAsync("GET /health HTTP/1.1\r\n\r\n")),
            ("two Hosts", await SendAsync("GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")),
            ("a control character", await SendAsync("GET /health HTTP/1.1\r\nHost: localhost\r\nX-A: a\0b\r\n\r\n")),
            ("two lengths", await SendAsync(
                "POST /test/body HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}")),
            ("an unknown coding", await SendAsync("POST /test/body HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\n{}")),
            ("no HTTP", await SendAsync("hello\r\n\r\n")),
            ("CONNECT", await SendAsync("GET * HTTP/1.1\r\nHost: localhost\r\n\r\n")),
            ("a long line", await SendAsync($"GET /{new string('a', 16_400)} HTTP/1.1\r\nHost: localhost\r\n\r\n")),
            ("large headers", await SendAsync($"GET /health HTTP/1.1\r\nHost: localhost\r\n{Headers(3, 22_000)}\r\n")),
            ("many headers", await SendAsync($"GET /health HTTP/1.1\r\nHost: localhost\r\n{Headers(250, 1)}\r\n")),
            ("another HTTP", await SendAsync("GET /health HTTP/9.9\r\nHost: localhost\r\n\r\n")),
        };

        foreach (var (what, answer) in answers)
        {
            answer.Body.ShouldBeEmpty(what);
            answer.Headers["connection"].ShouldBe("close", what);
        }

        answers.Select(a => a.Answer.Status).Distinct().Append(408).Order().ShouldBe([400, 405, 408, 414, 431, 505]);
        using var document = JsonDocument.Parse(await OpenApiDocumentWriter.WriteAsync(CancellationToken.None));
        var introduction = document.RootElement.GetProperty("info").GetProperty("description").GetString()!;
        var paragraph = introduction.Split("\n\n").Single(text => text.Contains("(`CONNECT`", StringComparison.Ordinal));
        foreach (var status in answers.Select(a => a.Answer.Status).Distinct())
        {
            paragraph.ShouldContain($"{status} (");
        }
    }

    private static string Headers(int count, int length) =>
        string.Concat(Enumerable.Range(0, count).Select(i => $"X-{i}: {new string('a', length)}\r\n"));

    /// <summary>Sends the request on a connection of its own, which the server closes behind its answer.</summary>
    private async Task<RawAnswer> SendAsync(string request)
    {
        var host = request.IndexOf("\r\nHost:", StringComparison.Ordinal);
        request = host < 0 ? request : request.Insert(host, "\r\nConnection: close");
        using var connection = new TcpClient();
        await connection.ConnectAsync(api.Address.Host, api.Address.Port);
        await using var stream = connection.GetStream();
        var bytes = Encoding.Latin1.GetBytes(request);
        await stream.WriteAsync(bytes);
        using var answer = new MemoryStream();
        try
        {
            await stream.CopyToAsync(answer);
        }
        catch (IOException)
        {
            // It closed the connection on what it had not read.
        }

        return RawAnswer.Of(Encoding.UTF8.GetString(answer.ToArray()));
    }

    private sealed record RawAnswer(int Status, Dictionary<string, string> Headers, string Body)
    {
        public static RawAnswer Of(string text)
        {
            var parts = text.Split("\r\n\r\n", 2);
            var lines = parts[0].Split("\r\n");
            var headers = lines.Skip(1).Select(line => line.Split(": ", 2))
                .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
            var status = int.Parse(lines[0].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
            return new RawAnswer(status, headers, parts.Length > 1 ? parts[1] : "");
        }

        public void ShouldBeProblem(int status, string code)
        {
            Status.ShouldBe(status, Body);
            Headers["content-type"].ShouldBe("application/problem+json");
            Body.ShouldContain($"\"code\":\"{code}\"");
            Body.ShouldContain($"\"status\":{status}");
            Headers.ShouldContainKey("x-request-id");
        }
    }
}
