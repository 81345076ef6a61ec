using Agora.Infrastructure.Database.Embedded.Provisioning;

namespace Agora.Infrastructure.Tests.Database.Embedded;

public sealed class AptSourcesTests
{
    [Fact]
    public void Reads_the_one_line_form_with_and_without_options()
    {
        const string text = """
            # deb http://commented.example/debian bookworm main
            deb-src http://source.example/debian bookworm main
            deb http://plain.example/debian bookworm main contrib # a remark
            deb [ arch=amd64 signed-by=/keys/a.gpg,/keys/b.gpg trusted=yes ] https://signed.example/debian   bookworm-updates	main
            deb [arch=amd64
            deb
            """;

        var sources = AptSources.ParseLines(text).ToArray();

        sources.Length.ShouldBe(2);
        sources[0].Uris.ShouldBe(["http://plain.example/debian"]);
        sources[0].Suites.ShouldBe(["bookworm"]);
        sources[0].Components.ShouldBe(["main", "contrib"]);
        sources[0].SignedBy.ShouldBeNull();
        sources[0].Trusted.ShouldBeFalse();
        sources[1].Suites.ShouldBe(["bookworm-updates"]);
        sources[1].SignedBy.ShouldBe("/keys/a.gpg /keys/b.gpg");
        sources[1].Trusted.ShouldBeTrue();
    }

    [Fact]
    public void Reads_stanzas_and_leaves_out_sources_and_disabled_ones()
    {
        const string text = """
            # A remark
            Types: deb deb-src
            URIs: http://one.example/debian
              http://two.example/debian
            suites: bookworm bookworm-updates
            # in between
            Components: main
            Signed-By: /keys/debian.gpg

            Types: deb-src
            URIs: http://three.example/debian
            Suites: bookworm
            Components: main

            Types: deb
            Enabled: no
            URIs: http://four.example/debian
            Suites: bookworm
            Components: main
            """;

        var source = AptSources.ParseStanzas(text).ShouldHaveSingleItem();

        source.Uris.ShouldBe(["http://one.example/debian", "http://two.example/debian"]);
        source.Suites.ShouldBe(["bookworm", "bookworm-updates"]);
        source.SignedBy.ShouldBe("/keys/debian.gpg");
    }

    [Fact]
    public void Keeps_a_key_that_is_written_into_the_stanza_as_it_stands()
    {
        const string text = """
            Types: deb
            URIs: http://mirror.example/debian
            Suites: bookworm
            Components: main
            Signed-By:
             -----BEGIN PGP PUBLIC KEY BLOCK-----
             .
             mQINBGPL0BUB
             -----END PGP PUBLIC KEY BLOCK-----
            """;

        var source = AptSources.ParseStanzas(text).ShouldHaveSingleItem();

        source.SignedBy.ShouldBe(
            "\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n mQINBGPL0BUB\n -----END PGP PUBLIC KEY BLOCK-----");
    }

    [Fact]
    public void Reads_both_forms_of_a_machine_and_passes_over_what_is_neither()
    {
        using var folder = new OpenTempFolder();
        var parts = Directory.CreateDirectory(folder.In("sources.list.d")).FullName;
        File.WriteAllText(folder.In("sources.list"), "deb http://a.example/debian bookworm main\n");
        File.WriteAllText(Path.Combine(parts, "b.list"), "deb http://b.example/debian bookworm main\n");
        File.WriteAllText(
            Path.Combine(parts, "c.sources"), "Types: deb\nURIs: http://c.example/debian\nSuites: bookworm\nComponents: main\n");
        File.WriteAllText(Path.Combine(parts, "d.list.save"), "deb http://d.example/debian bookworm main\n");

        AptSources.ReadMachine(folder.Path).Select(source => source.Uris[0])
            .ShouldBe(["http://a.example/debian", "http://b.example/debian", "http://c.example/debian"]);
        AptSources.ReadMachine(folder.In("absent")).ShouldBeEmpty();
    }
}
