using System.Net;
using System.Net.Sockets;
using System.Text;
using Agora.Testing;

namespace Agora.Api.Tests.Media;

/// <summary>Uploads as multipart/form-data.</summary>
public sealed class UploadFormTests(UploadFormTests.SmallFiles api) : IClassFixture<UploadFormTests.SmallFiles>
{
    private const int MaxFileBytes = 3_000_000;

    private static readonly byte[] Png = SampleFiles.Png(seed: 7);

    public sealed class SmallFiles : ApiFixture
    {
        protected override IReadOnlyList<string> Settings => ["--Media:MaxImageBytes=5000", $"--Media:MaxFileBytes={MaxFileBytes}"];
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stores_what_a_raw_body_stores_with_its_fields_before_or_behind_the_file(bool fieldsFirst)
    {
        var owner = await api.SignedInAsync();
        var raw = await owner.UploadAsync(Png, "?alternativeText=A%20l%C3%B6om&fileName=loom.png");
        using var form = new MultipartFormDataContent();
        if (!fieldsFirst)
        {
            form.Add(File(Png), "file", "ignored.png");
        }

        form.Add(new StringContent("A l\u00F6om"), "alternativeText");
        form.Add(new StringContent("loom.png"), "fileName");
        if (fieldsFirst)
        {
            form.Add(File(Png), "file", "ignored.png");
        }

        var sent = await SentMedia.ReadAsync(await owner.PostAsync("/api/v1/media", form), HttpStatusCode.Created);

        sent.Checksum.ShouldBe(raw.Checksum);
        foreach (var member in new[] { "kind", "mimeType", "sizeBytes", "width", "height", "alternativeText", "fileName", "version" })
        {
            sent.Body.GetProperty(member).GetRawText().ShouldBe(raw.Body.GetProperty(member).GetRawText(), member);
        }

        sent.Response.Headers.Location!.OriginalString.ShouldBe($"/api/v1/media/{sent.Id}");
        Directory.GetFiles(Path.Combine(api.MediaFolder, "incoming")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("filename=\"loom.png\"", "loom.png")]
    [InlineData("filename=\"..\\..\\a/loom.png\"", "loom.png")]
    [InlineData("filename=\"a%22b.png\"", "a\"b.png")]
    [InlineData("filename=loom.png; filename*=UTF-8\'\'%C3%B6.png", "\u00F6.png")]
    [InlineData("filename=\"\"", null)]
    [InlineData("x=y", null)]
    public async Task Takes_the_name_of_the_part_unless_another_is_said(string parameter, string? name)
    {
        var owner = await api.SignedInAsync();

        var sent = await SentMedia.ReadAsync(
            await SendAsync(owner, [Part($"form-data; name=\"file\"; {parameter}", Png), End]), HttpStatusCode.Created);

        sent.Body.GetProperty("fileName").GetString().ShouldBe(name);
    }

    [Fact]
    public async Task Parameters_of_the_address_are_taken_too_and_not_twice()
    {
        var owner = await api.SignedInAsync();
        byte[][] file = [Part("form-data; name=file; filename=x.png", Png)];

        var sent = await SentMedia.ReadAsync(await SendAsync(owner, [.. file, End], "?alternativeText=A%20loom"), HttpStatusCode.Created);
        using var twice = await SendAsync(owner, [.. file, Field("alternativeText", "Another"), End], "?alternativeText=A%20loom");

        sent.Body.GetProperty("alternativeText").GetString().ShouldBe("A loom");
        await RefusedAsync(twice, "alternativeText", "Must be given once.");
    }

    [Fact]
    public async Task Has_the_limits_of_raw_bodies()
    {
        var owner = await api.SignedInAsync();
        byte[] largest = [.. SampleFiles.Pdf(), .. new byte[MaxFileBytes - SampleFiles.Pdf().Length]];

        (await FileAsync(largest)).StatusCode.ShouldBe(HttpStatusCode.Created);
        await Problem.AssertAsync(await FileAsync([.. largest, 0]), HttpStatusCode.RequestEntityTooLarge, "media.too_large");
        await Problem.AssertAsync(await FileAsync([.. Png, .. new byte[6000]]), HttpStatusCode.RequestEntityTooLarge, "media.too_large");
        await Problem.AssertAsync(
            await FileAsync([.. largest, .. new byte[MaxFileBytes]]), HttpStatusCode.RequestEntityTooLarge, "request.too_large");
        await Problem.AssertAsync(await FileAsync([]), HttpStatusCode.BadRequest, "media.empty");
        await Problem.AssertAsync(await FileAsync("<svg/>"u8.ToArray()), HttpStatusCode.UnsupportedMediaType, "media.type_refused");
        await Problem.AssertAsync(await FileAsync(SampleFiles.PngBomb()), HttpStatusCode.BadRequest, "media.too_many_pixels");

        Task<HttpResponseMessage> FileAsync(byte[] bytes) => SendAsync(owner, [Part("form-data; name=file; filename=x", bytes), End]);
    }

    [Fact]
    public async Task Says_what_is_wrong_with_a_form()
    {
        var owner = await api.SignedInAsync();
        var file = Part("form-data; name=file; filename=x.png", Png);
        var text = new string('x', 7000);

        foreach (var (parts, field, refusal) in new (byte[][], string, string)[]
        {
            ([End], "file", "Is required: the file is sent as the part of this name."),
            ([Field("alternativeText", "A loom"), End], "file", "Is required: the file is sent as the part of this name."),
            ([file, file, End], "file", "Must be given once: a request uploads one file."),
            ([Field("title", "A loom"), file, End], "title", "Is not a part of this form, which takes: file, alternativeText, fileName."),
            ([file, Field("title", "A loom"), End], "title", "Is not a part of this form, which takes: file, alternativeText, fileName."),
            ([Part("form-data; name=picture; filename=x.png", Png), End],
                "picture",
                "Is not a part of this form, which takes: file, alternativeText, fileName."),
            ([Field("fileName", "a.png"), file, Field("fileName", "b.png"), End], "fileName", "Must be given once."),
            ([Part("form-data; name=alternativeText; filename=x.png", Png), End], "alternativeText", "Must be a text, not a file."),
            ([Part("form-data; name=alternativeText", [0xff, 0xfe]), file, End], "alternativeText", "Must be UTF-8."),
            ([Part("form-data; name=alternativeText\r\nContent-Type: text/plain; charset=utf-16", [0x41, 0x00]), file, End],
                "alternativeText",
                "Must be UTF-8."),
            ([Field("alternativeText", text), file, End], "alternativeText", "Must be at most 6000 bytes."),
        })
        {
            using var response = await SendAsync(owner, parts);
            await RefusedAsync(response, field, refusal);
        }

        foreach (var parts in new byte[][][] { [Field("alternativeText", " "), file, End], [file, Field("alternativeText", " "), End] })
        {
            using var response = await SendAsync(owner, parts);
            (await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "validation.failed")).Errors("alternativeText")
                .ShouldHaveSingleItem().ShouldStartWith("Must be 1 to");
        }

        (await api.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.media WHERE owner_id = $1", owner.UserId)).ShouldBe(0);
        Directory.GetFiles(Path.Combine(api.MediaFolder, "incoming")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_form_that_is_cut_off_or_no_form_stores_nothing()
    {
        var owner = await api.SignedInAsync();
        var file = Part("form-data; name=file; filename=x.png", Png);
        byte[][] broken =
        [
            [], "--b"u8.ToArray(), "no form at all"u8.ToArray(), file[..40], file[..^40], file, [
                .. file, .. "\r\n--"u8], [.. file, .. Field("alternativeText", "A")],
            [.. Part("attachment; filename=x.png", Png), .. End], [.. Part("form-data", Png), .. End], [.. Part("", Png), .. End],
            [.. Encoding.ASCII.GetBytes(
                $"--b\r\nContent-Disposition: form-data; name=file\r\nX: {new string('x', 40_000)}\r\n\r\n"), .. End],
        ];
        foreach (var body in broken)
        {
            using var response = await SendAsync(owner, [body]);
            await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "media.form_malformed");
        }

        foreach (var type in new[] { "multipart/form-data", "multipart/form-data; boundary=",
            $"multipart/form-data; boundary={new string('b', 71)}" })
        {
            using var response = await SendAsync(owner, [file, End], type: type);
            await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "media.form_malformed");
        }

        foreach (var type in new[] { "multipart/mixed; boundary=b", "application/x-www-form-urlencoded" })
        {
            using var response = await SendAsync(owner, [file, End], type: type);
            (await Problem.AssertAsync(response, HttpStatusCode.UnsupportedMediaType, "media.type_refused")).GetProperty("detail")
                .GetString()!.ShouldContain("multipart/form-data");
        }

        (await api.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.media WHERE owner_id = $1", owner.UserId)).ShouldBe(0);
        Directory.GetFiles(Path.Combine(api.MediaFolder, "incoming")).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_file_is_judged_while_it_comes()
    {
        var owner = await api.SignedInAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(api.Address.Host, api.Address.Port);
        await using var stream = client.GetStream();
        byte[] begun = [.. Part("form-data; name=file; filename=x.png", [.. Png, .. new byte[8000]])];
        var head = $"POST /api/v1/media HTTP/1.1\r\nHost: {api.Address.Authority}\r\n"
            + $"Authorization: {owner.DefaultRequestHeaders.Authorization}\r\n"
            + "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 2000000\r\n\r\n";

        // The rest of the two million bytes never comes, and the answer does not wait for it.
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
        await stream.WriteAsync(begun);
        using var reader = new StreamReader(stream);
        var status = await reader.ReadLineAsync();

        status.ShouldBe("HTTP/1.1 413 Payload Too Large");
    }

    private static ByteArrayContent File(byte[] bytes) => new(bytes);

    private static byte[] End => "--b--\r\n"u8.ToArray();

    private static byte[] Field(string name, string text) => Part($"form-data; name=\"{name}\"", Encoding.UTF8.GetBytes(text));

    private static byte[] Part(string disposition, byte[] content) =>
        [.. Encoding.UTF8.GetBytes($"--b\r\nContent-Disposition: {disposition}\r\n\r\n"), .. content, .. "\r\n"u8];

    private static async Task RefusedAsync(HttpResponseMessage response, string field, string refusal) =>
        (await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "validation.failed")).Errors(field).ShouldBe([refusal]);

    private static async Task<HttpResponseMessage> SendAsync(
        HttpClient client, byte[][] parts, string query = "", string type = "multipart/form-data; boundary=b")
    {
        using var body = new ByteArrayContent([.. parts.SelectMany(p => p)]);
        body.Headers.TryAddWithoutValidation("Content-Type", type);
        return await client.PostAsync($"/api/v1/media{query}", body);
    }
}
