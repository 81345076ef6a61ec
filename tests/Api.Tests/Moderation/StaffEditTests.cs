using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Agora.Api.Tests.Comments;
using Agora.Api.Tests.Media;
using Agora.Api.Tests.Posts;
using Agora.Domain.Users;
using Agora.Testing;

namespace Agora.Api.Tests.Moderation;

/// <summary>What admins change of others is written into the log of moderation, with a reason.</summary>
public sealed class StaffEditTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Theory]
    [InlineData("PATCH", "/api/v1/posts/{post}", """{"title":"Corrected"}""", "post")]
    [InlineData("PATCH", "/api/v1/posts/{post}", """{"tags":["corrected"]}""", "post")]
    [InlineData("POST", "/api/v1/posts/{post}/archive", null, "post")]
    [InlineData("POST", "/api/v1/posts/{draft}/publish", null, "post")]
    [InlineData("POST", "/api/v1/posts/{post}/versions/1/restore", null, "post")]
    [InlineData("PATCH", "/api/v1/comments/{comment}", """{"body":"Corrected"}""", "comment")]
    [InlineData("POST", "/api/v1/comments/{comment}/versions/1/restore", null, "comment")]
    [InlineData("PATCH", "/api/v1/media/{media}", """{"alternativeText":"Corrected"}""", "media")]
    [InlineData("PUT", "/api/v1/posts/{post}/media", """{"mediaIds":[]}""", "post")]
    [InlineData("PATCH", "/api/v1/users/{owner}/profile", """{"bio":"Corrected"}""", "profile")]
    [InlineData("POST", "/api/v1/users/{owner}/profile/versions/1/restore", null, "profile")]
    public async Task An_admin_gives_a_reason_which_the_owner_reads_in_the_log(string method, string template, string? body, string subject)
    {
        var (author, admin) = (await api.SignedInAsync(), await api.SignedInAsync(UserRole.Admin));
        var ids = await ArrangeAsync(author);
        var (name, id) = ids.Single(i => template.Contains($"{{{i.Key}}}", StringComparison.Ordinal));
        var address = template.Replace($"{{{name}}}", $"{id}", StringComparison.Ordinal);

        await Problem.AssertAsync(await SendAsync(admin, method, address, body), HttpStatusCode.BadRequest, "moderation.reason_required");
        (await EntriesAsync(id)).ShouldBe(0);
        var done = await SendAsync(admin, method, $"{address}?reason=A%20mistake", body);

        done.StatusCode.ShouldBe(HttpStatusCode.OK, await done.Content.ReadAsStringAsync());
        var entry = (await author.PageAsync("/api/v1/moderation/log")).Items().Single(e => e.GetProperty("subjectId").GetGuid() == id);
        entry.GetProperty("action").GetString().ShouldBe("edited");
        entry.GetProperty("subject").GetString().ShouldBe(subject);
        entry.GetProperty("reason").GetString().ShouldBe("A mistake");
    }

    [Fact]
    public async Task What_people_change_of_their_own_needs_no_reason_and_no_entry()
    {
        var admin = await api.SignedInAsync(UserRole.Admin);
        var ids = await ArrangeAsync(admin);

        (await SendAsync(admin, "PATCH", $"/api/v1/posts/{ids["post"]}", """{"title":"Mine"}""")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await SendAsync(
            admin, "PATCH", $"/api/v1/comments/{ids["comment"]}", """{"body":"Mine"}""")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await EntriesAsync(ids["post"]) + await EntriesAsync(ids["comment"])).ShouldBe(0);
    }

    private static async Task<Dictionary<string, Guid>> ArrangeAsync(TestClient author)
    {
        var owner = author.UserId;
        foreach (var bio in new[] { "First", "Second" })
        {
            (await SendAsync(author, "PATCH", $"/api/v1/users/{owner}/profile", $$"""{"bio":"{{bio}}"}""")).EnsureSuccessStatusCode();
        }

        var post = await author.PublishedAsync();
        var comment = await author.CommentAsync(post.Id);
        (await SendAsync(author, "PATCH", $"/api/v1/posts/{post.Id}", """{"title":"Second"}""")).EnsureSuccessStatusCode();
        (await SendAsync(author, "PATCH", $"/api/v1/comments/{comment.Id}", """{"body":"Second"}""")).EnsureSuccessStatusCode();
        var media = (await author.UploadAsync(SampleFiles.Png())).Id;
        (await author.PutAsJsonAsync($"/api/v1/posts/{post.Id}/media", new { mediaIds = new[] { media } })).EnsureSuccessStatusCode();
        return new(StringComparer.Ordinal)
        {
            ["post"] = post.Id,
            ["draft"] = (await author.DraftAsync()).Id,
            ["comment"] = comment.Id,
            ["media"] = media,
            ["owner"] = owner,
        };
    }

    private Task<long> EntriesAsync(Guid subject) =>
        api.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.moderation_log WHERE subject_id = $1", subject);

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string method, string address, string? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), address);
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        request.Content = body is null
            ? null
            : new StringContent(body, new MediaTypeHeaderValue(method == "PATCH" ? "application/merge-patch+json" : "application/json"));
        return await client.SendAsync(request);
    }
}
