using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agora.Testing;

namespace Agora.Api.Tests.Tracing;

/// <summary>One trace id in the span, the log, the problem document, the audit and on the server of the database.</summary>
[Collection(TracingCollection.Name)]
public sealed class TraceTests(TracedFixture api) : IClassFixture<TracedFixture>
{
    [Fact]
    public async Task A_trace_leads_from_the_request_to_its_statements_its_log_lines_and_the_audit()
    {
        var ann = await api.SignedInAsync();

        using var created = await ann.PostAsJsonAsync("/api/v1/posts", new { title = "Traced", body = "canary-of-the-trace" });

        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        var id = created.Headers.GetValues("X-Request-Id").Single();
        var line = await api.Logs.AwaitAsync(l => l.Category == "Agora.Access" && l.Scopes.GetValueOrDefault("RequestId") == id);
        line.Message.ShouldStartWith("POST /api/v1/posts 201");
        var spans = await api.TraceAsync(id);
        var request = spans.Single(s => s.Name == "POST /api/v1/posts/");
        request.Attributes["agora.request.id"].ShouldBe(id);
        var useCase = spans.Single(s => s.Name == "CreatePost");
        useCase.ParentId.ShouldBe(request.SpanId);
        useCase.Attributes["agora.outcome"].ShouldBe("ok");
        var insert = spans.Single(s => s.Name == "insert posts");
        insert.Attributes["db.system.name"].ShouldBe("postgresql");
        insert.Attributes["db.query.text"].ShouldContain("INSERT INTO app.posts");
        spans.SelectMany(s => s.Attributes.Values).ShouldNotContain(value => value.Contains("canary", StringComparison.Ordinal));
        (await api.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.audit WHERE request_id = $1", id)).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_problem_names_the_trace_and_the_trace_the_request_that_the_caller_named()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/posts/{Guid.NewGuid()}");
        request.Headers.Add("X-Request-Id", "chosen-by-the-caller");
        using var response = await api.Anonymous().SendAsync(request);

        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var id = problem.RootElement.GetProperty("traceId").GetString()!;

        problem.RootElement.GetProperty("requestId").GetString().ShouldBe("chosen-by-the-caller");
        await api.Logs.AwaitAsync(l => l.Category == "Agora.Access" && l.Scopes.GetValueOrDefault("RequestId") == "chosen-by-the-caller");
        (await api.TraceAsync(id)).ShouldContain(s => s.Attributes.GetValueOrDefault("agora.request.id") == "chosen-by-the-caller");
    }

