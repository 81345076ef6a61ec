using System.Net;
using System.Net.Http.Headers;
using Agora.Domain.Users;
using Agora.Testing;

namespace Agora.Api.Tests.Media;

public sealed class MediaContentTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Is_sent_so_that_a_browser_shows_it_and_runs_nothing()
    {
        var owner = await api.SignedInAsync();
        var sent = await owner.UploadAsync(SampleFiles.Jpeg(seed: 1), "?fileName=M%C3%BCnchen%20%22a%22.html");

        var response = await owner.ContentAsync(sent.Id);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.ToString().ShouldBe("image/jpeg");
        response.Content.Headers.ContentLength.ShouldBe(sent.Body.GetProperty("sizeBytes").GetInt64());
        response.Headers.ETag!.ToString().ShouldBe($"\"{sent.Checksum}\"");
        Header(response, "X-Content-Type-Options").ShouldBe("nosniff");
        Header(response, "Content-Security-Policy").ShouldBe("sandbox; default-src 'none'");
        Header(response, "Cache-Control").ShouldBe("no-cache, private");
        Header(response, "Cross-Origin-Resource-Policy").ShouldBe("same-origin");
        response.Content.Headers.GetValues("Content-Disposition").Single()
            .ShouldBe("""inline; filename="M_nchen \"a\".jpg"; filename*=UTF-8''M%C3%BCnchen%20%22a%22.jpg""");
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await response.Content.ReadAsByteArrayAsync()))
            .ShouldBe(sent.Checksum);
    }

    [Fact]
    public async Task What_is_no_image_is_saved_and_not_shown()
    {
        var owner = await api.SignedInAsync();
        var sent = await owner.UploadAsync(SampleFiles.Pdf());

        var response = await owner.ContentAsync(sent.Id);

        response.Content.Headers.ContentDisposition!.ToString()
            .ShouldBe($"attachment; filename={sent.Id}.pdf; filename*=UTF-8''{sent.Id}.pdf");
    }

    [Theory]
    [InlineData("bytes=2-5", 206, 2, 4)]
    [InlineData("bytes=-3", 206, -3, 3)]
    [InlineData("bytes=5-", 206, 5, -5)]
    [InlineData("bytes=100000-", 416, 0, 0)]
    [InlineData("bytes=0-1,3-4", 200, 0, 0)]
    [InlineData("Bytes=2-5", 206, 2, 4)]
    [InlineData("items=0-1", 200, 0, 0)]
    [InlineData("items=100000-", 200, 0, 0)]
    public async Task Comes_in_parts(string range, int status, int from, int count)
    {
        var owner = await api.SignedInAsync();
        var sent = await owner.UploadAsync(SampleFiles.Pdf());
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/media/{sent.Id}/content");
        request.Headers.TryAddWithoutValidation("Range", range);

        var response = await owner.SendAsync(request);

        ((int)response.StatusCode).ShouldBe(status);
        var whole = SampleFiles.Pdf();
        if (status == 200)
        {
            (await response.Content.ReadAsByteArrayAsync()).ShouldBe(whole);
            response.Headers.AcceptRanges.ShouldBe(["bytes"]);
        }

        if (status == 206)
        {
            var start = from < 0 ? whole.Length + from : from;
            var length = count < 0 ? whole.Length + count : count;
            (await response.Content.ReadAsByteArrayAsync()).ShouldBe(whole.AsSpan(start, length).ToArray());
            response.Content.Headers.ContentRange!.ToString().ShouldBe($"bytes {start}-{start + length - 1}/{whole.Length}");
        }
    }

    [Fact]
    public async Task Is_not_sent_again_to_those_who_have_it()
    {
        var owner = await api.SignedInAsync();
        var sent = await owner.UploadAsync(SampleFiles.Png(seed: 2));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/media/{sent.Id}/content");
        request.Headers.IfNoneMatch.Add(new EntityTagHeaderValue($"\"{sent.Checksum}\""));

        var response = await owner.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await response.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(UserRole.User)]
    [InlineData(UserRole.Moderator)]
    [InlineData(UserRole.Admin)]
    public async Task What_is_nowhere_shown_is_seen_by_its_owner_alone(UserRole role)
    {
        var owner = await api.SignedInAsync();
        var sent = await owner.UploadAsync(SampleFiles.Png(seed: 3));
        var reader = await api.SignedInAsync(role);

        foreach (var address in new[] { $"/api/v1/media/{sent.Id}", $"/api/v1/media/{sent.Id}/content" })
        {
            (await owner.GetAsync(address)).StatusCode.ShouldBe(HttpStatusCode.OK, address);
            await Problem.AssertAsync(await reader.GetAsync(address), HttpStatusCode.NotFound, "media.not_found");
            await Problem.AssertAsync(await api.Anonymous().GetAsync(address), HttpStatusCode.NotFound, "media.not_found");
        }
    }

    [Fact]
    public async Task Content_that_the_store_has_lost_is_no_empty_file()
    {
        var owner = await api.SignedInAsync();
        var sent = await owner.UploadAsync(SampleFiles.Png(seed: 4));
        File.Delete(Directory.GetFiles(api.MediaFolder, sent.Checksum, SearchOption.AllDirectories).Single());

        await Problem.AssertAsync(await owner.ContentAsync(sent.Id), HttpStatusCode.ServiceUnavailable, "media.content_lost");
    }

    private static string Header(HttpResponseMessage response, string name) => string.Join(", ", response.Headers.GetValues(name));
}
