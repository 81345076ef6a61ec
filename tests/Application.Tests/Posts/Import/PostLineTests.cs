using Agora.Application.Posts.Import;
using Agora.Domain.Common;

namespace Agora.Application.Tests.Posts.Import;

public sealed class PostLineTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly RawPost Good = new(
        new RawAuthor(
            "Ada Lovelace <ada@example.org>",
            null,
            null,
            null), "Notes", "On the engine.", ["History"], "2026-03-01T09:30:00+02:00", null, null);

    [Fact]
    public void Takes_a_line_that_keeps_every_rule()
    {
        var post = Check(Good).Value;

        post.Line.ShouldBe(7);
        post.Author.ShouldBe(new ImportedAuthor("Ada Lovelace", "ada@example.org", null));
        post.Tags.ShouldBe(["history"]);
        post.PublishedAt.ShouldBe(new DateTimeOffset(2026, 3, 1, 7, 30, 0, TimeSpan.Zero));
        post.PublishedAt!.Value.Offset.ShouldBe(TimeSpan.Zero);
        post.Published.ShouldBeTrue();
        post.Language.ShouldBe("english");
    }

    [Theory]
    [InlineData("Ada Lovelace <ada@example.org>", "Ada Lovelace", "ada@example.org")]
    [InlineData("\"Lovelace, Ada\" <ada@example.org>", "Lovelace, Ada", "ada@example.org")]
    [InlineData("  <ada@example.org> ", null, "ada@example.org")]
    [InlineData("ada@example.org", null, "ada@example.org")]
    [InlineData("Ada Lovelace", "Ada Lovelace", null)]
    [InlineData("Ada <the first> Lovelace <ada@example.org>", "Ada <the first> Lovelace", "ada@example.org")]
    public void Reads_an_author_in_each_usual_spelling(string text, string? name, string? email) =>
        Check(Good with { Author = new RawAuthor(text, null, null, null) }).Value.Author.ShouldBe(new ImportedAuthor(name, email, null));

    [Theory]
    [InlineData(null, "author: is missing")]
    [InlineData("   ", "author: has no name")]
    [InlineData("Ada <not a mail>", "author: the e-mail address is not one")]
    [InlineData("Ada\nLovelace", "author: the name must be one line")]
    public void Refuses_an_author_without_a_usable_name(string? text, string reason) =>
        Reason(Good with { Author = text is null ? null : new RawAuthor(text, null, null, null) }).ShouldContain(reason);

    [Fact]
    public void Refuses_a_username_that_the_api_would_refuse() =>
        Reason(Good with { Author = new RawAuthor(null, "Ada", null, "a b") }).ShouldContain("username");

    [Theory]
    [InlineData("2026-03-01T09:30:00Z")]
    [InlineData("2026-03-01T09:30:00.5+00:00")]
    [InlineData("2026-03-01T11:30:00.123456789+02:00")]
    [InlineData("2026-03-01T11:30:00.1234567891+02:00", false)]
    [InlineData("2026-03-01T09:30:00", false)]
    [InlineData("2026-03-01", false)]
    [InlineData("2026-03-01 09:30:00Z", false)]
    [InlineData("01/02/2026", false)]
    [InlineData("0000-01-01T00:00:00Z", false)]
    [InlineData("2026-02-30T00:00:00Z", false)]
    [InlineData("2026-03-01T24:00:00Z", false)]
    [InlineData("2016-12-31T23:59:60Z", true)]
    [InlineData("9999-12-31T23:59:59-14:00", false)]
    [InlineData("2026-03-01T09:30:00+15:00", false)]
    [InlineData("294276-01-01T00:00:00Z", false)]
    [InlineData("1899-12-31T23:59:59Z", false)]
    [InlineData("2026-06-03T12:00:00Z", false)]
    public void Takes_only_dates_that_mean_one_instant_of_the_past(string date, bool taken = true)
    {
        var check = Check(Good with { PublishedAt = date });

        check.IsSuccess.ShouldBe(taken);
        (check.Error?.Message ?? "publishedAt: ").ShouldStartWith("publishedAt: ");
    }

    [Fact]
    public void Counts_characters_as_the_database_does()
    {
        Check(Good with { Title = string.Concat(Enumerable.Repeat("😀", 200)) }).IsSuccess.ShouldBeTrue();
        Reason(Good with { Title = new string('x', 201) }).ShouldContain("title");
    }

    // Not as data of a theory: attributes cannot hold half of a surrogate pair.
    [Fact]
    public void Refuses_what_the_database_cannot_store()
    {
        foreach (var text in new[] { "a\0b", "a\uD800b", "a\uDC00" })
        {
            Reason(Good with { Title = text }).ShouldStartWith("title: holds");
            Reason(Good with { Body = text }).ShouldStartWith("body: holds");
            Reason(Good with { Tags = [text] }).ShouldStartWith("tags: ");
            Reason(Good with { Author = new RawAuthor(text, null, null, null) }).ShouldStartWith("author: ");
        }
    }

    [Fact]
    public void Counts_tags_after_putting_them_into_their_one_spelling()
    {
        var spellings = Enumerable.Repeat("Machine Learning", 30).ToList();

        Check(Good with { Tags = spellings }).Value.Tags.ShouldBe(["machine-learning"]);
        Reason(Good with { Tags = [.. Enumerable.Range(0, 11).Select(i => $"t{i}")] }).ShouldBe("tags: must be at most 10");
        Reason(Good with { Tags = [.. Enumerable.Range(0, 10_000).Select(_ => "t")] }).ShouldBe("tags: must be at most 10");
    }

    [Fact]
    public void Tells_everything_that_is_wrong_with_a_line_at_once()
    {
        var reason = Reason(new RawPost(null, " ", new string('x', 100_001), [""], "yesterday", "hidden", "klingon"));

        reason.Split("; ").Select(r => r.Split(':')[0])
            .ShouldBe(["author", "title", "body", "tags", "publishedAt", "language", "status"]);
    }

    private static Result<ImportedPost> Check(RawPost raw) => PostLine.Check(7, raw, Now);

    private static string Reason(RawPost raw) => Check(raw).Error.ShouldNotBeNull().Message;
}
