using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agora.Api.Tests.Posts;
using Agora.Domain.Users;
using Agora.Testing;

namespace Agora.Api.Tests.Media;

public sealed class AttachMediaTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task A_post_shows_files_in_the_order_that_its_author_gave_them()
    {
        var author = await api.SignedInAsync();
        var post = await author.PublishedAsync();
        var first = await author.UploadAsync(SampleFiles.Png(seed: 1), "?alternativeText=One");
        var second = await author.UploadAsync(SampleFiles.Jpeg(seed: 2));

        await ShowAsync(author, post.Id, first.Id, second.Id);
        var turned = await SentMedia.ReadAsync(await ShowAsync(author, post.Id, second.Id, first.Id), HttpStatusCode.OK);
        var listed = await SentMedia.ReadAsync(await api.Anonymous().GetAsync($"/api/v1/posts/{post.Id}/media"), HttpStatusCode.OK);
        var included = await SentMedia.ReadAsync(
            await api.Anonymous().GetAsync($"/api/v1/posts/{post.Id}?include=media&include=html"), HttpStatusCode.OK);

        Ids(turned.Body.GetProperty("items")).ShouldBe([second.Id, first.Id]);
        Ids(listed.Body.GetProperty("items")).ShouldBe([second.Id, first.Id]);
        listed.Body.GetProperty("items")[1].GetProperty("alternativeText").GetString().ShouldBe("One");
        included.Body.GetProperty("media").GetRawText().ShouldBe(listed.Body.GetProperty("items").GetRawText());
        included.Body.GetProperty("html").GetString().ShouldNotBeNull();
        (await api.Anonymous().ContentAsync(first.Id)).StatusCode.ShouldBe(HttpStatusCode.OK);

        await ShowAsync(author, post.Id, first.Id);
        (await api.Anonymous().ContentAsync(second.Id)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await author.ContentAsync(second.Id)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_everyone_may_see_is_cached_for_a_minute_and_asked_about_after_that()
    {
        var author = await api.SignedInAsync();
        var post = await author.PublishedAsync();
        var shown = await author.UploadAsync(SampleFiles.Png(seed: 3));
        await ShowAsync(author, post.Id, shown.Id);

        var response = await api.Anonymous().ContentAsync(shown.Id);

        string.Join(", ", response.Headers.GetValues("Cache-Control")).ShouldBe("public, must-revalidate, max-age=60");
        response.Headers.GetValues("Cross-Origin-Resource-Policy").ShouldBe(["cross-origin"]);
        response.Headers.GetValues("Content-Security-Policy").ShouldBe(["sandbox; default-src 'none'"]);
        using var unchanged = await AskAgainAsync();
        unchanged.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        string.Join(", ", unchanged.Headers.GetValues("Cache-Control")).ShouldBe("public, must-revalidate, max-age=60");
        unchanged.Headers.GetValues("Cross-Origin-Resource-Policy").ShouldBe(["cross-origin"]);

        await author.PostAsync($"/api/v1/posts/{post.Id}/archive", null);
        using var hidden = await AskAgainAsync();
        await Problem.AssertAsync(hidden, HttpStatusCode.NotFound, "media.not_found");
        string.Join(", ", hidden.Headers.GetValues("Cache-Control")).ShouldBe("no-store");

        async Task<HttpResponseMessage> AskAgainAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/media/{shown.Id}/content")
            {
                Headers = { IfNoneMatch = { response.Headers.ETag! } },
            };
            return await api.Anonymous().SendAsync(request);
        }
    }

    [Fact]
    public async Task A_post_shows_only_files_of_its_author_once_each_and_no_more_than_ten()
    {
        var author = await api.SignedInAsync();
        var post = await author.PublishedAsync();
        var own = await author.UploadAsync(SampleFiles.Png(seed: 4));
        var foreign = await (await api.SignedInAsync()).UploadAsync(SampleFiles.Png(seed: 5));
        await ShowAsync(author, post.Id, own.Id);

        await Problem.AssertAsync(await ShowAsync(author, post.Id, own.Id, foreign.Id), HttpStatusCode.BadRequest, "media.not_the_authors");
        await Problem.AssertAsync(
            await ShowAsync(author, post.Id, own.Id, Guid.CreateVersion7()), HttpStatusCode.BadRequest, "media.not_the_authors");
        await Problem.AssertAsync(await ShowAsync(author, post.Id, own.Id, own.Id), HttpStatusCode.BadRequest, "validation.failed");
        await Problem.AssertAsync(
            await ShowAsync(
                author,
                post.Id,
                [.. Enumerable.Range(0, 11).Select(_ => Guid.CreateVersion7())]), HttpStatusCode.BadRequest, "validation.failed");

        var after = await SentMedia.ReadAsync(await author.GetAsync($"/api/v1/posts/{post.Id}/media"), HttpStatusCode.OK);
        Ids(after.Body.GetProperty("items")).ShouldBe([own.Id]);
    }

    [Fact]
    public async Task Only_the_author_attaches_media()
    {
        var author = await api.SignedInAsync();
        var post = await author.PublishedAsync();
        var other = await api.SignedInAsync();
        var theirs = await other.UploadAsync(SampleFiles.Png(seed: 6));

        await Problem.AssertAsync(await ShowAsync(other, post.Id, theirs.Id), HttpStatusCode.Forbidden, "post.author_only");
        await Problem.AssertAsync(
            await ShowAsync(await api.SignedInAsync(UserRole.Moderator), post.Id), HttpStatusCode.Forbidden, "post.author_only");
        var admin = await api.SignedInAsync(UserRole.Admin);
        await Problem.AssertAsync(await ShowAsync(admin, post.Id), HttpStatusCode.BadRequest, "moderation.reason_required");
        (await admin.PutAsJsonAsync(
            $"/api/v1/posts/{post.Id}/media?reason=Because",
            new { mediaIds = Array.Empty<Guid>() })).StatusCode.ShouldBe(HttpStatusCode.OK);
        await author.DeleteAsync($"/api/v1/posts/{post.Id}");
        await Problem.AssertAsync(await ShowAsync(author, post.Id), HttpStatusCode.NotFound, "post.in_trash");
    }

    [Theory]
    [InlineData("UPDATE app.posts SET status = 'hidden' WHERE id = $1")]
    [InlineData("UPDATE app.posts SET status = 'archived' WHERE id = $1")]
    [InlineData("UPDATE app.posts SET deleted_at = now(), deleted_by = 'staff' WHERE id = $1")]
    public async Task A_post_that_is_not_for_everyone_takes_its_files_along(string hide)
    {
        var author = await api.SignedInAsync();
        var post = await author.PublishedAsync();
        var shown = await author.UploadAsync(SampleFiles.Png(seed: 7));
        await ShowAsync(author, post.Id, shown.Id);
        (await api.Anonymous().ContentAsync(shown.Id)).StatusCode.ShouldBe(HttpStatusCode.OK);

        await api.Superuser.ExecuteAsync(hide, post.Id);

        await Problem.AssertAsync(await api.Anonymous().ContentAsync(shown.Id), HttpStatusCode.NotFound, "media.not_found");
        await Problem.AssertAsync(await (await api.SignedInAsync()).ContentAsync(shown.Id), HttpStatusCode.NotFound, "media.not_found");
        (await author.ContentAsync(shown.Id)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await (await api.SignedInAsync(UserRole.Moderator)).ContentAsync(shown.Id)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_block_hides_the_files_as_well()
    {
        var author = await api.SignedInAsync();
        var post = await author.PublishedAsync();
        var shown = await author.UploadAsync(SampleFiles.Png(seed: 8));
        await ShowAsync(author, post.Id, shown.Id);
        var blocked = await api.SignedInAsync();
        await author.PutAsync($"/api/v1/users/me/blocks/{blocked.UserId}", null);

        await Problem.AssertAsync(await blocked.ContentAsync(shown.Id), HttpStatusCode.NotFound, "media.not_found");
    }

    [Fact]
    public async Task A_file_that_is_deleted_leaves_the_post_in_which_it_was()
    {
        var author = await api.SignedInAsync();
        var post = await author.PublishedAsync();
        var first = await author.UploadAsync(SampleFiles.Png(seed: 9));
        var second = await author.UploadAsync(SampleFiles.Png(seed: 10));
        await ShowAsync(author, post.Id, first.Id, second.Id);

        await author.DeleteAsync($"/api/v1/media/{first.Id}");

        var listed = await SentMedia.ReadAsync(await author.GetAsync($"/api/v1/posts/{post.Id}/media"), HttpStatusCode.OK);
        Ids(listed.Body.GetProperty("items")).ShouldBe([second.Id]);
    }

    [Fact]
    public async Task The_tag_of_a_post_with_its_files_changes_with_them()
    {
        var author = await api.SignedInAsync();
        var post = await author.PublishedAsync();
        var shown = await author.UploadAsync(SampleFiles.Png(seed: 11));
        var tags = new List<string> { await TagAsync() };

        await ShowAsync(author, post.Id, shown.Id);
        tags.Add(await TagAsync());
        await author.PatchMediaAsync(shown.Id, shown.ETag, """{"alternativeText":"A loom"}""");
        tags.Add(await TagAsync());

        tags.Distinct(StringComparer.Ordinal).Count().ShouldBe(3);
        (await author.PatchPostAsync(
            post.Id, tags[2], new { title = "Edited with the tag of the whole" })).StatusCode.ShouldBe(HttpStatusCode.OK);

        async Task<string> TagAsync() => (await author.GetAsync($"/api/v1/posts/{post.Id}?include=media")).Headers.ETag!.Tag;
    }

    [Fact]
    public async Task Two_who_set_the_files_of_a_post_at_once_take_turns()
    {
        var author = await api.SignedInAsync();
        var post = await author.PublishedAsync();
        var files = new List<Guid>();
        for (var i = 0; i < 3; i++)
        {
            files.Add((await author.UploadAsync(SampleFiles.Png(seed: 20 + i))).Id);
        }

        var responses = await Task.WhenAll(
            Enumerable.Range(0, 9).Select(i => ShowAsync(author, post.Id, files[i % 3], files[(i + 1) % 3])));

        responses.ShouldAllBe(r => r.StatusCode == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Reading_costs_one_statement_and_setting_two()
    {
        var author = await api.SignedInAsync();
        var post = await author.PublishedAsync();
        var shown = await author.UploadAsync(SampleFiles.Png(seed: 30));

        using (var writing = StatementCounter.Start())
        {
            await ShowAsync(author, post.Id, shown.Id);
            writing.Statements.Count(s => s.Contains("app.post", StringComparison.Ordinal))
                .ShouldBe(2, string.Join("\n---\n", writing.Statements));
        }

        using var reading = StatementCounter.Start();
        await author.GetAsync($"/api/v1/posts/{post.Id}?include=media");
        reading.Count.ShouldBe(1, string.Join("\n---\n", reading.Statements));
    }

    private static Task<HttpResponseMessage> ShowAsync(HttpClient client, Guid postId, params Guid[] mediaIds) =>
        client.PutAsJsonAsync($"/api/v1/posts/{postId}/media", new { mediaIds });

    private static IEnumerable<Guid> Ids(JsonElement items) => items.EnumerateArray().Select(i => i.GetProperty("id").GetGuid());
}
