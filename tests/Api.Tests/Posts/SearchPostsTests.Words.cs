using System.Net;

namespace Agora.Api.Tests.Posts;

/// <summary>Which words a search finds in which text, and how the text that was found is shown.</summary>
public sealed partial class SearchPostsTests
{
    [Theory]
    // Names with dots.
    [InlineData("english", "We use node.js here", "node", true)]
    [InlineData("english", "We use node.js here", "js", true)]
    [InlineData("english", "We use Node.js here", "node.JS", true)]
    [InlineData("english", "We use node here", "node.js", false)]
    [InlineData("english", "Open config/app.settings.json first", "settings.json", true)]
    [InlineData("english", "call snake_case_name()", "case", true)]
    [InlineData("english", "a state-of-the-art thing", "state-of-the-art", true)]
    // Versions.
    [InlineData("english", "Release v1.2.3 is out", "1.2.3", true)]
    [InlineData("english", "Release 1.2.3 is out", "v1.2.3", true)]
    [InlineData("english", "Release V1.2.3 is out", "v1.2", true)]
    [InlineData("english", "Release v1.2.3 is out", "1.3", false)]
    [InlineData("english", "Release v1.2.3 is out", "3.2.1", false)]
    // Accents, in the stems of the language and without them.
    [InlineData("english", "a café nearby", "cafe", true)]
    [InlineData("english", "a cafe nearby", "café", true)]
    [InlineData("english", "a cafe\u0301 nearby", "caf\u00e9", true)]
    [InlineData("english", "two résumés", "resume", true)]
    [InlineData("english", "two resumes", "résumé", true)]
    [InlineData("english", "a café nearby", "cafe -café", false)]
    [InlineData("english", "a café noir", "\"cafe noir\"", true)]
    [InlineData("french", "la pomme est mangée", "mangé", true)]
    [InlineData("french", "un cœur", "coeur", true)]
    [InlineData("german", "die Straße", "strasse", true)]
    [InlineData("german", "die Bäume", "baum", true)]
    [InlineData("spanish", "una canción", "canciones", true)]
    [InlineData("swedish", "ett smörgåsbord", "smorgasbord", true)]
    [InlineData("turkish", "İstanbul", "istanbul", true)]
    [InlineData("simple", "Łódź i Malmø", "lodz malmo", true)]
    [InlineData("greek", "ένας καφές", "καφες", true)]
    [InlineData("russian", "новая ёлка", "елка", true)]
    // Words inside of text without spaces.
    [InlineData("simple", "東京都庁に行く", "東京", true)]
    [InlineData("simple", "東京都庁に行く", "都庁", true)]
    [InlineData("simple", "東京都庁に行く", "東京都", true)]
    [InlineData("simple", "東京都庁に行く", "庁", true)]
    [InlineData("simple", "東京都庁に行く", "く", true)]
    [InlineData("simple", "東京都庁に行く", "京東", false)]
    [InlineData("english", "我喜欢学习中文。", "学习", true)]
    [InlineData("english", "スーパーマーケット", "マーケット", true)]
    [InlineData("english", "ｽｰﾊﾟｰ", "スーパー", true)]
    [InlineData("english", "서울에서 만나요", "서울", true)]
    [InlineData("english", "東京tower2020", "tower2020", true)]
    [InlineData("english", "ＡＢＣ", "abc", true)]
    // Addresses, pasted whole or in part.
    [InlineData("english", "see https://example.org/a/b?x=1&y=2#top.", "https://example.org/a/b?x=1&y=2#top", true)]
    [InlineData("english", "see <https://example.org/a>", "https://example.org/a", true)]
    [InlineData("english", "see [docs](https://example.org/a)", "https://example.org/a", true)]
    [InlineData("english", "see https://example.org/a/", "http://Example.org/a", true)]
    [InlineData("english", "see https://example.org/a", "example.org", true)]
    [InlineData("english", "see https://example.org/a", "https://example.org/b", false)]
    [InlineData("english", "see https://de.wikipedia.org/wiki/Stra%C3%9Fe_(Ort)", "https://de.wikipedia.org/wiki/Stra%C3%9Fe_(Ort)", true)]
    [InlineData("english", "write to ada.l@example.org, please", "ada.l@example.org", true)]
    [InlineData("english", "write to <ada.l@example.org>", "mailto:ada.l@example.org", true)]
    [InlineData("english", "write to ada.l@example.org, please", "ada@example.org", false)]
    // What looks like markup.
    [InlineData("english", "the <b>bold</b> <marquee> element", "marquee", true)]
    [InlineData("english", "ham &eggs; spam", "eggs", true)]
    public async Task Finds_words_as_people_write_them(string language, string text, string term, bool found)
    {
        var author = await api.SignedInAsync();
        await author.PublishedAsync("Untitled", text, language: language);

        (await SearchAsync(term, $"&author={author.UserId}")).Length.ShouldBe(found ? 1 : 0);
    }

