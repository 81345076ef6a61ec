using System.IO.Compression;
using System.Net.Http.Headers;

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
