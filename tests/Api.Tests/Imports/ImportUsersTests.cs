using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Agora.Domain.Users;
using Agora.Testing;

namespace Agora.Api.Tests.Imports;

public sealed class ImportUsersTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    // Of "correct horse battery staple", by bcrypt at cost 4.
    private static readonly string Bcrypt = BCrypt.Net.BCrypt.HashPassword("correct horse battery staple", 4);

    [Fact]
    public async Task Accounts_are_created_found_again_and_changed()
    {
        var name = Name();
        var line = $$"""{"email":"{{name}}@example.org","username":"{{name}}","fullName":"Ada"}""";

        (await ImportAsync(line)).Counts().ShouldBe((1, 0, 0, 0));
        (await ImportAsync(line)).Counts().ShouldBe((0, 0, 1, 0));
        var changed = line.Replace("Ada", "Ada Lovelace", StringComparison.Ordinal);
        (await ImportAsync(changed, "?mode=insert")).Counts().ShouldBe((0, 0, 1, 0));
        (await ImportAsync(changed, "?dryRun=true")).Counts().ShouldBe((0, 1, 0, 0));
        (await FullNameAsync(name)).ShouldBe("Ada");
        (await ImportAsync(changed)).Counts().ShouldBe((0, 1, 0, 0));

        (await FullNameAsync(name)).ShouldBe("Ada Lovelace");
        (await api.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.users WHERE username = $1", name)).ShouldBe(1);
    }

    [Fact]
    public async Task Every_line_that_breaks_a_rule_is_named_and_stops_no_other()
    {
        var (taken, fresh) = (await api.SignedInAsync(), Name());
        string[] lines =
        [
            """{"email":"no address","username":"x","role":"king","passwordHash":"secret"}""",
            "{broken",
            """{"email":"a@example.org","username":"abc","password":"clear"}""",
            $$"""{"email":"{{fresh}}2@example.org","username":"{{taken.Username}}"}""",
            $$"""{"email":"{{fresh}}@example.org","username":"{{fresh}}"}""",
            $$"""{"email":"{{fresh.ToUpperInvariant()}}@example.org","username":"{{fresh}}-other"}""",
        ];

        var result = await ImportAsync(string.Join('\n', lines));

        result.Counts().ShouldBe((1, 0, 1, 4));
        var rejected = result.GetProperty("rejected").EnumerateArray().ToDictionary(
            r => r.GetProperty("line").GetInt64(), r => (r.GetProperty("code").GetString(), r.GetProperty("reason").GetString()!));
        rejected[1].Item1.ShouldBe("import.line_invalid");
        foreach (var member in new[] { "email", "username", "role", "passwordHash" })
        {
            rejected[1].Item2.ShouldContain($"{member}: ");
        }

        rejected[1].Item2.ShouldNotContain("secret");
        rejected[2].Item1.ShouldBe("import.line_unreadable");
        rejected[3].Item2.ShouldBe("unknown member \"password\"");
        rejected[4].ShouldBe(("import.username_taken", "username: is taken"));
        rejected[6].ShouldBe(("import.skipped", "same as line 5"));
        (await api.Superuser.ScalarAsync<bool>("SELECT EXISTS (SELECT FROM app.users WHERE username = $1)", fresh)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_streamed_report_names_every_line_and_ends_with_the_counts()
    {
        var name = Name();
        var lines = Enumerable.Range(0, 1500)
            .Select(i => i % 3 == 0 ? "{broken" : $$"""{"email":"{{name}}{{i}}@x.org","username":"{{name}}{{i}}"}""");

        var response = await PostAsync(new StringContent(string.Join('\n', lines)), "?report=stream&batch=500");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/x-ndjson");
        var report = (await response.Content.ReadAsStringAsync()).TrimEnd('\n').Split('\n')
            .Select(line => JsonDocument.Parse(line).RootElement.EnumerateObject().Single()).ToList();
        report.Where(line => line.Name == "rejected").Select(line => line.Value.GetProperty("line").GetInt32())
            .ShouldBe(Enumerable.Range(0, 500).Select(i => (3 * i) + 1));
        report.Where(line => line.Name == "progress").Select(line => line.Value.GetProperty("lines").GetInt64())
            .ShouldBe([500, 1000, 1500]);
        report[^1].Name.ShouldBe("report");
        report[^1].Value.Counts().ShouldBe((1000, 0, 0, 500));
        report[^1].Value.GetProperty("complete").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task A_streamed_report_comes_while_the_file_is_still_sent()
    {
        var (admin, name) = (await api.SignedInAsync(UserRole.Admin), Name());
        using var connection = new TcpClient();
        await connection.ConnectAsync(api.Address.Host, api.Address.Port);
        await using var stream = connection.GetStream();
        using var answer = new StreamReader(stream);
        Task SendAsync(string text) => stream.WriteAsync(Encoding.ASCII.GetBytes(text)).AsTask();
        Task ChunkAsync(string text) => SendAsync($"{text.Length:x}\r\n{text}\r\n");
        string Line(int number) => $$"""{"email":"{{name}}{{number}}@x.org","username":"{{name}}{{number}}"}""" + "\n";

        await SendAsync(
            $"POST /api/v1/imports/users?report=stream&batch=2 HTTP/1.1\r\nHost: {api.Address.Authority}\r\nConnection: close\r\n"
            + $"Authorization: {admin.DefaultRequestHeaders.Authorization}\r\nTransfer-Encoding: chunked\r\n\r\n");
        await ChunkAsync(Line(1) + Line(2) + Line(3));
        string? line;
        do
        {
            line = await answer.ReadLineAsync();
        }
        while (line?.StartsWith("{\"progress\":{\"lines\":2,", StringComparison.Ordinal) == false);

        line.ShouldNotBeNull();
        await ChunkAsync(Line(4));
        await SendAsync("0\r\n\r\n");
        (await answer.ReadToEndAsync()).ShouldContain("{\"report\":{\"lines\":4,\"created\":4,");
    }

    [Theory]
    [InlineData("ndjson")]
    [InlineData("csv")]
    [InlineData("json")]
    [InlineData("gzip")]
    public async Task Every_format_stores_the_same(string format)
    {
        var (one, two) = (Name(), Name());
        var text = format switch
        {
            "csv" => $"username,email,fullName,role\r\n{one},{one}@example.org,\"A, \"\"B\"\"\",moderator\r\n{two},{two}@example.org,,\r\n",
            "json" => $$"""
                [{"email":"{{one}}@example.org","username":"{{one}}","fullName":"A, \"B\"","role":"moderator"},
                 {"email":"{{two}}@example.org","username":"{{two}}"}]
                """,
            _ => $$"""
                {"email":"{{one}}@example.org","username":"{{one}}","fullName":"A, \"B\"","role":"moderator"}
                {"email":"{{two}}@example.org","username":"{{two}}"}
                """,
        };
        var body = new ByteArrayContent(format == "gzip" ? Compressed(text) : Encoding.UTF8.GetBytes(text));

        (await SendAsync(body, format == "gzip" ? "" : $"?format={format}")).Counts().ShouldBe((2, 0, 0, 0));

        (await api.Superuser.ScalarAsync<string>(
            "SELECT string_agg(coalesce(full_name, '-') || ' ' || role, '; ' ORDER BY full_name) FROM app.users WHERE username IN ($1, $2)",
            one,
            two)).ShouldBe("A, \"B\" moderator; - user");
    }

    [Fact]
    public async Task A_hash_of_another_product_signs_in_and_an_invitation_waits_for_who_has_none()
    {
        var (hashed, invited) = (Name(), Name());

        await ImportAsync(
            $$"""
            {"email":"{{hashed}}@example.org","username":"{{hashed}}","passwordHash":"{{Bcrypt}}"}
            {"email":"{{invited}}@example.org","username":"{{invited}}"}
            """,
            "?invite=true");

        await api.Superuser.ExecuteAsync("UPDATE app.users SET email_verified_at = now() WHERE username = $1", hashed);
        var login = await api.Anonymous().PostAsync(
            "/api/v1/auth/login",
            new FormUrlEncodedContent([new("username", hashed), new("password", "correct horse battery staple")]));
        login.StatusCode.ShouldBe(HttpStatusCode.OK, await login.Content.ReadAsStringAsync());
        (await api.Superuser.ScalarAsync<string>(
            "SELECT string_agg(kind || ' ' || recipient, ', ') FROM app.mail_outbox WHERE recipient LIKE $1 OR recipient LIKE $2",
            $"{hashed}%",
            $"{invited}%")).ShouldBe($"invitation {invited}@example.org");
    }

    [Fact]
    public async Task Two_imports_of_the_same_accounts_at_once_store_each_once()
    {
        var stem = Name();
        var text = string.Join(
            '\n', Enumerable.Range(0, 300).Select(n => $$"""{"email":"{{stem}}{{n}}@example.org","username":"{{stem}}{{n}}"}"""));

        var results = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => ImportAsync(text, "?batch=50")));

        results.Sum(result => result.GetProperty("created").GetInt64()).ShouldBe(300);
        results.Sum(result => result.GetProperty("failed").GetInt64()).ShouldBe(0);
    }

    [Fact]
    public async Task A_batch_is_a_few_statements()
    {
        var stem = Name();
        var text = string.Join(
            '\n', Enumerable.Range(0, 1000).Select(n => $$"""{"email":"{{stem}}{{n}}@example.org","username":"{{stem}}{{n}}"}"""));

        using var statements = StatementCounter.Start();
        (await ImportAsync(text)).Counts().ShouldBe((1000, 0, 0, 0));

        statements.Count.ShouldBeLessThan(15, string.Join('\n', statements.Statements));
    }

    [Theory]
    [InlineData("name,mail\nx,y\n", "import.unusable")]
    [InlineData("email\nx@example.org\n", "import.unusable")]
    public async Task A_file_of_no_use_is_a_problem(string text, string code) => await Problem.AssertAsync(
        await PostAsync(new StringContent(text), ""), HttpStatusCode.BadRequest, code);

    [Fact]
    public async Task More_lines_are_rejected_than_are_listed()
    {
        var result = await ImportAsync(string.Join('\n', Enumerable.Repeat("{}", 1203)));

        result.GetProperty("rejected").GetArrayLength().ShouldBe(1000);
        result.GetProperty("rejectedOmitted").GetInt64().ShouldBe(203);
        result.GetProperty("failed").GetInt64().ShouldBe(1203);
        result.GetProperty("complete").GetBoolean().ShouldBeTrue();
    }

    private static string Name() => $"i{Guid.NewGuid():N}"[..20];

    private static byte[] Compressed(string text)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return target.ToArray();
    }

    private Task<string?> FullNameAsync(string username) =>
        api.Superuser.ScalarAsync<string>("SELECT full_name FROM app.users WHERE username = $1", username);

    private Task<JsonElement> ImportAsync(string text, string query = "") => SendAsync(new StringContent(text), query);

    private async Task<JsonElement> SendAsync(HttpContent body, string query)
    {
        var response = await PostAsync(body, query);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task<HttpResponseMessage> PostAsync(HttpContent body, string query)
    {
        body.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        return await (await api.SignedInAsync(UserRole.Admin)).PostAsync($"/api/v1/imports/users{query}", body);
    }
}
