using Agora.Domain.Users;

namespace Agora.Domain.Tests.Users;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("example.org", "example.org")]
    [InlineData("a-1.example.org", "a-1.example.org")]
    [InlineData("m\u00fcnchen.de", "xn--mnchen-3ya.de")]
    [InlineData("M\u00dcNCHEN.de", "xn--mnchen-3ya.de")]
    [InlineData("mu\u0308nchen.de", "xn--mnchen-3ya.de")]
    [InlineData("XN--MNCHEN-3YA.de", "xn--mnchen-3ya.de")]
    [InlineData("\u4f8b\u5b50.\u4e2d\u56fd", "xn--fsqu00a.xn--fiqs8s")]
    [InlineData("\u4f8b\u5b50\u3002\u4e2d\u56fd", "xn--fsqu00a.xn--fiqs8s")]
    [InlineData("\u0939\u093f\u0928\u094d\u0926\u0940.\u092d\u093e\u0930\u0924", "xn--j2bd4cyah0f.xn--h2brj9c")]
    [InlineData("\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444", "xn--e1afmkfd.xn--p1ai")]
    public void A_host_of_letters_has_one_ascii_form(string host, string ascii) =>
        EmailAddress.Canonical($"ada@{host}").ShouldBe($"ada@{ascii}");

    [Theory]
    [InlineData("exa\u200bmple")]
    [InlineData("exa\u00admple")]
    [InlineData("exa\u200dmple")]
    [InlineData("exa\u200cmple")]
    [InlineData("example\ufe0f")]
    [InlineData("\u202eexample")]
    [InlineData("\u2060example")]
    [InlineData("example\u034f")]
    [InlineData("e\u115fxample")]
    [InlineData("e\u3164xample")]
    [InlineData("example\U000e0101")]
    [InlineData("\ufb01sh")]
    [InlineData("\uff11\uff12\uff13")]
    [InlineData("\uff45xample")]
    [InlineData("\uff25xample")]
    [InlineData("\u2167")]
    [InlineData("\u00b2")]
    [InlineData("x\u00b2")]
    [InlineData("\u2460")]
    [InlineData("\U0001d41a")]
    [InlineData("\U0001d400")]
    [InlineData("\u00aa")]
    [InlineData("\u017fun")]
    [InlineData("\uff76")]
    [InlineData("\u2126\ufe0f")]
    [InlineData("\u0301example")]
    [InlineData("exa\u007fmple")]
    [InlineData("exa\u0085mple")]
    [InlineData("exa mple")]
    [InlineData("exa_m\u00fcple")]
    [InlineData("\u00fc/x")]
    [InlineData("\U0001f600")]
    [InlineData("\u20ac")]
    [InlineData("\ue000")]
    [InlineData("\u0378")]
    [InlineData("\ufdfa")]
    [InlineData("\ud800")]
    [InlineData("xn--example-2z6c")]
    [InlineData("xn--example-nka")]
    [InlineData("xn--example-9573b")]
    [InlineData("xn--sh-1b1n")]
    [InlineData("xn--xample-hy68a")]
    [InlineData("xn--x4g")]
    [InlineData("xn--e28h")]
    [InlineData("xn--example-z76c")]
    public void Invisible_and_compatibility_characters_name_no_host(string label)
    {
        EmailAddress.Canonical($"ada@{label}.org").ShouldBeNull();
        EmailAddress.Canonical($"ada@www.{label}.m\u00fcnchen.de").ShouldBeNull();
    }

    [Theory]
    [InlineData("a@example.org", true)]
    [InlineData("a.b+c@example.org", true)]
    [InlineData(" a@example.org ", true)]
    [InlineData("@example.org", false)]
    [InlineData("example.org", false)]
    [InlineData(".a@example.org", false)]
    [InlineData("a.@example.org", false)]
    [InlineData("a..b@example.org", false)]
    [InlineData("a b@example.org", false)]
    [InlineData("\u00e4b@example.org", false)]
    [InlineData("a@b@example.org", false)]
    [InlineData("a@example", false)]
    [InlineData("a@.org", false)]
    [InlineData("a@example..org", false)]
    [InlineData("a@-example.org", false)]
    [InlineData("a@example-.org", false)]
    [InlineData("a@exa_mple.org", false)]
    [InlineData("a@127.0.0.1", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void An_address_has_a_dot_atom_and_a_host_name(string? text, bool isAddress) =>
        EmailAddress.Canonical(text).ShouldBe(isAddress ? text!.Trim() : null);

    [Fact]
    public void Its_parts_have_limits()
    {
        string Label(int length) => new('a', length);

        EmailAddress.Canonical($"{Label(64)}@example.org").ShouldNotBeNull();
        EmailAddress.Canonical($"{Label(65)}@example.org").ShouldBeNull();
        EmailAddress.Canonical($"a@{Label(63)}.org").ShouldNotBeNull();
        EmailAddress.Canonical($"a@{Label(64)}.org").ShouldBeNull();
        EmailAddress.Canonical($"a@{Label(63)}.{Label(63)}.{Label(63)}.{Label(61)}").ShouldNotBeNull()
            .Length.ShouldBe(UserRules.EmailMax);
        EmailAddress.Canonical($"a@{Label(63)}.{Label(63)}.{Label(63)}.{Label(62)}").ShouldBeNull();
    }

    [Theory]
    [InlineData("ada@example.org", "ADA@Example.org", true)]
    [InlineData("ada@m\u00fcnchen.de", "ada@xn--mnchen-3ya.de", true)]
    [InlineData("\u00e4da@example.org", "\u00c4DA@example.org", true)]
    [InlineData("ada@example.org", "bob@example.org", false)]
    [InlineData("ada@example.org", null, false)]
    [InlineData(null, "ada@example.org", false)]
    [InlineData(null, null, false)]
    public void Two_spellings_are_one_mailbox(string? one, string? other, bool expected) =>
        EmailAddress.AreSame(one, other).ShouldBe(expected);

    [Fact]
    public void An_account_is_found_by_each_form_of_its_address()
    {
        EmailAddress.Forms(" ada@M\u00dcnchen.de ")
            .ShouldBe(["ada@M\u00dcnchen.de", "ada@xn--mnchen-3ya.de", "ada@m\u00fcnchen.de"]);
        EmailAddress.Forms("ada@example.org").ShouldBe(["ada@example.org"]);
        EmailAddress.Forms(" ada ").ShouldBe(["ada"]);
    }
}
