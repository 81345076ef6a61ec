using Agora.Infrastructure.Database.Embedded.Provisioning;

namespace Agora.Infrastructure.Tests.Database.Embedded;

public sealed class DebianArchiveTests
{
    [Fact]
    public void Takes_the_mirror_of_the_machine_first_and_its_security_updates_with_it()
    {
        var archives = From("""
            deb https://packages.vendor.example/debian/12/prod bookworm main
            deb https://repo.vendor.example/apt bookworm-vendor main
            deb [signed-by=/keys/debian.gpg] http://mirror.example/debian/ bookworm main contrib
            deb [signed-by=/keys/debian.gpg] http://mirror.example/debian-security bookworm-security main
            """);

        archives.Select(archive => archive.Uri).ShouldBe(["http://mirror.example/debian/", DebianArchive.Default.Uri]);
        archives[0].SecurityUri.ShouldBe("http://mirror.example/debian-security");
        archives[0].SignedBy.ShouldBe("/keys/debian.gpg");
    }

    [Fact]
    public void Knows_a_mirror_with_another_path_by_its_updates_suite()
    {
        var archives = From("""
            deb mirror+file:/etc/apt/mirrors/list bookworm main
            deb mirror+file:/etc/apt/mirrors/list bookworm-updates main
            deb cdrom:[Debian]/debian bookworm main
            """);

        archives[0].SecurityUri.ShouldBeNull();
        archives.Select(archive => archive.Uri).ShouldBe(["mirror+file:/etc/apt/mirrors/list", DebianArchive.Default.Uri]);
    }

    [Fact]
    public void Falls_back_on_the_default_where_the_machine_is_no_Debian()
    {
        var archives = From("""
            deb http://archive.example/ubuntu noble main universe
            deb http://security.example/ubuntu noble-security main
            """);

        archives.ShouldBe([DebianArchive.Default]);
    }

    [Fact]
    public void Does_not_list_the_default_twice_and_knows_its_security_updates() =>
        From($"deb {DebianArchive.Default.Uri}/ bookworm main")
            .ShouldHaveSingleItem().SecurityUri.ShouldBe(DebianArchive.Default.SecurityUri);

    [Fact]
    public void Writes_sources_for_the_wanted_suite_and_never_trusts_by_itself()
    {
        var text = DebianArchive.Default.ToSources("trixie", "/keys/debian.gpg");

        text.ShouldBe("""
            Types: deb
            URIs: http://deb.debian.org/debian
            Suites: trixie
            Components: main
            Signed-By: /keys/debian.gpg

            Types: deb
            URIs: http://deb.debian.org/debian-security
            Suites: trixie-security
            Components: main
            Signed-By: /keys/debian.gpg

            """);
        (DebianArchive.Default with { Trusted = true }).ToSources("trixie", null).ShouldContain("Trusted: yes");
    }

    private static IReadOnlyList<DebianArchive> From(string lines) => DebianArchive.From([.. AptSources.ParseLines(lines)]);
}
