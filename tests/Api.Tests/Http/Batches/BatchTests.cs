using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Agora.Api.Tests.Idempotency;
using Agora.Api.Tests.Posts;
using Agora.Testing;

namespace Agora.Api.Tests.Http.Batches;

public sealed class BatchTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    // Stands in the batches below as DRAFT.
    private const string Draft = """{"id":"post","method":"POST","path":"/api/v1/posts","body":{"title":"In a batch","body":"Text"}}""";

    [Fact]
    public async Task Later_operations_use_what_earlier_ones_answered()
    {
        var ann = await api.SignedInAsync();

        var results = await RunAsync(ann, """
            DRAFT,
            {"id":"tagged","method":"PATCH","path":"/api/v1/posts/{post.id}","ifMatch":"{post.@etag}","body":{"tags":["engines"]}},
            {"id":"shown","method":"POST","path":"/api/v1/posts/{tagged.id}/publish"},
            {"id":"comment","method":"POST","path":"/api/v1/posts/{post.id}/comments","body":{"body":"First"}},
            {"id":"reply","method":"POST","path":"/api/v1/posts/{post.id}/comments","body":{"body":"Second","parentId":{"$from":"comment.id"}}},
            {"id":"named","method":"PATCH","path":"/api/v1/posts/{post.id}","ifMatch":"{shown.@etag}","body":{"title":{"$from":"post.author.username"}}}
            """);

        results.Select(r => r.GetProperty("status").GetInt32()).ShouldBe([201, 200, 200, 201, 201, 200]);
        results[0]
            .GetProperty("location")
            .GetString()
            .ShouldBe($"/api/v1/posts/{results[0].GetProperty("body").GetProperty("id").GetString()}");
        results[4]
            .GetProperty("body")
            .GetProperty("parentId")
            .GetGuid()
            .ShouldBe(results[3].GetProperty("body").GetProperty("id").GetGuid());
        var post = await api.Anonymous().PageAsync(results[0].GetProperty("location").GetString()!);
        post.GetProperty("title").GetString().ShouldBe(ann.Username);
        post.GetProperty("tags")[0].GetString().ShouldBe("engines");
        post.GetProperty("commentCount").GetInt32().ShouldBe(2);
    }

    [Theory]
    [InlineData("""{"body":"\ud800"}""", "body.body")]
    [InlineData("""{"a":{"b":["x","\udc00"]}}""", "body.a.b[1]")]
    [InlineData("""{"a":{"\ud800":1}}""", "body")]
    [InlineData("""{"\ud800":1}""", "body")]
    [InlineData("""{"body":"a\u0000b"}""", "body.body")]
    [InlineData("""{"body":{"$from":"\ud800"}}""", "body.body.$from")]
    [InlineData("""
        "\ud800"
        """, "body")]
    [InlineData("""{"a":1e999}""", "body.a")]
    public async Task Names_the_member_of_an_operation_that_cannot_be_stored(string body, string member)
    {
        var ann = await api.SignedInAsync();

        var response = await SendAsync(
            ann, $$"""{"id":"a","method":"POST","path":"/api/v1/posts/0198c5f0-7a3e-7c4b-9a51-1f2e3d4c5b6a/comments","body":{{body}}}""");

        var problem = await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "validation.failed");
        problem.Errors($"operations[0].{member}").ShouldHaveSingleItem();
        api.Logs.Lines.ShouldNotContain(l => l.Level >= Microsoft.Extensions.Logging.LogLevel.Error);
    }

    [Theory]
    [InlineData("path", """/api/v1/posts/\ud800""")]
    [InlineData("ifMatch", """\ud800""")]
    [InlineData("id", """\udc00""")]
    public async Task Refuses_half_a_surrogate_pair_around_a_body(string member, string text)
    {
        var ann = await api.SignedInAsync();
        var members = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["id"] = "a",
            ["method"] = "POST",
            ["path"] = "/api/v1/posts/0198c5f0-7a3e-7c4b-9a51-1f2e3d4c5b6a/publish",
            ["ifMatch"] = "*",
            [member] = text,
        };

        var response = await SendAsync(ann, $"{{{string.Join(',', members.Select(m => $"\"{m.Key}\":\"{m.Value}\""))}}}");

        var problem = await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "validation.failed");
        problem.Errors($"operations[0].{member}").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_failure_takes_everything_back_and_shows_its_problem()
    {
        var ann = await api.SignedInAsync();

        var response = await SendAsync(ann, """
            DRAFT,
            {"id":"comment","method":"POST","path":"/api/v1/posts/{post.id}/comments","body":{"body":""}},
            {"id":"shown","method":"POST","path":"/api/v1/posts/{post.id}/publish"}
            """);

        var problem = await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "batch.failed");
        problem.GetProperty("detail").GetString()!.ShouldContain("comment");
        var results = problem.GetProperty("results").EnumerateArray().ToList();
        results.Select(r => r.GetProperty("status").GetInt32()).ShouldBe([424, 400, 424]);
        results.Select(Code).ShouldBe(["batch.rolled_back", "validation.failed", "batch.not_run"]);
        results[1].GetProperty("body").Errors("body").ShouldHaveSingleItem();
        (await PostsOfAsync(ann)).ShouldBe(0);
    }

    [Theory]
    [InlineData(
        """{"id":"a","method":"PATCH","path":"/api/v1/posts/0198c5f0-7a3e-7c4b-9a51-1f2e3d4c5b6a","body":{"title":"x"}}""",
        428,
        "request.if_match_required")]
    [InlineData(
        """{"id":"a","method":"POST","path":"/api/v1/posts","body":{"title":"x","body":"y","colour":"red"}}""", 400, "validation.failed")]
    [InlineData("""{"id":"a","method":"POST","path":"/api/v1/posts"}""", 400, "request.body_required")]
    [InlineData(
        """{"id":"a","method":"POST","path":"/api/v1/posts?colour=red","body":{"title":"x","body":"y"}}""", 400, "validation.failed")]
    [InlineData("""{"id":"a","method":"POST","path":"/api/v1/nowhere"}""", 404, "request.no_such_route")]
    [InlineData("""{"id":"a","method":"PUT","path":"/api/v1/posts"}""", 405, "request.method_not_allowed")]
    [InlineData("""{"id":"a","method":"POST","path":"/api/v1/posts/%FF/publish"}""", 400, "validation.failed")]
    [InlineData("""{"id":"a","method":"POST","path":"/api/v1/tags/x/rename","body":{"to":"y"}}""", 403, "auth.forbidden")]
    [InlineData("""{"id":"a","method":"DELETE","path":"/api/v1/users/0198c5f0-7a3e-7c4b-9a51-1f2e3d4c5b6a"}""", 403, "auth.forbidden")]
    [InlineData("""{"id":"a","method":"POST","path":"/api/v1/batch","body":{"operations":[]}}""", 400, "batch.not_offered")]
    [InlineData(
        """{"id":"a","method":"POST","path":"/api/v1/auth/login","body":{"username":"a","password":"b"}}""", 400, "batch.not_offered")]
    [InlineData("""{"id":"a","method":"POST","path":"/api/v1/auth/logout"}""", 400, "batch.not_offered")]
    [InlineData("""{"id":"a","method":"DELETE","path":"/api/v1/users/me"}""", 400, "batch.not_offered")]
    public async Task An_operation_is_refused_as_a_request_of_its_own_would_be(string operation, int status, string code)
    {
        var response = await SendAsync(await api.SignedInAsync(), operation);

        var problem = await Problem.AssertAsync(response, (HttpStatusCode)status, "batch.failed");
        Code(problem.GetProperty("results")[0]).ShouldBe(code);
    }

    [Fact]
    public async Task Resources_of_other_users_do_not_change()
    {
        var (ann, bob) = (await api.SignedInAsync(), await api.SignedInAsync());
        var hers = await ann.DraftAsync();

        var response = await SendAsync(bob, $$"""DRAFT, {"id":"foreign","method":"POST","path":"/api/v1/posts/{{hers.Id}}/publish"}""");

        await Problem.AssertAsync(response, HttpStatusCode.NotFound, "batch.failed");
        (await PostsOfAsync(bob)).ShouldBe(0);
        (await ann.PageAsync($"/api/v1/posts/{hers.Id}")).GetProperty("status").GetString().ShouldBe("draft");
    }

    [Theory]
    [InlineData(
        """{"id":"a","method":"POST","path":"/api/v1/posts/{b.id}/publish"},{"id":"b","method":"POST","path":"/api/v1/posts"}""",
        "operations[0].path")]
    [InlineData("""{"id":"a","method":"POST","path":"/api/v1/posts/{a.id}/publish"}""", "operations[0].path")]
    [InlineData("""{"id":"a","method":"POST","path":"/api/v1/posts/{}/publish"}""", "operations[0].path")]
    [InlineData("""{"id":"a","method":"POST","path":"/api/v1/posts","body":{"title":{"$from":"z.id"}}}""", "operations[0].body")]
    [InlineData("""{"id":"a","method":"POST","path":"/api/v1/posts","body":{"tags":[{"$from":7}]}}""", "operations[0].body")]
    [InlineData("""{"id":"a","method":"POST","path":"/api/v1/posts","body":{"title":{"$from":"a.id","x":1}}}""", "operations[0].body")]
    [InlineData("""{"id":"a","method":"PATCH","path":"/api/v1/posts/x","ifMatch":"{z.@etag}"}""", "operations[0].ifMatch")]
    [InlineData("""{"id":"a","method":"GET","path":"/api/v1/posts"}""", "operations[0].method")]
    [InlineData("""{"id":"a","method":"POST","path":"/health"}""", "operations[0].path")]
    [InlineData("""{"id":"a","method":"POST","path":"https://example.org/api/v1/posts"}""", "operations[0].path")]
    [InlineData("""{"id":"1","method":"POST","path":"/api/v1/posts"}""", "operations[0].id")]
    [InlineData(
        """{"id":"a","method":"POST","path":"/api/v1/posts"},{"id":"a","method":"POST","path":"/api/v1/posts"}""", "operations[1].id")]
    [InlineData("", "operations")]
    public async Task A_batch_that_makes_no_sense_is_refused_whole(string operations, string field)
    {
        var ann = await api.SignedInAsync();

        var response = await SendAsync(ann, operations);

        (await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "validation.failed")).Errors(field).ShouldHaveSingleItem();
        (await PostsOfAsync(ann)).ShouldBe(0);
    }

    [Fact]
    public async Task A_reference_to_what_was_not_answered_fails_the_operation()
    {
        var response = await SendAsync(
            await api.SignedInAsync(), """DRAFT, {"id":"b","method":"POST","path":"/api/v1/posts/{post.colour}/publish"}""");

        var problem = await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "batch.failed");
        Code(problem.GetProperty("results")[1]).ShouldBe("batch.reference_missing");
    }

    [Fact]
    public async Task A_reference_cannot_leave_its_place_in_the_path()
    {
        var response = await SendAsync(await api.SignedInAsync(), """
            {"id":"post","method":"POST","path":"/api/v1/posts","body":{"title":"../auth/logout?x=","body":"Text"}},
            {"id":"b","method":"POST","path":"/api/v1/posts/{post.title}/publish"}
            """);

        var problem = await Problem.AssertAsync(response, HttpStatusCode.NotFound, "batch.failed");
        Code(problem.GetProperty("results")[1]).ShouldBe("request.no_such_route");
    }

    [Fact]
    public async Task Takes_as_many_operations_as_the_setting_says()
    {
        static string Many(int count) =>
            string.Join(',', Enumerable.Range(0, count).Select(i => Draft.Replace("\"post\"", $"\"p{i}\"", StringComparison.Ordinal)));
        var ann = await api.SignedInAsync();

        var tooMany = await SendAsync(ann, Many(51));
        var results = await RunAsync(ann, Many(50));

        await Problem.AssertAsync(tooMany, HttpStatusCode.BadRequest, "validation.failed");
        results.Count.ShouldBe(50);
        (await PostsOfAsync(ann)).ShouldBe(50);
    }

    [Fact]
    public async Task An_anonymous_caller_is_asked_to_sign_in()
    {
        var response = await SendAsync(api.Anonymous(), Draft);

        await Problem.AssertAsync(response, HttpStatusCode.Unauthorized, "auth.required");
    }

    [Fact]
    public async Task With_a_key_the_whole_batch_is_done_once()
    {
        var ann = await api.SignedInAsync();
        var key = Guid.NewGuid().ToString();
        var batch = JsonDocument.Parse($$"""{"operations":[{{Draft}}]}""").RootElement;
        var broken = JsonDocument.Parse("""{"operations":[{"id":"a","method":"POST","path":"/api/v1/posts"}]}""").RootElement;

        await Problem.AssertAsync(await ann.PostKeyedAsync("/api/v1/batch", broken, key), HttpStatusCode.BadRequest, "batch.failed");
        var first = await ann.PostKeyedAsync("/api/v1/batch", batch, key);
        var again = await ann.PostKeyedAsync("/api/v1/batch", batch, key);

        first.StatusCode.ShouldBe(HttpStatusCode.OK, await first.Content.ReadAsStringAsync());
        again.IsReplayed().ShouldBeTrue();
        (await again.Content.ReadAsStringAsync()).ShouldBe(await first.Content.ReadAsStringAsync());
        (await PostsOfAsync(ann)).ShouldBe(1);
    }

    [Fact]
    public async Task A_serialization_failure_runs_the_whole_batch_again()
    {
        var ann = await api.SignedInAsync();
        await api.Superuser.ExecuteAsync(
            $"""
            CREATE SEQUENCE batch_tries;
            GRANT USAGE ON SEQUENCE batch_tries TO PUBLIC;
            CREATE FUNCTION batch_conflict() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN IF nextval(''public.batch_tries'') = 1 THEN RAISE EXCEPTION ''again'' USING ERRCODE = ''40001''; END IF; RETURN NEW; END';
            CREATE TRIGGER batch_conflict BEFORE INSERT ON app.comments FOR EACH ROW
                WHEN (NEW.author_id = '{ann.UserId}') EXECUTE FUNCTION batch_conflict();
            """);

        var results = await RunAsync(ann, """
            DRAFT,
            {"id":"shown","method":"POST","path":"/api/v1/posts/{post.id}/publish"},
            {"id":"comment","method":"POST","path":"/api/v1/posts/{post.id}/comments","body":{"body":"First"}}
            """);

        results.Count.ShouldBe(3);
        (await api.Superuser.ScalarAsync<long>("SELECT last_value FROM batch_tries")).ShouldBe(2);
        (await PostsOfAsync(ann)).ShouldBe(1);
    }

    [Fact]
    public async Task Of_two_batches_that_edit_the_same_version_one_wins_whole()
    {
        var ann = await api.SignedInAsync();
        var post = await ann.DraftAsync();
        string Edit(int i) => $$"""
            {"id":"mine","method":"POST","path":"/api/v1/posts","body":{"title":"Of {{i}}","body":"Text"} },
            {"id":"edit","method":"PATCH","path":"/api/v1/posts/{{post.Id}}","ifMatch":{{JsonSerializer.Serialize(post.ETag)}},"body":{"title":"By {{i}}"} }
            """;

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => SendAsync(ann, Edit(i))));

        answers.Count(a => a.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        answers.Count(a => a.StatusCode == HttpStatusCode.PreconditionFailed).ShouldBe(7);
        (await PostsOfAsync(ann)).ShouldBe(2);
    }

    [Fact]
    public async Task An_operation_has_the_limits_of_its_address_and_says_nothing_in_the_log()
    {
        var ann = await api.SignedInAsync();

        (await SendAsync(
            ann, """{"id":"a","method":"POST","path":"/api/v1/auth/logout"}""")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await SendAsync(ann, "DRAFT")).StatusCode.ShouldBe(HttpStatusCode.OK);

        api.Logs.Lines.Where(
            l => l.Level >= Microsoft.Extensions.Logging.LogLevel.Warning && l.Message.Contains("size limit", StringComparison.Ordinal))
                .ShouldBeEmpty();
    }

    private static string Code(JsonElement result) => result.GetProperty("body").GetProperty("code").GetString()!;

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, string operations) =>
        client.PostAsync(
            "/api/v1/batch",
            new StringContent(
                $$"""{"operations":[{{operations.Replace("DRAFT", Draft, StringComparison.Ordinal)}}]}""",
                Encoding.UTF8,
                "application/json"));

    private static async Task<List<JsonElement>> RunAsync(HttpClient client, string operations)
    {
        var response = await SendAsync(client, operations);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return [.. (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("results").EnumerateArray()];
    }

    private Task<long> PostsOfAsync(TestClient author) =>
        api.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.posts WHERE author_id = $1", author.UserId);
}
