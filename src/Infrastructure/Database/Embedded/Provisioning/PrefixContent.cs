using System.Security.Cryptography;
using System.Text;

namespace Agora.Infrastructure.Database.Embedded.Provisioning;

/// <summary>What goes into a private prefix of Debian's packages, and what of them is left out.</summary>
/// <param name="Name">Begins the name of its folder.</param>
/// <param name="Announcement">Said before anything is fetched: what for, and how long it takes.</param>
/// <param name="Roots">The packages that are wanted, the one that it is about first.</param>
/// <param name="Unwanted">Packages that are not fetched although others depend on them.</param>
/// <param name="Programs">Folder of the programs, without a leading slash.</param>
/// <param name="KeepsFile">Says of the path of a file in a package, without a leading slash, whether it is unpacked.</param>
internal sealed record PrefixContent(
    string Name,
    string Announcement,
    IReadOnlyList<string> Roots,
    IReadOnlySet<string> Unwanted,
    string Programs,
    Func<string, bool> KeepsFile)
{
    public const string Suite = "trixie";

    private const string Patcher = "patchelf";

    /// <summary>Raise it when unpacking or patching changes, so that prefixes built before are built anew.</summary>
    private const int Recipe = 1;

    /// <summary>What is fetched: the roots and the program that points them at their libraries.</summary>
    public IReadOnlyList<string> Packages => [.. Roots, Patcher];

    /// <summary>Names the prefix by what it is made of.</summary>
    public string Key(string architecture)
    {
        var text = string.Join('\n', [$"{Recipe}", Suite, architecture, .. Packages, "", .. Unwanted.Order(StringComparer.Ordinal)]);
        return $"{Name}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..10]}";
    }

    public bool Keeps(string path) => path == $"usr/bin/{Patcher}" || IsLibrary(path) || KeepsFile(path);

    // Shared libraries lie directly in the folder of the architecture; what lies deeper are plug-ins.
    private static bool IsLibrary(string path) =>
        path.StartsWith("usr/lib/", StringComparison.Ordinal)
        && path.Split('/') is [_, _, var triplet, var library]
        && triplet.Contains("-linux-", StringComparison.Ordinal)
        && library.Contains(".so", StringComparison.Ordinal);
}
