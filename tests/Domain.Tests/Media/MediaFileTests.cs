using Agora.Domain.Common;
using Agora.Domain.Media;

namespace Agora.Domain.Tests.Media;

public sealed class MediaFileTests
{
    private static readonly DateTimeOffset Before = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero), Now = Before.AddDays(1);

    private static readonly Guid Owner = Guid.NewGuid();

    [Fact]
    public void Is_uploaded_with_a_clean_name()
    {
        var file = MediaFile.Upload(Owner, MediaKind.Image, "A cat", @"C:\pictures\cat.png", Now);

        (file.OwnerId, file.Kind, file.AlternativeText, file.FileName).ShouldBe((Owner, MediaKind.Image, "A cat", "cat.png"));
        (file.Version, file.CreatedAt).ShouldBe((1, Now));
        file.Id.ShouldNotBe(MediaFile.Upload(Owner, MediaKind.Image, null, null, Now).Id);
    }

    [Fact]
    public void A_text_that_the_validator_refuses_is_a_bug()
    {
        Should.Throw<ArgumentException>(() => MediaFile.Upload(Owner, MediaKind.Image, " ", null, Now));
        Should.Throw<ArgumentException>(() => MediaFile.Upload(Owner, MediaKind.Image, null, "/", Now));
        Should.Throw<ArgumentException>(() => Stored("A cat").Describe(" "));
    }

    [Theory]
    [InlineData("A dog")]
    [InlineData("A cat")]
    [InlineData(null)]
    public void Is_described(string? text)
    {
        var file = Stored("A cat");

        file.Describe(text).Value.ShouldBeSameAs(file);

        file.AlternativeText.ShouldBe(text);
    }

    [Fact]
    public void A_description_that_is_older_than_a_rule_stays() => Stored(" ").Describe(" ").Value.AlternativeText.ShouldBe(" ");

    [Fact]
    public void Is_removed_by_its_owner_and_by_staff()
    {
        var file = Stored(null);

        file.RemoverOf(Owner, isStaff: false).ShouldBe(Remover.Author);
        file.RemoverOf(Guid.NewGuid(), isStaff: true).ShouldBe(Remover.Staff);
    }

    private static MediaFile Stored(string? text) => MediaFile.Load(Guid.NewGuid(), Owner, MediaKind.Image, text, "cat.png", 3, Before);
}