    [Fact]
    public async Task The_server_of_the_database_knows_the_trace_of_an_anonymous_reader()
    {
        var trace = ActivityTraceId.CreateRandom().ToString();
        using var client = new HttpClient { BaseAddress = api.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/test/name?name=agora {trace}");
        request.Headers.Add("traceparent", $"00-{trace}-00f067aa0ba902b7-01");

        using var response = await client.SendAsync(request);

        (await response.Content.ReadAsStringAsync()).ShouldBe("True");
    }

    [Fact]
    public async Task A_failed_statement_is_marked_without_a_value()
    {
        using var client = new HttpClient { BaseAddress = api.Address };

        using var response = await client.GetAsync("/test/broken?value=canary-of-the-failure");

        var id = response.Headers.GetValues("X-Request-Id").Single();
        await api.Logs.AwaitAsync(l => l.Category == "Agora.Access" && l.Scopes.GetValueOrDefault("RequestId") == id);
        var spans = await api.TraceAsync(id);
        var statement = spans.Single(s => s.Name == "select posts");
        statement.Attributes["error.type"].ShouldBe("22P02");
        spans.Sum(s => s.Events).ShouldBe(0);
        spans.SelectMany(s => s.Attributes.Values).ShouldNotContain(value => value.Contains("canary", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_span_of_a_request_is_the_first_of_its_trace()
    {
        // Or the client sends the trace of the test.
        using var connections = new SocketsHttpHandler { ActivityHeadersPropagator = null };
        using var client = new HttpClient(connections) { BaseAddress = api.Address };

        using var response = await client.GetAsync("/api/v1/posts");

        var spans = await api.TraceAsync(response.Headers.GetValues("X-Request-Id").Single());
        spans.Single(s => s.ParentId.Length == 0).Name.ShouldBe("GET /api/v1/posts/");
    }

    [Fact]
    public async Task Probes_are_left_out_and_queries_are_not_shown()
    {
        var (probe, read) = (ActivityTraceId.CreateRandom().ToString(), ActivityTraceId.CreateRandom().ToString());
        await GetAsync("/health/ready", probe);
        await GetAsync("/api/v1/posts/search?q=canary", read);

        var spans = await api.TraceAsync(read);
        spans.Single(s => s.Name == "GET /api/v1/posts/search").Attributes["url.path"].ShouldBe("/api/v1/posts/search");
        spans.SelectMany(s => s.Attributes.Values).ShouldNotContain(v => v.Contains("canary", StringComparison.Ordinal));
        api.Received(probe).ShouldBeEmpty();

        async Task GetAsync(string path, string trace)
        {
            using var client = new HttpClient { BaseAddress = api.Address };
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add("traceparent", $"00-{trace}-00f067aa0ba902b7-01");
            using var response = await client.SendAsync(request);
            await api.Logs.AwaitAsync(l => l.Category == "Agora.Access" && l.Scopes.GetValueOrDefault("RequestId") == trace);
        }
    }

    [Fact]
    public async Task A_slow_use_case_is_logged_with_its_trace()
    {
        var ann = await api.SignedInAsync();

        using var created = await ann.PostAsJsonAsync("/api/v1/posts", new { title = "Slow", body = "In its way." });

        var id = created.Headers.GetValues("X-Request-Id").Single();
        await api.Logs.AwaitAsync(l => l.Scopes.GetValueOrDefault("RequestId") == id
            && l.Message.StartsWith("Slow use case: CreatePost ok in ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_caller_may_continue_its_trace_or_decline()
    {
        var (continued, declined) = (ActivityTraceId.CreateRandom().ToString(), ActivityTraceId.CreateRandom().ToString());
        await GetAsync(continued, "01");
        await GetAsync(declined, "00");

        (await api.TraceAsync(continued)).ShouldNotBeEmpty();
        api.Received(declined).ShouldBeEmpty();

        async Task GetAsync(string trace, string flags)
        {
            using var client = new HttpClient { BaseAddress = api.Address };
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/posts");
            request.Headers.Add("traceparent", $"00-{trace}-00f067aa0ba902b7-{flags}");
            using var response = await client.SendAsync(request);
            response.Headers.GetValues("X-Request-Id").Single().ShouldBe(trace);
            await api.Logs.AwaitAsync(l => l.Category == "Agora.Access" && l.Scopes.GetValueOrDefault("RequestId") == trace);
        }
    }
}

/// <summary>Where the ratio is 0, no caller gets a trace exported.</summary>
[Collection(TracingCollection.Name)]
public sealed class SampleRatioTests(SampleRatioTests.Unsampled api) : IClassFixture<SampleRatioTests.Unsampled>
{
    [Fact]
    public async Task A_caller_cannot_ask_for_a_trace()
    {
        var trace = ActivityTraceId.CreateRandom().ToString();
        using var client = new HttpClient { BaseAddress = api.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/test/name?name=agora {trace}");
        request.Headers.Add("traceparent", $"00-{trace}-00f067aa0ba902b7-01");

        using var response = await client.SendAsync(request);

        (await response.Content.ReadAsStringAsync()).ShouldBe("False");
        await api.Logs.AwaitAsync(l => l.Category == "Agora.Access" && l.Scopes.GetValueOrDefault("RequestId") == trace);
        api.Received(trace).ShouldBeEmpty();
    }

    public sealed class Unsampled : TracedFixture
    {
        protected override double Ratio => 0;
    }
}
