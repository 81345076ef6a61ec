using System.Net;
using Agora.Api.Tests.Comments;
using Agora.Api.Tests.Posts;
using Agora.Domain.Users;
using Agora.Testing;

namespace Agora.Api.Tests.Http;

/// <summary>
/// ETags of answers that have no version. That every one of them has it, the comparison of all answers with the document says.
/// </summary>
public sealed class BodyTagTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Theory]
    [InlineData("/api/v1/posts")]
    [InlineData("/api/v1/posts?count=exact&limit=1")]
    [InlineData("/api/v1/posts/search?q=lists")]
    [InlineData("/api/v1/posts/trending")]
    [InlineData("/api/v1/posts/{post}/comments")]
    [InlineData("/api/v1/posts/{post}/versions")]
    [InlineData("/api/v1/users/{author}/similar")]
    [InlineData("/api/v1/tags")]
    [InlineData("/api/v1/users")]
    [InlineData("/api/v1/users/{author}/followers")]
    [InlineData("/api/v1/features")]
    public async Task A_client_that_has_the_response_gets_304(string template)
    {
        var author = await api.SignedInAsync(UserRole.Admin);
        var post = await author.PublishedAsync("About lists");
        await author.CommentAsync(post.Id);
        var address = template.Replace("{post}", $"{post.Id}", StringComparison.Ordinal)
            .Replace("{author}", $"{author.UserId}", StringComparison.Ordinal);

        var first = await author.GetAsync(address);
        var tag = first.Headers.ETag!.Tag;
        var again = await GetAsync(author, address, tag);
        var weak = await GetAsync(author, address, $"\"other\", W/{tag}");
        var other = await GetAsync(author, address, "\"other\"");

        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var same in new[] { again, weak })
        {
            same.StatusCode.ShouldBe(HttpStatusCode.NotModified);
            same.Headers.ETag!.Tag.ShouldBe(tag);
            (await same.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        }

        other.StatusCode.ShouldBe(HttpStatusCode.OK);
        other.Headers.ETag!.Tag.ShouldBe(tag);
        (await other.Content.ReadAsStringAsync()).ShouldBe(await first.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Another_answer_has_another_tag()
    {
        var author = await api.SignedInAsync();
        var post = await author.PublishedAsync("First title");
        var address = $"/api/v1/posts?author={author.UserId}";
        var tag = (await api.Anonymous().GetAsync(address)).Headers.ETag!.Tag;

        var some = await GetAsync(api.Anonymous(), $"{address}&fields=id", tag);
        var compressed = await GetAsync(api.Anonymous(), address, tag, "gzip");
        await author.PatchPostAsync(post.Id, post.ETag, new { title = "Second title" });
        var changed = await GetAsync(api.Anonymous(), address, tag);

        some.StatusCode.ShouldBe(HttpStatusCode.OK);
        some.Headers.ETag!.Tag.ShouldNotBe(tag);
        compressed.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        changed.Headers.ETag!.Tag.ShouldNotBe(tag);
    }

    [Fact]
    public async Task A_refusal_has_none()
    {
        var refused = await GetAsync(api.Anonymous(), "/api/v1/posts?limit=0", "*");

        await Problem.AssertAsync(refused, HttpStatusCode.BadRequest, "validation.failed");
        refused.Headers.ETag.ShouldBeNull();
    }

    private static async Task<HttpResponseMessage> GetAsync(HttpClient client, string address, string ifNoneMatch, string? coding = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        if (coding is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept-Encoding", coding);
        }

        return await client.SendAsync(request);
    }
}
