using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Agora.Api.Tests.Posts;
using Agora.Domain.Users;
using Agora.Testing;

namespace Agora.Api.Tests.Imports;

public sealed class ImportCommentsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Threads_are_stored_found_again_and_changed()
    {
        var author = await api.SignedInAsync();
        var post = (await author.PublishedAsync("Imported into")).Id;
        var (root, reply, deep) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var (name, capitals) = (author.Username, author.Username!.ToUpperInvariant());
        const string day = "2020-01-01T00:00:00Z";
        var file = $$"""
            {"id":"{{root}}","postId":"{{post}}","author":"{{capitals}}","body":"Root","createdAt":"{{day}}"}
            {"id":"{{reply}}","postId":"{{post}}","parentId":"{{root}}","author":"{{name}}","body":"Reply","editedAt":null}
            {"id":"{{deep}}","postId":"{{post}}","parentId":"{{reply}}","author":"{{name}}","body":"Deep"}
            {"postId":"{{post}}","author":"{{name}}","body":"Without an id"}
            """;

        (await ImportAsync(file, "?dryRun=true")).Counts().ShouldBe((4, 0, 0, 0));
        (await ImportAsync(file)).Counts().ShouldBe((4, 0, 0, 0));
        (await ImportAsync(file)).Counts().ShouldBe((0, 0, 4, 0));
        var changed = file.Replace("\"Reply\"", "\"Another reply\"", StringComparison.Ordinal);
        (await ImportAsync(changed, "?mode=insert")).Counts().ShouldBe((0, 0, 4, 0));
        (await ImportAsync(changed, "?dryRun=true")).Counts().ShouldBe((0, 1, 3, 0));
        (await ImportAsync(changed)).Counts().ShouldBe((0, 1, 3, 0));

        var thread = (await api.Anonymous().PageAsync($"/api/v1/posts/{post}/comments")).Items();
        thread.Select(c => (c.GetProperty("body").GetString(), c.GetProperty("depth").GetInt32())).ShouldBe(
            [("Root", 0), ("Another reply", 1), ("Deep", 2), ("Without an id", 0)], ignoreOrder: true);
        var read = await api.Anonymous().GetFromJsonAsync<JsonElement>($"/api/v1/posts/{post}");
        read.GetProperty("commentCount").GetInt32().ShouldBe(4);
    }

    [Fact]
    public async Task Every_line_without_what_it_names_is_named_and_stops_no_other()
    {
        var author = await api.SignedInAsync();
        var (post, draft) = ((await author.PublishedAsync()).Id, (await author.DraftAsync()).Id);
        var elsewhere = Guid.CreateVersion7();
        var other = (await author.PublishedAsync()).Id;
        await ImportAsync($$"""{"id":"{{elsewhere}}","postId":"{{other}}","author":"{{author.Username}}","body":"x"}""");
        string[] lines =
        [
            $$"""{"postId":"{{post}}","author":"nosuchname","body":"x"}""",
            $$"""{"postId":"{{Guid.NewGuid()}}","author":"{{author.Username}}","body":"x"}""",
            $$"""{"postId":"{{draft}}","author":"{{author.Username}}","body":"x"}""",
            $$"""{"postId":"{{post}}","parentId":"{{Guid.NewGuid()}}","author":"{{author.Username}}","body":"x"}""",
            $$"""{"postId":"{{post}}","parentId":"{{elsewhere}}","author":"{{author.Username}}","body":"x"}""",
            """{"postId":"1","parentId":"2","author":"?","body":" ","createdAt":"3026-01-01T00:00:00Z","id":"x"}""",
            $$"""{"postId":"{{post}}","author":"{{author.Username}}","body":"stored"}""",
        ];

        foreach (var options in new[] { "?dryRun=true", "" })
        {
            var report = await ImportAsync(string.Join('\n', lines), options);

            report.Counts().ShouldBe((1, 0, 0, 6));
            report.GetProperty("rejected").EnumerateArray()
                .Select(r => (r.GetProperty("code").GetString(), r.GetProperty("reason").GetString()!.Split(':')[0]))
                .ShouldBe(
                [
                    ("import.reference_missing", "author"), ("import.reference_missing", "postId"), ("import.reference_missing", "postId"),
                    ("import.reference_missing", "parentId"), ("import.reference_missing", "parentId"), ("import.line_invalid", "id"),
                ]);
        }
    }

    [Fact]
    public async Task A_chain_of_replies_ends_at_the_depth_that_comments_have()
    {
        var author = await api.SignedInAsync();
        var post = (await author.PublishedAsync()).Id;
        Guid[] ids = [.. Enumerable.Range(0, 11).Select(_ => Guid.CreateVersion7())];

        var lines = ids.Select((id, i) =>
        {
            var parent = i > 0 ? $"\"parentId\":\"{ids[i - 1]}\"," : "";
            return $$"""{"id":"{{id}}","postId":"{{post}}",{{parent}}"author":"{{author.Username}}","body":"x"}""";
        });
        var report = await ImportAsync(string.Join('\n', lines));

        report.Counts().ShouldBe((9, 0, 0, 2));
        report.GetProperty("rejected").EnumerateArray().Select(r => r.GetProperty("code").GetString())
            .ShouldBe(["import.reference_missing", "import.reference_missing"]);
    }

    [Fact]
    public async Task What_is_exported_is_imported_in_another_place_and_sends_no_notifications()
    {
        var (author, reader) = (await api.SignedInAsync(), await api.SignedInAsync());
        var post = (await author.PublishedAsync()).Id;
        var admin = await api.SignedInAsync(UserRole.Admin);
        await ImportAsync(
            $$"""
            {"postId":"{{post}}","author":"{{reader.Username}}","body":"=SUM(1) and \"quotes\",\nlines","createdAt":"2020-01-01T00:00:00Z"}
            """);
        foreach (var format in new[] { "ndjson", "csv&formulas=keep", "json" })
        {
            var exported = await admin.GetStringAsync($"/api/v1/exports/comments?postId={post}&format={format}");
            await api.Superuser.ExecuteAsync("DELETE FROM app.comments WHERE post_id = $1", post);

            (await ImportAsync(exported)).Counts().ShouldBe((1, 0, 0, 0), exported);

            (await api.Superuser.ScalarAsync<string>("SELECT body || created_at FROM app.comments WHERE post_id = $1", post))!
                .ShouldStartWith("=SUM(1) and \"quotes\",\nlines2020-01-01");
        }

        (await author.PageAsync("/api/v1/notifications")).Items().ShouldBeEmpty();
        // An import would show it again.
        await api.Superuser.ExecuteAsync("UPDATE app.comments SET is_approved = false WHERE post_id = $1", post);
        (await admin.GetStringAsync($"/api/v1/exports/comments?postId={post}")).ShouldBeEmpty();
    }

    private async Task<JsonElement> ImportAsync(string text, string options = "")
    {
        var body = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        var response = await (await api.SignedInAsync(UserRole.Admin)).PostAsync($"/api/v1/imports/comments{options}", body);
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
