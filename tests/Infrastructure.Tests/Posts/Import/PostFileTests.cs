using System.IO.Compression;
using System.Text;
using Agora.Application.Imports;
using Agora.Application.Posts.Import;
using Agora.Infrastructure.Imports;
using Agora.Infrastructure.Posts.Import;
using CsCheck;

namespace Agora.Infrastructure.Tests.Posts.Import;

public sealed class PostFileTests
{
    private static readonly string[] Pieces =
        ["a", "Z", " ", ",", ";", "\"", "\"\"", "'", "\n", "\r\n", "\\", "/", "\t", "é", "漢", "😀", "{", "}", "[", "<", "\u2028"];

    private static readonly Gen<string> Texts = Gen.Int[0, Pieces.Length - 1].Array[1, 30]
        .Select(at => string.Concat(at.Select(i => Pieces[i])));

    private static readonly Gen<RawPost> Posts = Gen.Select(
        Texts, Texts, Texts, Gen.Int[0, 3], Gen.Bool, Gen.Bool, Gen.Bool, Gen.Bool,
        (name, title, body, tags, hasUsername, hasDate, hasStatus, hasLanguage) => new RawPost(
            new RawAuthor(null, $"n{name}", "ada@example.org", hasUsername ? "ada" : null),
            title,
            body,
            [.. Enumerable.Range(0, tags).Select(i => $"t{i}")],
            hasDate ? "2026-03-01T09:30:00Z" : null,
            hasStatus ? "draft" : null,
            hasLanguage ? "german" : null));

    private const string Line = """{"author":"Ada","title":"Notes","body":"On the engine."}""";

    [Fact]
    public async Task Reads_every_member_of_a_line()
    {
        var lines = await ReadAsync("""
            {"author":{"name":"Ada","email":"ada@example.org","username":"ada"},"title":"T","body":"B\n\"\u00e9\"","tags":["a","b"],"publishedAt":"2026-03-01T09:30:00Z","status":"draft","language":"german"}
            """);

        var post = lines.ShouldHaveSingleItem().Item.ShouldNotBeNull();
        post.Author.ShouldBe(new RawAuthor(null, "Ada", "ada@example.org", "ada"));
        post.Body.ShouldBe("B\n\"é\"");
        post.Tags.ShouldBe(["a", "b"]);
        (post.Title, post.PublishedAt, post.Status, post.Language).ShouldBe(("T", "2026-03-01T09:30:00Z", "draft", "german"));
    }

    [Fact]
    public async Task Counts_lines_past_blank_ones_and_line_ends_of_either_kind()
    {
        var lines = await ReadAsync($"\uFEFF\r\n{Line}\r\n\n  \n{Line}\n{Line}");

        lines.Select(l => l.Number).ShouldBe([2, 5, 6]);
        lines.ShouldAllBe(l => l.Item != null);
    }

    [Theory]
    [InlineData("{\"title\":\"x\"", "not JSON: at byte 13")]
    [InlineData("{\"title\":'x'}", "not JSON: at byte 10")]
    [InlineData("{\"title\":\"x\",}", "not JSON")]
    [InlineData("{\"title\":\"x\"} {}", "not JSON")]
    [InlineData("{\"title\":\"a\u0001b\"}", "not JSON")]
    [InlineData("{} // no comments", "not JSON")]
    [InlineData("{\"Title\":\"x\"}", "unknown member \"Title\"")]
    [InlineData("{\"title\":\"x\",\"views\":1}", "unknown member \"views\"")]
    [InlineData("{\"author\":{\"mail\":\"x\"}}", "unknown member \"mail\"")]
    [InlineData("{\"title\":\"x\",\"title\":\"y\"}", "title: is there twice")]
    [InlineData("{\"author\":{\"name\":\"x\",\"name\":\"y\"}}", "author.name: is there twice")]
    [InlineData("{\"title\":1}", "title: must be a text")]
    [InlineData("{\"body\":[\"x\"]}", "body: must be a text")]
    [InlineData("{\"tags\":\"x\"}", "tags: must be an array of texts")]
    [InlineData("{\"tags\":[\"x\",1]}", "tags: must be an array of texts")]
    [InlineData("{\"tags\":[null]}", "tags: must be an array of texts")]
    [InlineData("{\"author\":7}", "author: must be a text or an object")]
    [InlineData("\"text\"", "the line is not a JSON object")]
    [InlineData("{\"title\":\"\\ud800\"}", "half of a surrogate pair")]
    [InlineData("{\"\\ud800\":1}", "half of a surrogate pair")]
    public async Task Reports_why_a_line_is_no_post_and_continues(string bad, string reason)
    {
        var lines = await ReadAsync($"{Line}\n{bad}\n{Line}\n");

        lines.Count.ShouldBe(3);
        lines[1].Number.ShouldBe(2);
        lines[1].Problem.ShouldNotBeNull().ShouldContain(reason);
        lines[2].Item.ShouldNotBeNull();
    }

