using System.Globalization;
using System.Text.Json;

namespace Agora.Architecture.Tests;

/// <summary>What the registry of our builds cannot tell (build/decisions/0010-advisories.md).</summary>
public sealed class PackageTests
{
    private sealed record KnownBad(string Package, Version From, Version Fixed, string Advisory);

    private static readonly IReadOnlyList<KnownBad> List =
    [
        .. File.ReadLines(Path.Combine(Solution.Root, "build", "known-bad.tsv")).Where(line => !line.StartsWith('#')).Skip(1)
            .Select(line => line.Split('\t'))
            .Select(cells => new KnownBad(cells[0], VersionOf(cells[1]), VersionOf(cells[2]), cells[3])),
    ];

    [Fact]
    public void No_lock_file_names_a_version_that_is_known_as_bad()
    {
        var locked = Solution.SourceFiles(".", "packages.lock.json").SelectMany(Locked).Distinct().ToList();

        locked.Count.ShouldBeGreaterThan(40);
        locked.SelectMany(p => Findings(p.Package, p.Version)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Npgsql", "8.0.2", "CVE-2024-32655")]
    [InlineData("npgsql", "7.0.6", "CVE-2024-32655")]
    [InlineData("Microsoft.OpenApi", "2.0.0-preview.11", "CVE-2026-49451")]
    [InlineData("MailKit", "4.15.1", "CVE-2026-41319")]
    [InlineData("AWSSDK.Core", "4.0.3.2", "CVE-2026-22611")]
    [InlineData("Newtonsoft.Json", "9.0.1", "CVE-2024-21907")]
    public void Finds_a_bad_version(string package, string version, string advisory) =>
        Findings(package, version).ShouldHaveSingleItem().ShouldContain(advisory);

    [Theory]
    [InlineData("Npgsql", "8.0.3")]
    [InlineData("Npgsql", "7.0.7")]
    [InlineData("Microsoft.OpenApi", "1.6.22")]
    [InlineData("AWSSDK.Core", "4.0.101.1")]
    public void Passes_over_a_good_one(string package, string version) => Findings(package, version).ShouldBeEmpty();

    private static IEnumerable<string> Findings(string package, string version) =>
        from bad in List
        where string.Equals(bad.Package, package, StringComparison.OrdinalIgnoreCase)
        let locked = VersionOf(version)
        where bad.From <= locked && locked < bad.Fixed
        select $"{package} {version}: {bad.Advisory}, fixed in {bad.Fixed}.";

    private static IEnumerable<(string Package, string Version)> Locked(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        return
        [
            .. from framework in json.RootElement.GetProperty("dependencies").EnumerateObject()
               from package in framework.Value.EnumerateObject()
               where package.Value.TryGetProperty("resolved", out _)
               select (package.Name, package.Value.GetProperty("resolved").GetString()!),
        ];
    }

    // Four numbers; a preview counts as its release.
    private static Version VersionOf(string text)
    {
        var parts = text.Split('-')[0]
            .Split('.')
            .Select(part => int.Parse(part, CultureInfo.InvariantCulture))
            .Concat([0, 0, 0, 0])
            .Take(4)
            .ToArray();
        return new Version(parts[0], parts[1], parts[2], parts[3]);
    }
}
