using Agora.Domain.Users;

namespace Agora.Domain.Tests.Users;

public sealed class UsernameTests
{
    [Theory]
    [InlineData("ann", true)]
    [InlineData("Ann.Bob_C-3", true)]
    [InlineData("3rd", true)]
    [InlineData("an", false)]
    [InlineData("", false)]
    [InlineData(".ann", false)]
    [InlineData("-ann", false)]
    [InlineData("ann bob", false)]
    [InlineData("änn", false)]
    [InlineData("annä", false)]
    [InlineData("ann@b", false)]
    public void A_name_is_of_ASCII_letters_digits_and_three_marks(string text, bool isName)
    {
        UserRules.IsUsername(text).ShouldBe(isName);
        if (isName)
        {
            Username.Of(text).ToString().ShouldBe(text);
            Username.Choose(text).Value.Text.ShouldBe(text);
        }
        else
        {
            Should.Throw<ArgumentException>(() => Username.Of(text));
        }
    }

    [Fact]
    public void A_name_has_three_to_fifty_characters()
    {
        UserRules.IsUsername(null).ShouldBeFalse();
        UserRules.IsUsername(new string('a', UserRules.UsernameMax)).ShouldBeTrue();
        UserRules.IsUsername(new string('a', UserRules.UsernameMax + 1)).ShouldBeFalse();
        UserRules.IsUsername(new string('a', UserRules.UsernameMin)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("admin")]
    [InlineData("ADMIN")]
    [InlineData("a.d-m_in")]
    [InlineData("deleted-0123456789abcdef")]
    [InlineData("Deleted-me")]
    [InlineData("01234567-89ab-cdef-0123-456789abcdef")]
    public void Names_that_imply_the_community_are_refused(string text)
    {
        Username.Choose(text).Error.ShouldBe(UserErrors.UsernameReserved);
        Username.Of(text).Text.ShouldBe(text);
    }

    [Theory]
    [InlineData("administer")]
    [InlineData("deleted")]
    [InlineData("undeleted-me")]
    public void What_only_begins_alike_is_free(string text) => ReservedNames.Contains(text).ShouldBe(text == "deleted");
}
