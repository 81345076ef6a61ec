using Agora.Domain.Media;
using Agora.Domain.Users;

namespace Agora.Domain.Tests.Users;

public sealed class ProfileTests
{
    private static readonly Guid Ann = Guid.NewGuid(), Former = Guid.NewGuid(), Image = Guid.NewGuid();

    [Fact]
    public void An_edit_replaces_what_people_tell_and_leaves_the_picture()
    {
        var profile = Stored();
        var links = new Dictionary<string, string> { ["mastodon"] = "https://example.org/@ann" };

        profile.Edit("Hello", "https://example.org/ann.png", links).Value.ShouldBeSameAs(profile);

        (profile.UserId, profile.Bio, profile.AvatarUrl, profile.AvatarId, profile.Version)
            .ShouldBe((Ann, "Hello", "https://example.org/ann.png", Former, 3));
        profile.SocialLinks.ShouldBeSameAs(links);
    }

    [Fact]
    public void A_person_is_shown_by_an_image_of_their_own()
    {
        var profile = Stored();

        profile.ShowAvatar(new AvatarImage(Image, Ann, MediaKind.Image)).Value.ShouldBeSameAs(profile);
        profile.AvatarId.ShouldBe(Image);
        profile.RemoveAvatar().Value.AvatarId.ShouldBeNull();
    }

    public static TheoryData<string, AvatarImage?> NoAvatars => new()
    {
        { "absent", null },
        { "of another person", new AvatarImage(Image, Guid.NewGuid(), MediaKind.Image) },
        { "no image", new AvatarImage(Image, Ann, MediaKind.Video) },
    };

    [Theory]
    [MemberData(nameof(NoAvatars))]
    public void Nothing_else_is_a_picture(string why, AvatarImage? image)
    {
        var profile = Stored();

        profile.ShowAvatar(image).Error.ShouldBe(MediaErrors.NoAvatar, why);

        profile.AvatarId.ShouldBe(Former);
    }

    [Fact]
    public void Limits_are_those_of_the_database()
    {
        UserRules.IsBio(null).ShouldBeTrue();
        UserRules.IsBio("").ShouldBeTrue();
        UserRules.IsBio(" ").ShouldBeFalse();
        UserRules.IsBio(new string('a', UserRules.BioMax)).ShouldBeTrue();
        UserRules.IsBio(new string('a', UserRules.BioMax + 1)).ShouldBeFalse();
        UserRules.IsFullName(new string('a', UserRules.FullNameMax)).ShouldBeTrue();
        UserRules.IsFullName(new string('a', UserRules.FullNameMax + 1)).ShouldBeFalse();
        UserRules.IsFullName(" ").ShouldBeFalse();
        UserRules.IsLinkName(new string('a', UserRules.LinkNameMax)).ShouldBeTrue();
        UserRules.IsLinkName(new string('a', UserRules.LinkNameMax + 1)).ShouldBeFalse();
        UserRules.IsLinkName("\u200b").ShouldBeFalse();
    }

    [Theory]
    [InlineData("https://example.org/@ann", true)]
    [InlineData("http://example.org/@ann", false)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("/ann", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void An_address_elsewhere_is_of_https(string? text, bool taken) => UserRules.IsWebAddress(text).ShouldBe(taken);

    [Fact]
    public void An_address_elsewhere_has_an_end()
    {
        const string site = "https://example.org/";

        UserRules.IsWebAddress(site.PadRight(UserRules.AvatarUrlMax, 'a')).ShouldBeTrue();
        UserRules.IsWebAddress(site.PadRight(UserRules.AvatarUrlMax + 1, 'a')).ShouldBeFalse();
    }

    private static Profile Stored() => Profile.Load(Ann, "Old", null, Former, new Dictionary<string, string>(), 3);
}