    [Fact]
    public async Task Survives_nesting_without_end()
    {
        var lines = await ReadAsync($"{{\"tags\":{new string('[', 100_000)}\n{Line}");

        lines[0].Problem.ShouldNotBeNull();
        lines[1].Item.ShouldNotBeNull();
    }

    [Fact]
    public async Task Refuses_bytes_that_are_not_utf8_in_that_line_alone()
    {
        foreach (byte[] bad in new byte[][] { [0xC3, 0x28], [0xFF], [0xC0, 0xAF], [0xED, 0xA0, 0x80] })
        {
            var lines = await ReadAsync([.. "{\"title\":\"a"u8, .. bad, .. "\"}\n"u8, .. Encoding.UTF8.GetBytes(Line)]);

            lines[0].Problem.ShouldNotBeNull().ShouldContain("UTF-8");
            lines[1].Item.ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task Passes_over_a_line_that_is_too_long_and_reads_the_next()
    {
        var atLimit = Line[..^2] + new string('x', ImportFile.LineMax - Line.Length) + Line[^2..];
        var over = Line[..^2] + new string('x', ImportFile.LineMax - Line.Length + 1) + Line[^2..];
        var endless = new string('x', 5 * ImportFile.LineMax);

        var lines = await ReadAsync($"{Line}\n{over}\n{atLimit}\n{endless}\n{Line}\n{endless}");

        lines.Select(l => l.Problem is null).ShouldBe([true, false, true, false, true, false]);
        lines.Select(l => l.Number).ShouldBe([1, 2, 3, 4, 5, 6]);
        lines[1].Problem.ShouldNotBeNull().ShouldContain("longer than 1048576 bytes");
    }

    [Fact]
    public async Task Reads_the_same_however_the_bytes_arrive()
    {
        var text = Encoding.UTF8.GetBytes($"\uFEFF\n{Line}\n{{\"title\":\"é😀\"}}\r\n\nbroken\n{Line}");
        var whole = await ReadAsync(text);

        whole.Count.ShouldBe(4);
        for (var piece = 1; piece < 8; piece++)
        {
            var pieces = await ReadAsync(new Dripping(text, piece), ImportFormat.Auto);
            pieces.Select(Told).ShouldBe(whole.Select(Told), $"{piece} bytes at a time");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n \r\n")]
    [InlineData("\uFEFF")]
    public async Task Finds_nothing_in_an_empty_file(string text) => (await ReadAsync(text)).ShouldBeEmpty();

    [Fact]
    public Task Gives_back_what_was_written_in_every_format() => Posts.Array[1, 40].SampleAsync(
        async posts =>
        {
            var ndjson = await ReadAsync(string.Join('\n', posts.Select(Written.AsJson)));
            var csv = await ReadAsync($"{Written.CsvHeader}\r\n{string.Join("\r\n", posts.Select(Written.AsCsv))}\r\n");

            var array = Encoding.UTF8.GetBytes($"[{string.Join(" ,\n", posts.Select(Written.AsJson))} ]\n");
            var dripped = await ReadAsync(new Dripping(array, 7), ImportFormat.Auto);
            var compressed = await ReadAsync(new MemoryStream(Compressed(array)), ImportFormat.Auto);

            array.Length.ShouldBeGreaterThan(2);
            dripped.Select(Told).ShouldBe(posts.Select(p => Told(ImportLine<RawPost>.Read(0, p))));
            compressed.Select(Told).ShouldBe(dripped.Select(Told));
            ndjson.Select(Told).ShouldBe(posts.Select(p => Told(ImportLine<RawPost>.Read(0, p))));
            csv.Select(Told).ShouldBe(posts.Select(p => Told(ImportLine<RawPost>.Read(0, p))));
        },
        iter: 50);

    [Theory]
    [InlineData("[]", 0, null)]
    [InlineData("[ {\"title\":\"a\"} , {\"title\":\"b]},{\"} ]", 2, null)]
    [InlineData("[{\"title\":\"a\"},{\"title\":\"b\\\"]\"}]", 2, null)]
    [InlineData("[{\"title\":\"a\"},{\"tags\":[\"x\",\"y\"]}]", 2, null)]
    [InlineData("[{\"title\":\"a\"}", 0, "the array has no end")]
    [InlineData("[{\"title\":\"a\"},{\"title\":", 1, "the array has no end")]
    [InlineData("[{\"title\":\"a\"}] x", 1, "is no JSON array from here on")]
    [InlineData("[{\"title\":\"a\"},,{}]", 1, "is no JSON array from here on")]
    [InlineData("[{\"title\":\"a\"}}]", 0, "is no JSON array from here on")]
    [InlineData("[1,{\"title\":\"a\"}]", 1, "the line is not a JSON object")]
    public async Task Reads_the_items_of_an_array(string text, int items, string? problem)
    {
        foreach (var piece in new[] { 1, 3, 1000 })
        {
            var lines = await ReadAsync(new Dripping(Encoding.UTF8.GetBytes(text), piece), ImportFormat.Auto);

            lines.Count(line => line.Item is not null).ShouldBe(items, $"{piece} bytes at a time");
            (lines.Find(line => line.Item is null).Problem ?? "").ShouldStartWith(problem ?? "");
        }
    }

    [Fact]
    public async Task Passes_over_an_item_that_is_too_long_without_holding_it()
    {
        var endless = new string('x', 5 * ImportFile.LineMax);

        var lines = await ReadAsync($"[{{\"title\":\"a\"}},{{\"title\":\"{endless}\"}},{{\"title\":\"c\"}}]");

        lines.Select(line => line.Item?.Title ?? line.Problem).ShouldBe(["a", $"the item is longer than {ImportFile.LineMax} bytes", "c"]);
        lines.Select(line => line.Number).ShouldBe([1L, 2, 3]);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.99)]
    public async Task A_compressed_file_that_is_cut_off_is_no_whole_file(double part)
    {
        var text = string.Join('\n', Enumerable.Range(0, 2000).Select(n => $$"""{"title":"{{n}} {{Guid.NewGuid()}}"}"""));
        var whole = Compressed(Encoding.UTF8.GetBytes(text));

        await Should.ThrowAsync<InvalidDataException>(ReadAsync(whole[..(int)(whole.Length * part)]));
    }

    private static byte[] Compressed(byte[] bytes)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return target.ToArray();
    }

    internal static Task<List<ImportLine<RawPost>>> ReadAsync(string text) => ReadAsync(Encoding.UTF8.GetBytes(text));

    internal static Task<List<ImportLine<RawPost>>> ReadAsync(byte[] bytes) => ReadAsync(new MemoryStream(bytes), ImportFormat.Auto);

    private static async Task<List<ImportLine<RawPost>>> ReadAsync(Stream source, ImportFormat format)
    {
        var opened = await ImportFile.OpenAsync(source, format, PostRowFormat.Instance, CancellationToken.None);
        opened.Error.ShouldBeNull();
        var lines = new List<ImportLine<RawPost>>();
        await foreach (var line in opened.Value.Lines)
        {
            lines.Add(line);
        }

        return lines;
    }

    private static string Told(ImportLine<RawPost> line) => line.Item is { } post
        ? string.Join(
            '\u001F', post.Author, post.Title, post.Body, string.Join('|', post.Tags ?? []), post.PublishedAt, post.Status, post.Language)
        : $"{line.Number}: {line.Problem}";

    /// <summary>Gives at most so many bytes at a time, as a slow pipe does.</summary>
    private sealed class Dripping(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, piece)], cancellationToken);
    }
}
