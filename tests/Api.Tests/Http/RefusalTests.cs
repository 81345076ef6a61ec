using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Agora.Testing;
using Microsoft.Extensions.Logging;

namespace Agora.Api.Tests.Http;

public sealed class RefusalTests(PipelineFixture api) : IClassFixture<PipelineFixture>
{
    [Fact]
    public async Task An_unknown_address_is_a_problem()
    {
        var response = await api.Anonymous().GetAsync("/api/v1/no-such-thing");

        await Problem.AssertAsync(response, HttpStatusCode.NotFound, "request.no_such_route");
    }

    [Fact]
    public async Task A_wrong_method_is_refused_with_the_allowed_ones()
    {
        var response = await api.Anonymous().PutAsync("/api/v1/users", null);

        await Problem.AssertAsync(response, HttpStatusCode.MethodNotAllowed, "request.method_not_allowed");
        response.Content.Headers.Allow.Order().ShouldBe(["GET", "HEAD", "POST"]);
    }

    [Fact]
    public async Task The_methods_of_an_address_are_named_with_HEAD()
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "/api/v1/tags");

        var response = await api.Anonymous().SendAsync(request);

        response.Content.Headers.Allow.Order().ShouldBe(["GET", "HEAD"]);
    }

    [Theory]
    [InlineData("/api/v1/posts/123", "postId must be a UUID")]
    [InlineData("/api/v1/posts/0198c5f0-7a3e-7c4b-9a51-1f2e3d4c5b6a/versions/first", "number must be a whole number")]
    [InlineData("/api/v1/comments/x/replies", "commentId must be a UUID")]
    public async Task An_address_with_an_id_of_another_kind_says_which_kind_it_takes(string address, string reason)
    {
        var response = await api.Anonymous().GetAsync(address);

        var problem = await Problem.AssertAsync(response, HttpStatusCode.NotFound, "request.no_such_route");
        problem.GetProperty("detail").GetString()!.ShouldContain(reason);
    }

    [Fact]
    public async Task Answers_escape_only_what_JSON_must()
    {
        var response = await api.Anonymous().GetAsync("/test/query?it's<b>😀=1");

        (await response.Content.ReadAsStringAsync()).ShouldContain("it's<b>😀");
    }

    [Fact]
    public async Task An_endpoint_that_says_nothing_needs_a_signed_in_caller()
    {
        var nobody = await api.Anonymous().GetAsync("/test/silent");
        var somebody = await (await api.SignedInAsync()).GetAsync("/test/silent");

        await Problem.AssertAsync(nobody, HttpStatusCode.Unauthorized, "auth.required");
        nobody.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
        somebody.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_missing_right_is_a_problem()
    {
        var ann = await api.SignedInAsync();

        var response = await ann.PostAsync("/api/v1/users", Json("{}"));

        await Problem.AssertAsync(response, HttpStatusCode.Forbidden, "auth.forbidden");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/json; charset=utf-7")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json; charset=no-such-charset")]
    [InlineData("application/json; charset=")]
    [InlineData("nonsense")]
    public async Task A_body_of_another_kind_is_refused(string contentType)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes("""{"name":"a","count":1}"""));
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);

        var response = await api.Anonymous().PostAsync("/test/body", content);

        await Problem.AssertAsync(response, HttpStatusCode.UnsupportedMediaType, "request.media_type");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("no-such-coding")]
    public async Task A_compressed_body_is_refused_unread(string coding)
    {
        var content = Json("""{"name":"a","count":1}""");
        content.Headers.ContentEncoding.Add(coding);

        var response = await api.Anonymous().PostAsync("/test/body", content);

        await Problem.AssertAsync(response, HttpStatusCode.UnsupportedMediaType, "request.media_type");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_over_the_limit_is_refused(bool announced)
    {
        var text = $$"""{"name":"{{new string('a', 1_048_577)}}","count":1}""";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/test/body")
        {
            Content = announced ? Json(text) : new StreamContent(new UnsizedStream(Encoding.UTF8.GetBytes(text))),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TransferEncodingChunked = !announced;

        var response = await api.Anonymous().SendAsync(request);

        await Problem.AssertAsync(response, HttpStatusCode.RequestEntityTooLarge, "request.too_large");
    }

    [Theory]
    [InlineData("/api/v1/users?q=a%00b", "q")]
    [InlineData("/api/v1/users?q=%ff", "q")]
    [InlineData("/api/v1/users?q=%c0%af", "q")]
    [InlineData("/api/v1/users?q=%ed%a0%80", "q")]
    [InlineData("/api/v1/users?q=%zz", "q")]
    [InlineData("/api/v1/users/%ff", "path")]
    [InlineData("/api/v1/users/a%ed%a0%80", "path")]
    public async Task An_address_that_is_not_text_is_refused(string address, string field)
    {
        var response = await api.Anonymous()
            .GetAsync(new Uri(api.Address + address[1..], new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));

        var problem = await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "validation.failed");
        problem.Errors(field).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_bug_is_a_500_without_its_insides_and_logged_once()
    {
        var response = await api.Anonymous().GetAsync("/test/bug");

        var problem = await Problem.AssertAsync(response, HttpStatusCode.InternalServerError, "server.error");
        problem.GetRawText().ShouldNotContain(PipelineFixture.Secret);
        problem.GetRawText().ShouldNotContain("   at ");
        api.Logs.Lines.Count(
            l => l.Level >= LogLevel.Warning
                && l.Exception is InvalidOperationException
                && l.Message.Contains("/test/bug", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task A_broken_dependency_says_when_to_try_again()
    {
        var response = await api.Anonymous().GetAsync("/test/busy");

        var problem = await Problem.AssertAsync(response, HttpStatusCode.ServiceUnavailable, "database.busy");
        problem.GetProperty("retryAfter").GetInt32().ShouldBe(2);
        response.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(2));
        problem.GetRawText().ShouldNotContain(PipelineFixture.Secret);
    }

    [Fact]
    public async Task Half_an_answer_ends_in_a_broken_connection()
    {
        var reading = async () => await api.Anonymous().GetStringAsync("/test/half");

        await reading.ShouldThrowAsync<HttpRequestException>();
    }

    [Fact]
    public async Task A_client_that_goes_away_makes_no_noise()
    {
        using var leaving = new CancellationTokenSource();
        var asking = api.Anonymous().GetAsync("/test/wait", leaving.Token);
        await api.Waiting.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(asking);

        await api.Logs.AwaitAsync(l => l.Category == "Agora.Access" && l.Message.Contains("GET /test/wait 499", StringComparison.Ordinal));
        api.Logs.Lines.ShouldNotContain(l => l.Level >= LogLevel.Warning && l.Message.Contains("/test/wait", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Problems_carry_the_ids_that_find_the_request_in_the_logs()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/nothing");
        request.Headers.Add("X-Request-Id", "order-4711");
        request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        var response = await api.Anonymous().SendAsync(request);

        var problem = await Problem.AssertAsync(response, HttpStatusCode.NotFound, "request.no_such_route");
        problem.GetProperty("requestId").GetString().ShouldBe("order-4711");
        problem.GetProperty("traceId").GetString().ShouldBe("0af7651916cd43dd8448eb211c80319c");
    }

    [Fact]
    public async Task A_problem_is_sent_regardless_of_Accept()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/users/{Guid.NewGuid()}");
        request.Headers.Accept.ParseAdd("image/png");

        var response = await api.Anonymous().SendAsync(request);

        var problem = await Problem.AssertAsync(response, HttpStatusCode.NotFound, "user.not_found");
        problem.TryGetProperty("requestId", out _).ShouldBeTrue();
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private sealed class UnsizedStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
