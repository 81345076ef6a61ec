using System.Net;
using Agora.Domain.Users;
using Agora.Testing;

namespace Agora.Api.Tests.Media;

public sealed class UploadMediaTests(UploadMediaTests.SmallFiles api) : IClassFixture<UploadMediaTests.SmallFiles>
{
    public sealed class SmallFiles : ApiFixture
    {
        protected override IReadOnlyList<string> Settings =>
            ["--Media:MaxImageBytes=5000", "--Media:MaxFileBytes=3000000", "--Media:QuotaFiles=5"];
    }

    [Fact]
    public async Task Detects_the_type_from_the_bytes()
    {
        var owner = await api.SignedInAsync();

        var sent = await SentMedia.ReadAsync(
            await owner.SendFileAsync(
                SampleFiles.Gif(frames: 2),
                "?fileName=..%2Fa%E2%80%AEgpj.exe&alternativeText=A%20loom",
                "text/html"), HttpStatusCode.Created);

        sent.Response.Headers.Location!.OriginalString.ShouldBe($"/api/v1/media/{sent.Id}");
        sent.ETag.ShouldBe("\"1\"");
        sent.Body.GetProperty("ownerId").GetGuid().ShouldBe(owner.UserId);
        sent.Body.GetProperty("kind").GetString().ShouldBe("image");
        sent.Body.GetProperty("mimeType").GetString().ShouldBe("image/gif");
        sent.Body.GetProperty("width").GetInt32().ShouldBe(3);
        sent.Body.GetProperty("height").GetInt32().ShouldBe(2);
        sent.Body.GetProperty("details").GetProperty("frames").GetInt32().ShouldBe(2);
        sent.Body.GetProperty("alternativeText").GetString().ShouldBe("A loom");
        sent.Body.GetProperty("fileName").GetString().ShouldBe("agpj.exe");
    }

