using Agora.Application.Posts.Import;

namespace Agora.Application.Tests.Posts.Import;

public sealed class ImportedPostTests
{
    private static readonly ImportedAuthor Ada = new("Ada", "ada@example.org", null);
    private static readonly DateTimeOffset Date = new(2026, 3, 1, 9, 30, 0, TimeSpan.Zero);

    [Fact]
    public void Gives_the_same_post_the_same_id_every_time() =>
        ImportedPost.IdOf(Ada, "Notes", Date)
            .ShouldBe(ImportedPost.IdOf(new ImportedAuthor("Other name", "ADA@example.org", "other"), "Notes", Date));

    [Fact]
    public void Gives_another_author_title_or_date_another_id()
    {
        Guid[] ids =
        [
            ImportedPost.IdOf(Ada, "Notes", Date),
            ImportedPost.IdOf(Ada, "Notes", null),
            ImportedPost.IdOf(Ada, "Notes", Date.AddMilliseconds(1)),
            ImportedPost.IdOf(Ada, "notes", Date),
            ImportedPost.IdOf(Ada with { Email = "bob@example.org" }, "Notes", Date),
            ImportedPost.IdOf(new ImportedAuthor("Ada", null, null), "Notes", Date),
            ImportedPost.IdOf(new ImportedAuthor(null, null, "Ada"), "Notes", Date),
        ];

        ids.ShouldBeUnique();
    }

    [Theory]
    [InlineData("2026-03-01T09:30:00Z")]
    [InlineData("1950-01-01T00:00:00Z")]
    public void Lays_the_id_out_as_a_version_7_uuid(string date)
    {
        var at = DateTimeOffset.Parse(date, System.Globalization.CultureInfo.InvariantCulture);
        var id = ImportedPost.IdOf(Ada, "Notes", at);

        id.Version.ShouldBe(7);
        (id.Variant & 0xC).ShouldBe(0x8);
        Convert.ToInt64(id.ToString("N")[..12], 16).ShouldBe(Math.Max(at.ToUnixTimeMilliseconds(), 0));
    }
}