    [Theory]
    [InlineData("Some **bold** words in a [link](https://example.org/x)", "link", "Some bold words in a <mark>link</mark>")]
    [InlineData("# Heading\n\n- one\n- `code` **two**", "two", "Heading one code <mark>two</mark>")]
    [InlineData("| a | b |\n|---|---|\n| cell | other |", "cell", "a b <mark>cell</mark> other")]
    [InlineData(
        "use **node**.js v1.2.3", "node.js 1.2.3", "use <mark>node</mark>.<mark>js</mark> v<mark>1</mark>.<mark>2</mark>.<mark>3</mark>")]
    [InlineData("<https://example.org/ab>", "example.org", "https://<mark>example</mark>.<mark>org</mark>/ab")]
    [InlineData("keep the <b>tag</b> & rest", "tag", "keep the &lt;b&gt;<mark>tag</mark>&lt;/b&gt; &amp; rest")]
    [InlineData(
        "M\u00fcller& \"S\u00f6hne\" < 'caf\u00e9' \ud83d\ude00 end",
        "caf\u00e9",
        "M\u00fcller&amp; &quot;S\u00f6hne&quot; &lt; &#39;<mark>caf\u00e9</mark>&#39; \ud83d\ude00 end")]
    [InlineData("東京都庁に行く", "東京都", "<mark>東京都</mark>庁に行く")]
    [InlineData("京京都", "京都", "京<mark>京都</mark>")]
    [InlineData("a caf\u0113 x\u0304 noir", "noir cafe", "a <mark>caf\u0113</mark> x\u0304 <mark>noir</mark>")]
    [InlineData("see [docs](https://example.org/hidden) there", "hidden", "see docs there")]
    public async Task Shows_the_text_that_matches_without_its_marks(string body, string term, string snippet)
    {
        var author = await api.SignedInAsync();
        await author.PublishedAsync("Untitled", body);

        (await SearchAsync(term, $"&author={author.UserId}")).ShouldHaveSingleItem().GetProperty("snippet").GetString().ShouldBe(snippet);
    }

    [Fact]
    public async Task Shows_the_places_of_a_long_text_that_match()
    {
        var author = await api.SignedInAsync();
        var filler = string.Concat(Enumerable.Repeat("filler ", 100));
        await author.PublishedAsync("Untitled", $"{filler}the quokka sleeps {filler}and a quokka eats {filler}");

        var snippet = (await SearchAsync("quokka", $"&author={author.UserId}")).ShouldHaveSingleItem().GetProperty("snippet").GetString()!;

        snippet.ShouldContain("the <mark>quokka</mark> sleeps");
        snippet.ShouldContain("and a <mark>quokka</mark> eats");
        snippet.ShouldContain(" … ");
        snippet.Length.ShouldBeLessThan(500);
    }

    [Theory]
    [InlineData(
        "# Title #\n\ntext **bold** *it* ***both*** _em_ __strong__ ~~gone~~ snake_case_name",
        "Title text bold it both em strong gone snake_case_name")]
    [InlineData("Setext\n======\n\nSub\n---\nbody", "Setext Sub body")]
    [InlineData("| a | b |\n|---|:-:|\n| 1 | `x` |\n| **2** | a\\|b |\n\nafter", "a b 1 x 2 a|b after")]
    [InlineData("a | b\n--- | ---\nc | d", "a b c d")]
    [InlineData("\\*not em\\* \\[x\\] &amp; &lt;b&gt; &copy; &#65; &#x42; &nope;", "*not em* [x] & <b> \u00a9 A B &nope;")]
    [InlineData("<https://example.org/a_b_c> and <ada@example.org>", "https://example.org/a_b_c and ada@example.org")]
    [InlineData("https://example.org/x_y_z", "https://example.org/x_y_z")]
    [InlineData("```js\nvar *a* = **b**;\n```\n\ntext `code *x*` ``a`b``", "var *a* = **b**; text code *x* a`b")]
    [InlineData("para\n\n    indented *code*\n\nend", "para indented *code* end")]
    [InlineData("~~~\n# no heading\n~~~\nend", "# no heading end")]
    [InlineData("- one\n- [x] two\n  * three\n\n1. four\n2. five\n\n> quote\n> > deep", "one two three four five quote deep")]
    [InlineData("In the year\n2026. It ended", "In the year 2026. It ended")]
    [InlineData("<b>bold</b> <!-- c --> <div>", "<b>bold</b> <!-- c --> <div>")]
    [InlineData(
        "![cat](c.png \"t\") [a **b**](https://e.org/(x) \"t\") [![p](a.png)](b) [ref][r] [r] [nope]\n\n[r]: https://x.org",
        "cat a b p ref r [nope]")]
    [InlineData("one  \ntwo\\\nthree\n\n* * *\n\nend", "one two three end")]
    [InlineData("**a *b* c** _snake_case_ x_y_ *a **b** c*", "a b c snake_case x_y_ a b c")]
    [InlineData("2 * 3 * 4 and a_b", "2 * 3 * 4 and a_b")]
    public async Task Excerpts_and_snippets_read_every_construct_as_text(string body, string text)
    {
        var author = await api.SignedInAsync();
        await author.PublishedAsync("Aardwolf", body);

        var found = (await SearchAsync("aardwolf", $"&author={author.UserId}")).ShouldHaveSingleItem();

        found.GetProperty("post").GetProperty("excerpt").GetString().ShouldBe(text);
        WebUtility.HtmlDecode(found.GetProperty("snippet").GetString()).ShouldBe(text);
    }

    [Fact]
    public async Task Finds_words_of_a_text_that_an_index_cannot_hold()
    {
        var author = await api.SignedInAsync();
        var random = string.Concat(Enumerable.Range(0, 99_000).Select(i => (char)('\u4E00' + (i * 7919 % 20_000))));

        await author.PublishedAsync("Untitled", $"thylacine {random}");

        (await SearchAsync("thylacine", $"&author={author.UserId}")).Length.ShouldBe(1);
    }
}
