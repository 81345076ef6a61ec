namespace Agora.Infrastructure.Database.Embedded.Provisioning;

/// <summary>A place that serves Debian's packages.</summary>
/// <param name="SecurityUri">Where the suite's security updates are; null when the machine has a mirror of its own and names none beside
/// it.</param>
/// <param name="SignedBy">As in <see cref="AptSource.SignedBy"/>; null: Debian's own keyring.</param>
/// <param name="Trusted">The machine's administrator configured apt to accept this mirror unsigned.</param>
internal sealed record DebianArchive(string Uri, string? SecurityUri, string? SignedBy, bool Trusted)
{
    /// <summary>Debian's own mirror network, for machines that are no Debian.</summary>
    public static readonly DebianArchive Default = new(
        "http://deb.debian.org/debian", "http://deb.debian.org/debian-security", null, Trusted: false);

    private static readonly string[] Releases =
        ["bullseye", "bookworm", "trixie", "forky", "sid", "oldoldstable", "oldstable", "stable", "testing", "unstable"];

    /// <summary>The Debian mirrors that the machine uses, and then the default.</summary>
    public static IReadOnlyList<DebianArchive> From(IReadOnlyList<AptSource> sources)
    {
        var security = sources.FirstOrDefault(source => source.Suites.Any(IsSecuritySuite) && HasMain(source))?.Uris[0];
        return sources
            .Where(source => HasMain(source) && source.Suites.Any(suite => Releases.Contains(suite, StringComparer.Ordinal)))
            .SelectMany(source => source.Uris, (source, uri) => (source, uri))
            .Where(pair => !pair.uri.StartsWith("cdrom:", StringComparison.Ordinal) && IsDebianItself(pair.uri, sources))
            .Select(pair => new DebianArchive(
                pair.uri,
                security ?? (IsDefault(pair.uri) ? Default.SecurityUri : null),
                pair.source.SignedBy,
                pair.source.Trusted))
            .Append(Default)
            .DistinctBy(archive => archive.Uri.TrimEnd('/'), StringComparer.Ordinal)
            .ToArray();
    }

    /// <summary>What apt reads as <c>debian.sources</c>.</summary>
    /// <param name="keyring">Used where <see cref="SignedBy"/> is null.</param>
    public string ToSources(string suite, string? keyring)
    {
        var trust = (SignedBy ?? keyring) is { } key ? $"Signed-By: {key}\n" : "";
        trust += Trusted ? "Trusted: yes\n" : "";
        var text = $"Types: deb\nURIs: {Uri}\nSuites: {suite}\nComponents: main\n{trust}";
        return SecurityUri is null
            ? text
            : text + $"\nTypes: deb\nURIs: {SecurityUri}\nSuites: {suite}-security\nComponents: main\n{trust}";
    }

    private static bool IsDefault(string uri) => uri.TrimEnd('/') == Default.Uri;

    private static bool HasMain(AptSource source) =>
        source.Components.Contains("main", StringComparer.Ordinal) && source.Uris.Count > 0;

    private static bool IsSecuritySuite(string suite) =>
        suite.EndsWith("-security", StringComparison.Ordinal)
        && Releases.Contains(suite[..^"-security".Length], StringComparer.Ordinal);

    // Other vendors name their suites after Debian's releases too. Debian's mirrors end in /debian by convention, and one that
    // does not still carries the -updates suite, which no vendor has.
    private static bool IsDebianItself(string uri, IReadOnlyList<AptSource> sources) =>
        uri.TrimEnd('/').EndsWith("/debian", StringComparison.Ordinal)
        || sources.Any(source => source.Uris.Contains(uri, StringComparer.Ordinal)
            && source.Suites.Any(suite => suite.EndsWith("-updates", StringComparison.Ordinal)));
}
