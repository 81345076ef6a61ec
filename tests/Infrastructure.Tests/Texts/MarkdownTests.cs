using Agora.Infrastructure.Texts;

namespace Agora.Infrastructure.Tests.Texts;

public sealed class MarkdownTests
{
    private readonly Markdown markdown = new();

    [Theory]
    [InlineData("**bold** and ~~gone~~", "<p><strong>bold</strong> and <del>gone</del></p>\n")]
    [InlineData("- [x] done", "<ul class=\"contains-task-list\">\n<li class=\"task-list-item\"><input disabled=\"disabled\" type=\"checkbox\" checked=\"checked\" /> done</li>\n</ul>\n")]
    [InlineData("[a](https://example.org/x)", "<p><a href=\"https://example.org/x\" rel=\"nofollow ugc noopener noreferrer\">a</a></p>\n")]
    [InlineData("<https://example.org>", "<p><a href=\"https://example.org\" rel=\"nofollow ugc noopener noreferrer\">https://example.org</a></p>\n")]
    [InlineData("see https://example.org/x", "<p>see <a href=\"https://example.org/x\" rel=\"nofollow ugc noopener noreferrer\">https://example.org/x</a></p>\n")]
    [InlineData("[a](/posts?x=1:2)", "<p><a href=\"/posts?x=1:2\" rel=\"nofollow ugc noopener noreferrer\">a</a></p>\n")]
    [InlineData("![cat](https://example.org/c.png)", "<p><img src=\"https://example.org/c.png\" loading=\"lazy\" referrerpolicy=\"no-referrer\" alt=\"cat\" /></p>\n")]
    public void Renders(string source, string html) => markdown.ToHtml(source).ShouldBe(html);

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
        var html = markdown.ToHtml(source);

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
        var html = markdown.ToHtml(string.Concat(Enumerable.Repeat(piece, times)));

        html.ShouldNotBeEmpty();
    }
}
