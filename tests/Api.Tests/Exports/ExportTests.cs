using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Agora.Api.Tests.Imports;
using Agora.Api.Tests.Posts;
using Agora.Domain.Users;
using Agora.Testing;
using CsvHelper;

namespace Agora.Api.Tests.Exports;

public sealed class ExportTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    // All that JSON and CSV spell in their own way.
    private const string Body = "Line \"one\"\r\nline, two\ttab \\ slash \\n \u2028 \ud83d\ude00 \u00e9";

    [Theory]
    [InlineData("ndjson")]
    [InlineData("csv")]
    [InlineData("json")]
    public async Task What_was_exported_is_there_already_when_it_is_imported(string format)
    {
        var author = await api.SignedInAsync();
        for (var i = 0; i < 3; i++)
        {
            await author.PublishedAsync($"=Title {i}", Body, ["looms", $"t{i}"]);
        }

        var text = await ExportAsync($"posts?format={format}&author={author.Username}&formulas=keep");
        (await ImportAsync("posts", text)).Counts().ShouldBe((0, 0, 3, 0));
        // Lost, and brought back as it was.
        await api.Superuser.ExecuteAsync("DELETE FROM app.posts WHERE author_id = $1", author.UserId);
        (await ImportAsync("posts", text)).Counts().ShouldBe((3, 0, 0, 0));
        (await ExportAsync($"posts?format={format}&author={author.Username}&formulas=keep")).ShouldBe(text);
        (await ImportAsync("posts", text.Replace("=Title", "Other title", StringComparison.Ordinal))).Counts().ShouldBe((0, 3, 0, 0));
        (await api.Superuser.ScalarAsync<long>(
            "SELECT count(*) FROM app.posts WHERE author_id = $1 AND title LIKE 'Other%' AND body = $2 AND 'looms' = ANY (tags)",
            author.UserId,
            Body)).ShouldBe(3);
    }

    [Theory]
    [InlineData("ndjson")]
    [InlineData("csv")]
    [InlineData("json")]
    public async Task Accounts_are_exported_without_hashes_and_found_again(string format)
    {
        var person = await api.SignedInAsync();
        await api.Superuser.ExecuteAsync("UPDATE app.users SET password_hash = 'secret-hash' WHERE id = $1", person.UserId);

        var text = await ExportAsync($"users?format={format}");

        text.ShouldContain(person.Email);
        text.ShouldNotContain("secret-hash");
        var again = await ImportAsync("users", text);
        again.GetProperty("created").GetInt64().ShouldBe(0);
        again.GetProperty("failed").GetInt64().ShouldBe(0);
    }

    [Fact]
    public async Task Filters_choose_the_posts()
    {
        var (anna, bert) = (await api.SignedInAsync(), await api.SignedInAsync());
        var first = (await anna.PublishedAsync("One", "B", ["x"], language: "german")).Id;
        var second = (await anna.PublishedAsync("Two", "B", ["x", "y"])).Id;
        var third = (await bert.PublishedAsync("Three", "B", ["y"])).Id;
        var draft = (await anna.DraftAsync("Draft")).Id;
        await api.Superuser.ExecuteAsync("UPDATE app.posts SET published_at = '2020-01-01Z' WHERE id = $1", first);
        var deleted = (await anna.PublishedAsync("Gone")).Id;
        (await anna.DeleteAsync($"/api/v1/posts/{deleted}")).EnsureSuccessStatusCode();

        async Task<Guid[]> IdsAsync(string query) => [.. Lines(await ExportAsync($"posts?{query}"))
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("id").GetGuid())
            .Where(id => id == first || id == second || id == third || id == draft || id == deleted)];

        (await IdsAsync("")).ShouldBe([first, second, third, draft], ignoreOrder: true);
        (await IdsAsync($"author={anna.Username}")).ShouldBe([first, second, draft], ignoreOrder: true);
        (await IdsAsync($"author={anna.UserId}&status=published")).ShouldBe([first, second], ignoreOrder: true);
        (await IdsAsync("tag=X&tag=y")).ShouldBe([second]);
        (await IdsAsync("language=german")).ShouldBe([first]);
        (await IdsAsync("to=2020-01-02T00:00:00Z")).ShouldBe([first]);
        (await IdsAsync("from=2020-01-02T00:00:00Z&author=" + bert.Username)).ShouldBe([third]);
    }

    [Fact]
    public async Task An_export_of_several_chunks_has_every_row_once_and_continues_after_any()
    {
        var author = await api.SignedInAsync();
        await api.Superuser.ExecuteAsync(
            """
            INSERT INTO app.posts (author_id, title, body, status, published_at)
            SELECT $1, 'P' || n, repeat('x', CASE WHEN n % 100 = 0 THEN 90000 ELSE 10 END), 'published', now()
            FROM generate_series(1, 1700) AS n
            """,
            author.UserId);
        var expected = await api.Superuser.ScalarAsync<Guid[]>(
            "SELECT array_agg(id ORDER BY id) FROM app.posts WHERE author_id = $1", author.UserId);

        var ids = await IdsAsync("");
        ids.ShouldBe(expected);
        (await IdsAsync($"&after={ids[699]}")).ShouldBe(expected![700..]);
        (await IdsAsync($"&after={ids[^1]}")).ShouldBeEmpty();

        async Task<Guid[]> IdsAsync(string more)
        {
            var array = JsonDocument.Parse(await ExportAsync($"posts?format=json&author={author.UserId}{more}")).RootElement;
            return [.. array.EnumerateArray().Select(row => row.GetProperty("id").GetGuid())];
        }
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("-1", "'-1")]
    [InlineData("+1", "'+1")]
    [InlineData("a=1", "a=1")]
    public async Task A_formula_is_escaped_unless_it_is_to_be_kept(string title, string cell)
    {
        var author = await api.SignedInAsync();
        await author.PublishedAsync(title, "-- x");

        Cells(await ExportAsync($"posts?format=csv&author={author.UserId}")).ShouldBe((cell, "'-- x"));
        Cells(await ExportAsync($"posts?format=csv&author={author.UserId}&formulas=keep")).ShouldBe((title, "-- x"));

        static (string?, string?) Cells(string text)
        {
            using var csv = new CsvReader(new StringReader(text), CultureInfo.InvariantCulture);
            csv.Read();
            csv.ReadHeader();
            csv.Read();
            return (csv["title"], csv["body"]);
        }
    }

    [Fact]
    public async Task Comments_are_exported_with_their_place()
    {
        var author = await api.SignedInAsync();
        var post = (await author.PublishedAsync()).Id;
        await author.PostAsync(
            $"/api/v1/posts/{post}/comments", new StringContent("""{"body":"One"}""", Encoding.UTF8, "application/json"));

        var row = JsonDocument.Parse(Lines(await ExportAsync($"comments?postId={post}")).Single()).RootElement;
        (row.GetProperty("body").GetString(), row.GetProperty("author").GetString(), row.GetProperty("postId").GetGuid())
            .ShouldBe(("One", author.Username, post));
        (await ExportAsync($"comments?format=csv&postId={post}")).ShouldStartWith("id,postId,parentId,author,body,createdAt,editedAt\n");
    }

    [Theory]
    [InlineData("csv", "id,email,username,fullName,role\n")]
    [InlineData("json", "[]\n")]
    [InlineData("ndjson", "")]
    public async Task An_export_of_nothing_is_a_whole_file(string format, string text) =>
        (await ExportAsync($"users?format={format}&from=2999-01-01T00:00:00Z")).ShouldBe(text);

    [Theory]
    [InlineData("posts?tag=%2C", "tag")]
    [InlineData("posts?language=klingon", "language")]
    [InlineData("posts?format=xml", "format")]
    [InlineData("posts?author=a%20b", "author")]
    [InlineData("comments?author=", "author")]
    public async Task Names_the_parameter_that_breaks_a_rule(string query, string field)
    {
        var response = await (await api.SignedInAsync(UserRole.Admin)).GetAsync($"/api/v1/exports/{query}");

        (await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "validation.failed")).Errors(field).ShouldNotBeEmpty();
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private async Task<string> ExportAsync(string query)
    {
        var response = await (await api.SignedInAsync(UserRole.Admin)).GetAsync($"/api/v1/exports/{query}");
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return text;
    }

    private async Task<JsonElement> ImportAsync(string noun, string text)
    {
        var response = await (await api.SignedInAsync(UserRole.Admin)).PostAsync(
            $"/api/v1/imports/{noun}", new StringContent(text, Encoding.UTF8, "application/x-ndjson"));
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
