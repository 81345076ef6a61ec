using System.Text.RegularExpressions;
using Agora.Infrastructure.Texts;

namespace Agora.Infrastructure.Tests.Texts;

public sealed class MarkdownTests
{
    private readonly Markdown markdown = new();

    [Theory]
    [InlineData("**bold** and ~~gone~~", "<p><strong>bold</strong> and <del>gone</del></p>\n")]
    [InlineData(
        "- [x] done",
        "<ul class=\"contains-task-list\">\n<li class=\"task-list-item\"><input disabled=\"disabled\" type=\"checkbox\" "
        + "checked=\"checked\" /> done</li>\n</ul>\n")]
    [InlineData("[a](https://example.org/x)", "<p><a href=\"https://example.org/x\" rel=\"nofollow ugc noopener noreferrer\">a</a></p>\n")]
    [InlineData(
        "<https://example.org>",
        "<p><a href=\"https://example.org\" rel=\"nofollow ugc noopener noreferrer\">https://example.org</a></p>\n")]
    [InlineData(
        "see https://example.org/x",
        "<p>see <a href=\"https://example.org/x\" rel=\"nofollow ugc noopener noreferrer\">https://example.org/x</a></p>\n")]
    [InlineData("[a](/posts?x=1:2)", "<p><a href=\"/posts?x=1:2\" rel=\"nofollow ugc noopener noreferrer\">a</a></p>\n")]
    [InlineData(
        "![cat](https://example.org/c.png)",
        "<p><img src=\"https://example.org/c.png\" loading=\"lazy\" referrerpolicy=\"no-referrer\" alt=\"cat\" /></p>\n")]
    public void Renders(string source, string html) => markdown.ToHtml(source, Guid.Empty).ShouldBe(html);

    [Theory]
    [InlineData("[**bold** text](javascript:x)", "<p><strong>bold</strong> text</p>\n")]
    [InlineData("[a]()", "<p>a</p>\n")]
    [InlineData("![a cat](cat.png)", "<p>a cat</p>\n")]
    [InlineData("![](cat.png)", "<p>cat.png</p>\n")]
    [InlineData(
        "[![a cat](cat.png)](https://example.org)",
        "<p><a href=\"https://example.org\" rel=\"nofollow ugc noopener noreferrer\">a cat</a></p>\n")]
    [InlineData("[a][r] ![b][r]\n\n[r]: data:x", "<p>a b</p>\n")]
    public void Keeps_the_text_of_links_and_pictures_that_it_does_not_show(string source, string html) =>
        markdown.ToHtml(source, Guid.Empty).ShouldBe(html);

    [Fact]
    public void Two_texts_on_a_page_share_no_id_and_their_links_stay_within_them()
    {
        const string source = "# One\n\nfirst[^a], second[^b], first again[^a]\n\n[^a]: A\n[^b]: B";

        var pages = new[] { Guid.NewGuid(), Guid.NewGuid() }.Select(id => markdown.ToHtml(source, id)).ToList();

        var ids = pages.SelectMany(page => Values(page, "id")).ToList();
        ids.Count.ShouldBe(10);
        ids.ShouldBeUnique();
        foreach (var page in pages)
        {
            Values(page, "href").Select(href => href.TrimStart('#')).ShouldBeSubsetOf(Values(page, "id"));
        }

        static IReadOnlyList<string> Values(string html, string attribute) =>
            [.. Regex.Matches(html, $" {attribute}=\"([^\"]*)\"", RegexOptions.None, TimeSpan.FromSeconds(1))
                .Select(m => m.Groups[1].Value)];
    }

    [Theory]
    [InlineData("[a](/posts/1?x=1#y)", "https://example.org/posts/1?x=1#y")]
    [InlineData("[a](other)", "https://example.org/site/other")]
    [InlineData("[a](#part)", "https://example.org/site/page#part")]
    [InlineData("[a][r]\n\n[r]: ../up", "https://example.org/up")]
    [InlineData("[a](https://example.com/x)", "https://example.com/x")]
    [InlineData("[a](mailto:ada@example.org)", "mailto:ada@example.org")]
    public void Leads_from_the_page_of_the_text_when_it_is_shown_elsewhere(string source, string address) =>
        markdown.ToHtml(source, Guid.Empty, new Uri("https://example.org/site/page")).ShouldContain($"href=\"{address}\"");

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("a <b onclick=\"x()\">b</b>")]
    [InlineData("[a](javascript:alert(1))")]
    [InlineData("[a](JaVaScRiPt&#58;alert(1))")]
    [InlineData("[a](java\u0000script:alert(1))")]
    [InlineData("[a](&#x01;javascript:alert(1))")]
    [InlineData("[a](data:text/html;base64,PHNjcmlwdD4=)")]
    [InlineData("[a](vbscript:x)")]
    [InlineData("<javascript:alert(1)>")]
    [InlineData("![a](data:image/svg+xml,x)")]
    [InlineData("[a](//evil.example)")]
    [InlineData("[a](/\\evil.example)")]
    [InlineData("[a]\n\n[a]: javascript:alert(1)")]
    [InlineData("[a](https://x.example \"\\\" onmouseover=alert(1) \")")]
    [InlineData("[^1]\n\n[^1]: <script>x</script>")]
    [InlineData("```\" onclick=x\n</code><script>\n```")]
    public void Lets_no_markup_or_dangerous_address_of_the_writer_through(string source)
    {
        var html = markdown.ToHtml(source, Guid.Empty);

        html.ShouldNotContain("<script", Case.Insensitive);
        html.ShouldNotContain("<b ", Case.Insensitive);
        html.ShouldNotContain("<img src=x", Case.Insensitive);
        html.ShouldNotMatch("(?i)(href|src)=\"\\s*(javascript|vbscript|data|//|/\\\\)");
        html.ShouldNotMatch("(?i)<[^>]*\\son\\w+=(?![^<]*\"[^<>]*>)");
    }

    [Theory]
    [InlineData(">", 100_000)]
    [InlineData("[", 100_000)]
    [InlineData("![", 50_000)]
    [InlineData("*a ", 33_000)]
    [InlineData("- ", 50_000)]
    [InlineData("`a", 50_000)]
    [InlineData("[a](", 25_000)]
    [InlineData("<a:", 33_000)]
    [InlineData("| a ", 25_000)]
    [InlineData("[^a]", 25_000)]
    [InlineData("https://", 12_500)]
    public void Is_done_with_hostile_nesting_without_overflowing_the_stack(string piece, int times)
    {
        // No assertion on time beyond "it ends": the runner of the tests stops what does not.
        var html = markdown.ToHtml(string.Concat(Enumerable.Repeat(piece, times)), Guid.Empty);

        html.ShouldNotBeEmpty();
    }
}
