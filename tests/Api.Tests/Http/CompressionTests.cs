using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using Agora.Api.Tests.Posts;

namespace Agora.Api.Tests.Http;

public sealed class CompressionTests(PipelineFixture api) : IClassFixture<PipelineFixture>
{
    [Theory]
    [InlineData(999, "gzip", null)]
    [InlineData(1000, "gzip", "gzip")]
    [InlineData(1000, "br", "br")]
    [InlineData(100_000, "gzip, br", "br")]
    [InlineData(100_000, "br;q=0, gzip", "gzip")]
    [InlineData(100_000, "zstd", null)]
    [InlineData(100_000, null, null)]
    public async Task Compresses_from_1000_bytes_on_what_the_client_takes(int length, string? accepted, string? coding)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/test/long?length={length}");
        if (accepted is not null)
        {
            request.Headers.Add("Accept-Encoding", accepted);
        }

        var response = await api.Anonymous().SendAsync(request);

        response.Content.Headers.ContentEncoding.SingleOrDefault().ShouldBe(coding);
        (await TextAsync(response)).ShouldBe(new string('a', length));
        response.Headers.Vary.ShouldContain("Accept-Encoding");
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task What_has_other_bytes_has_another_tag(string coding)
    {
        var author = await api.SignedInAsync();
        var post = await author.PublishedAsync("A long one", new string('a', 2000));
        var address = $"/api/v1/posts/{post.Id}";
        var plain = (await author.GetAsync(address)).Headers.ETag!;

        using var compressed = await GetAsync(author, address, coding);
        using var again = await GetAsync(author, address, coding, compressed.Headers.ETag);
        using var held = await GetAsync(author, address, coding, plain);
        using var elsewhere = await GetAsync(author, address, null, compressed.Headers.ETag);

        compressed.Content.Headers.ContentEncoding.ShouldBe([coding]);
        compressed.Headers.ETag!.Tag.ShouldBe($"{plain.Tag[..^1]}-{coding}\"");
        (again.StatusCode, again.Headers.ETag).ShouldBe((HttpStatusCode.NotModified, compressed.Headers.ETag));
        (held.StatusCode, held.Headers.ETag).ShouldBe((HttpStatusCode.NotModified, plain));
        (elsewhere.StatusCode, elsewhere.Headers.ETag).ShouldBe((HttpStatusCode.OK, plain), "the client takes no such coding now");
        (await author.PatchPostAsync(post.Id, compressed.Headers.ETag.Tag, new { title = "Shorter" })).StatusCode
            .ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/api/v1/posts", "gzip")]
    [InlineData("/api/v1/posts", null)]
    [InlineData("/api/v1/posts/{post}", "gzip")]
    [InlineData("/api/v1/posts/{post}", null)]
    [InlineData("/api/v1/feeds/posts.atom", null)]
    public async Task What_is_not_sent_again_varies_as_what_was_sent(string template, string? coding)
    {
        var author = await api.SignedInAsync();
        var address = template.Replace("{post}", $"{(await author.PublishedAsync()).Id}", StringComparison.Ordinal);
        using var sent = await GetAsync(author, address, coding);

        using var known = await GetAsync(author, address, coding, sent.Headers.ETag);

        known.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        sent.Headers.Vary.ShouldContain("Accept-Encoding");
        known.Headers.Vary.Order().ShouldBe(sent.Headers.Vary.Order());
    }

    [Fact]
    public async Task Compresses_JSON()
    {
        for (var i = 0; i < 10; i++)
        {
            await api.SignedInAsync();
        }

        var ann = await api.SignedInAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/users");
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("br"));

        var response = await ann.SendAsync(request);

        response.Content.Headers.ContentEncoding.ShouldBe(["br"]);
        (await TextAsync(response)).ShouldContain(ann.Username);
    }

    private static async Task<HttpResponseMessage> GetAsync(
        HttpClient client, string address, string? coding, EntityTagHeaderValue? known = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (coding is not null)
        {
            request.Headers.Add("Accept-Encoding", coding);
        }

        if (known is not null)
        {
            request.Headers.IfNoneMatch.Add(known);
        }

        return await client.SendAsync(request);
    }

    private static async Task<string> TextAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStreamAsync();
        await using Stream plain = response.Content.Headers.ContentEncoding.SingleOrDefault() switch
        {
            "br" => new BrotliStream(body, CompressionMode.Decompress),
            "gzip" => new GZipStream(body, CompressionMode.Decompress),
            _ => body,
        };
        return await new StreamReader(plain).ReadToEndAsync();
    }
}
