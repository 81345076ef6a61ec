using Agora.Application.Posts.Import;
using Agora.Domain.Users;

namespace Agora.Application.Tests.Posts.Import;

public sealed class ImportedAuthorTests
{
    [Theory]
    [InlineData("Ada Lovelace", "ada-lovelace")]
    [InlineData("Ærøskøbing & Söhne", "aeroskobing-sohne")]
    [InlineData("  IOhannes m zmölnig (Debian/GNU) ", "iohannes-m-zmolnig-debian-gnu")]
    [InlineData("Conan O'Brien", "conan-obrien")]
    [InlineData("Łukasz Żółć", "lukasz-zolc")]
    [InlineData("Öğün Şahin-Ünsal", "ogun-sahin-unsal")]
    [InlineData("-- Jörg --", "jorg")]
    public void Makes_a_username_of_a_name(string name, string username) =>
        new ImportedAuthor(name, null, null).WantedUsername.ShouldBe(username);

    [Fact]
    public void Prefers_the_username_of_the_file_and_falls_back_on_the_mailbox()
    {
        new ImportedAuthor("Ada Lovelace", "countess@example.org", "Ada.L").WantedUsername.ShouldBe("Ada.L");
        new ImportedAuthor(null, "ada.lovelace+x@example.org", null).WantedUsername.ShouldBe("ada-lovelace-x");
    }

    [Theory]
    [InlineData("Ai")]
    [InlineData("山田太郎")]
    [InlineData("!!!")]
    [InlineData("àáâãäåāăąçćĉċčďđðèéêëēĕėęěĝğġģĥħìíîïĩīĭįıĵķĺļľłñńņňòóôõöøōŏőŕŗřśŝşšșţťŧțùúûüũūŭůűųŵýÿŷźżž")]
    [InlineData("Professor Doctor Maximilian Alexander Freiherr von und zu Hohenstein")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa aaaaaaaaaaaaaaaaaaaa")]
    public void Makes_a_valid_username_of_any_name(string name)
    {
        var author = new ImportedAuthor(name, null, null);

        UserRules.IsUsername(author.WantedUsername).ShouldBeTrue(author.WantedUsername);
        UserRules.IsUsername(author.SpareUsername).ShouldBeTrue(author.SpareUsername);
        author.SpareUsername.ShouldNotBe(new ImportedAuthor(name, "ada@example.org", null).SpareUsername);
    }
}
