using Agora.Infrastructure.Database.Embedded.Provisioning;

namespace Agora.Infrastructure.Tests.Database.Embedded;

public sealed class PackageIndexTests
{
    [Fact]
    public async Task Follows_dependencies_and_leaves_out_the_unwanted_with_what_only_they_need()
    {
        var index = await Read(
            ("server", "Depends: compiler (>= 19), wanted (>= 1:2~) | other, libc6:any"),
            ("compiler", "Depends: solver"),
            ("solver", ""),
            ("wanted", "Pre-Depends: deep"),
            ("other", ""),
            ("deep", "Depends: server"),
            ("libc6", ""));

        var closure = index.Closure(["server"], Set("compiler"));

        closure.Select(package => package.Name).ShouldBe(["deep", "libc6", "server", "wanted"]);
    }

    [Fact]
    public async Task Meets_a_virtual_package_by_one_that_provides_it_and_prefers_one_that_is_there_anyway()
    {
        var index = await Read(
            ("server", "Depends: second, awk, absent | mail"),
            ("first", "Provides: awk, editor"),
            ("second", "Provides: awk (= 1.0)"),
            ("postman", "Provides: mail"));

        index.Closure(["server"], Set()).Select(package => package.Name).ShouldBe(["postman", "second", "server"]);
    }

    [Fact]
    public async Task Says_which_package_is_missing_and_who_needs_it()
    {
        var index = await Read(("server", "Depends: library | substitute"));

        Should.Throw<InvalidDataException>(() => index.Closure(["server"], Set()))
            .Message.ShouldBe("The mirror offers no library or substitute, which server needs.");
        Should.Throw<InvalidDataException>(() => index.Closure(["absent"], Set()))
            .Message.ShouldBe("The mirror offers no absent.");
    }

    [Fact]
    public async Task Knows_how_apt_names_the_file_of_a_version_with_an_epoch()
    {
        var index = await PackageIndex.ReadAsync(
            new StringReader(
                "Package: zlib1g\nVersion: 1:1.3.dfsg+really1.3.1-1+b1\nArchitecture: amd64\nSize: 88900\nSHA256: ab\nDescription: text\n "
                + "more text\n"),
            CancellationToken.None);

        var package = index.Find("zlib1g").ShouldNotBeNull();
        package.FileName.ShouldBe("zlib1g_1%3a1.3.dfsg+really1.3.1-1+b1_amd64.deb");
        package.Size.ShouldBe(88900);
    }

    private static Task<PackageIndex> Read(params (string Name, string Fields)[] packages)
    {
        var stanzas = packages.Select(package => string.Join('\n', new[]
        {
            $"Package: {package.Name}", "Version: 1.0", "Architecture: all", "Size: 1", "SHA256: 00", package.Fields,
        }.Where(line => line.Length > 0)));
        return PackageIndex.ReadAsync(new StringReader(string.Join("\n\n", stanzas)), CancellationToken.None);
    }

    private static HashSet<string> Set(params string[] names) => new(names, StringComparer.Ordinal);
}