    [Fact]
    public async Task The_same_bytes_of_two_people_are_one_content_and_two_files()
    {
        var png = SampleFiles.Png(seed: 1);

        var first = await (await api.SignedInAsync()).UploadAsync(png);
        var second = await (await api.SignedInAsync()).UploadAsync(png);

        second.Id.ShouldNotBe(first.Id);
        second.Checksum.ShouldBe(first.Checksum);
        Directory.GetFiles(api.MediaFolder, first.Checksum, SearchOption.AllDirectories).ShouldHaveSingleItem();
        (await api.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.media_objects WHERE encode(checksum, 'hex') = $1", first.Checksum))
            .ShouldBe(1);
        Directory.GetFiles(Path.Combine(api.MediaFolder, "incoming")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Refuses_what_is_too_large_while_it_comes(bool lengthIsKnown)
    {
        var owner = await api.SignedInAsync();
        byte[] large = [.. SampleFiles.Png(), .. new byte[6000]];
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/media")
        {
            Content = new StreamContent(new MemoryStream(large)),
        };
        request.Headers.TransferEncodingChunked = !lengthIsKnown;

        await Problem.AssertAsync(await owner.SendAsync(request), HttpStatusCode.RequestEntityTooLarge, "media.too_large");
    }

    [Fact]
    public async Task Answers_in_the_middle_of_what_is_larger_than_any_file()
    {
        var owner = await api.SignedInAsync();
        byte[] huge = [.. SampleFiles.Pdf(), .. new byte[20_000_000]];

        await Problem.AssertAsync(await owner.SendFileAsync(huge), HttpStatusCode.RequestEntityTooLarge, "request.too_large");
        await Problem.AssertAsync(await api.Anonymous().SendFileAsync(huge), HttpStatusCode.RequestEntityTooLarge, "request.too_large");
    }

    [Fact]
    public async Task Takes_more_than_other_addresses_do()
    {
        var owner = await api.SignedInAsync();
        byte[] document = [.. SampleFiles.Pdf(), .. new byte[2_000_000]];

        var sent = await owner.UploadAsync(document);

        (await (await owner.ContentAsync(sent.Id)).Content.ReadAsByteArrayAsync()).ShouldBe(document);
    }

    [Fact]
    public async Task Refuses_by_name()
    {
        var owner = await api.SignedInAsync();

        await Problem.AssertAsync(await owner.SendFileAsync([]), HttpStatusCode.BadRequest, "media.empty");
        await Problem.AssertAsync(
            await owner.SendFileAsync("<svg/>"u8.ToArray(), type: "image/svg+xml"),
            HttpStatusCode.UnsupportedMediaType,
            "media.type_refused");
        await Problem.AssertAsync(await owner.SendFileAsync("GIF89a=1;//"u8.ToArray()), HttpStatusCode.BadRequest, "media.malformed");
        await Problem.AssertAsync(await owner.SendFileAsync(SampleFiles.PngBomb()), HttpStatusCode.BadRequest, "media.too_many_pixels");
        await Problem.AssertAsync(
            await owner.SendFileAsync(SampleFiles.Png(), "?alternativeText=%20"), HttpStatusCode.BadRequest, "validation.failed");
        await Problem.AssertAsync(await api.Anonymous().SendFileAsync(SampleFiles.Png()), HttpStatusCode.Unauthorized, "auth.required");
    }

    [Fact]
    public async Task The_quota_of_files_holds_under_concurrent_uploads()
    {
        var owner = await api.SignedInAsync();

        var responses = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => owner.SendFileAsync(SampleFiles.Png(seed: 100 + i))));

        responses.Count(r => r.StatusCode == HttpStatusCode.Created).ShouldBe(5);
        foreach (var refused in responses.Where(r => r.StatusCode != HttpStatusCode.Created))
        {
            await Problem.AssertAsync(refused, HttpStatusCode.Conflict, "media.out_of_room");
        }
    }

    [Fact]
    public async Task Costs_two_statements()
    {
        var owner = await api.SignedInAsync();

        using var statements = StatementCounter.Start();
        await owner.UploadAsync(SampleFiles.Png(seed: 2));

        statements.Statements.Count(s => s.Contains("app.media", StringComparison.Ordinal))
            .ShouldBe(2, string.Join("\n---\n", statements.Statements));
    }

    [Fact]
    public async Task Is_listed_for_its_owner_alone_page_by_page()
    {
        var owner = await api.SignedInAsync();
        var sent = new List<Guid>();
        for (var i = 0; i < 3; i++)
        {
            sent.Insert(0, (await owner.UploadAsync(SampleFiles.Png(seed: 200 + i))).Id);
        }

        var first = await SentMedia.ReadAsync(await owner.GetAsync("/api/v1/media?limit=2"), HttpStatusCode.OK);
        var next = first.Body.GetProperty("next").GetString();
        var second = await SentMedia.ReadAsync(await owner.GetAsync($"/api/v1/media?limit=2&cursor={next}"), HttpStatusCode.OK);
        var other = await SentMedia.ReadAsync(await (await api.SignedInAsync(UserRole.Admin)).GetAsync("/api/v1/media"), HttpStatusCode.OK);

        Ids(first).Concat(Ids(second)).ShouldBe(sent);
        second.Body.GetProperty("next").GetString().ShouldBeNull();
        Ids(other).ShouldBeEmpty();
    }

    [Fact]
    public async Task Its_description_is_edited_with_the_version_that_was_read()
    {
        var owner = await api.SignedInAsync();
        var sent = await owner.UploadAsync(SampleFiles.Png(seed: 3));

        var without = await owner.PatchMediaAsync(sent.Id, null, """{"alternativeText":"x"}""");
        var changed = await owner.PatchMediaAsync(sent.Id, sent.ETag, """{"alternativeText":"A loom"}""");
        var late = await owner.PatchMediaAsync(sent.Id, sent.ETag, """{"alternativeText":"y"}""");
        var blank = await owner.PatchMediaAsync(sent.Id, "\"2\"", """{"alternativeText":" "}""");
        var other = await (await api.SignedInAsync()).PatchMediaAsync(sent.Id, "\"2\"", """{"alternativeText":"z"}""");
        var moderator = await (await api.SignedInAsync(UserRole.Moderator))
            .PatchMediaAsync(sent.Id, "\"2\"", """{"alternativeText":"z"}""");
        var cleared = await owner.PatchMediaAsync(sent.Id, "\"2\"", """{"alternativeText":null}""");

        await Problem.AssertAsync(without, HttpStatusCode.PreconditionRequired, "request.if_match_required");
        (await SentMedia.ReadAsync(changed, HttpStatusCode.OK)).Body.GetProperty("alternativeText").GetString().ShouldBe("A loom");
        changed.Headers.ETag!.Tag.ShouldBe("\"2\"");
        await Problem.AssertAsync(late, HttpStatusCode.PreconditionFailed, "media.changed_meanwhile");
        await Problem.AssertAsync(blank, HttpStatusCode.BadRequest, "validation.failed");
        await Problem.AssertAsync(other, HttpStatusCode.NotFound, "media.not_found");
        await Problem.AssertAsync(moderator, HttpStatusCode.NotFound, "media.not_found");
        (await SentMedia.ReadAsync(cleared, HttpStatusCode.OK)).Body.GetProperty("alternativeText").ValueKind.ShouldBe(
            System.Text.Json.JsonValueKind.Null);
    }

    private static IEnumerable<Guid> Ids(SentMedia page) =>
        page.Body.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetGuid());
}
