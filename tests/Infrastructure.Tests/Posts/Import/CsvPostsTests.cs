using System.Text;
using Agora.Infrastructure.Imports;
using Agora.Infrastructure.Posts.Import;

namespace Agora.Infrastructure.Tests.Posts.Import;

public sealed class CsvPostsTests
{
    [Fact]
    public async Task Reads_columns_in_any_order_and_lists_in_a_field()
    {
        var lines = await PostFileTests.ReadAsync("tags,body,title,author\r\n a | b||,Text,Title,Ada <ada@example.org>\r\n");

        var post = lines.ShouldHaveSingleItem().Item.ShouldNotBeNull();
        (post.Title, post.Body, post.Author!.Text).ShouldBe(("Title", "Text", "Ada <ada@example.org>"));
        post.Tags.ShouldBe(["a", "b"]);
        (post.PublishedAt, post.Status, post.Language).ShouldBe((null, null, null));
    }

    [Fact]
    public async Task Numbers_records_by_the_line_that_they_begin_on()
    {
        var lines = await PostFileTests.ReadAsync(
            "title,body\nOne,\"first\nsecond\n\nfourth\"\nTwo,\"say \"\"hi\"\", then\"\nThree,only\n");

        lines.Select(l => l.Number).ShouldBe([2, 6, 7]);
        lines[0].Item!.Body.ShouldBe("first\nsecond\n\nfourth");
        lines[1].Item!.Body.ShouldBe("say \"hi\", then");
    }

    [Theory]
    [InlineData("Two,2,3", "has 3 fields where the header has 2")]
    [InlineData("Two", "has 1 fields where the header has 2")]
    [InlineData("Two,a\"b", "a quote stands where none may be")]
    public async Task Reports_why_a_record_is_no_post_and_continues(string bad, string reason)
    {
        var lines = await PostFileTests.ReadAsync($"title,body\nOne,1\n{bad}\nThree,3\n");

        lines.Select(l => l.Problem).ShouldBe([null, reason, null]);
        lines[1].Number.ShouldBe(3);
    }

    [Fact]
    public async Task Refuses_bytes_that_are_not_utf8_in_that_record_alone()
    {
        var lines = await PostFileTests.ReadAsync([.. "title,body\nOne,1\nTwo,"u8, 0xC3, 0x28, .. "\nThree,3\n"u8]);

        lines.Select(l => l.Problem is null).ShouldBe([true, false, true]);
        lines[1].Problem.ShouldNotBeNull().ShouldContain("UTF-8");
    }

    [Fact]
    public async Task Ends_where_a_quote_is_never_closed()
    {
        var endless = new string('x', ImportFile.LineMax + 1);
        var lines = await PostFileTests.ReadAsync($"title,body\nOne,1\nTwo,\"{endless}");

        lines.Count.ShouldBe(2);
        lines[1].Problem.ShouldNotBeNull().ShouldContain("the rest of the file was not read");
    }

    [Fact]
    public async Task Does_not_take_half_a_record_at_the_end_for_a_whole_one()
    {
        var lines = await PostFileTests.ReadAsync("title,body\nOne,1\nTwo,\"cut off in the middle");

        lines.Select(l => l.Problem is null).ShouldBe([true, false]);
    }

    [Theory]
    [InlineData("title,body,views\n", "unknown column \"views\"")]
    [InlineData("title;body\n", "unknown column \"title;body\"")]
    [InlineData("title,title,body\n", "names a column twice")]
    [InlineData("title,author\n", "names no body")]
    [InlineData("Title,Body\n", "unknown column \"Title\"")]
    public async Task Refuses_a_file_whose_header_it_does_not_know(string text, string reason)
    {
        var opened = await ImportFile.OpenAsync(
            new MemoryStream(Encoding.UTF8.GetBytes(text)), ImportFormat.Auto, PostRowFormat.Instance, CancellationToken.None);

        opened.Error.ShouldNotBeNull().Message.ShouldContain(reason);
    }
}
