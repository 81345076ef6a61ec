using System.Security.Cryptography;
using System.Text;

namespace Agora.Infrastructure.Database.Embedded.Provisioning;

/// <summary>What goes into a private PostgreSQL, and what of its packages is left out.</summary>
internal static class MinimalPrefix
{
    public const string Suite = "trixie";
    public const string Major = "17";
    public const string Server = "postgresql-17";

    /// <summary>libc-bin holds the locale C.UTF-8, without which words outside ASCII are neither folded nor split.</summary>
    public static readonly IReadOnlyList<string> Roots =
        [Server, "postgresql-17-pgvector", "postgresql-17-postgis-3", "libc-bin", "patchelf"];

    public static readonly IReadOnlySet<string> Unwanted = new HashSet<string>(StringComparer.Ordinal)
    {
        // Debian's wrappers and set-up, written in Perl.
        "postgresql-common", "postgresql-client-common", "ssl-cert", "debconf", "sensible-utils",
        // 180 MB of compiler for JIT, which Agora keeps off.
        "libllvm19", "postgresql-17-jit-llvm",
        // Rasters and solids; plain postgis never loads them. Without proj-data transformations fall back on spatial_ref_sys.
        "libgdal36", "libsfcgal2", "proj-data",
        // Data and plug-ins that are found by absolute path, if at all: the machine's own are used.
        "locales", "locales-all", "tzdata", "readline-common", "libaudit-common", "openssl-provider-legacy", "libsasl2-modules-db",
        // Only a changelog.
        "gcc-14-base",
    };

    /// <summary>Raise it when unpacking or patching changes, so that prefixes built before are built anew.</summary>
    private const int Recipe = 1;

    /// <summary>Names the prefix by what it is made of.</summary>
    public static string Key(string architecture)
    {
        var text = string.Join('\n', [$"{Recipe}", Suite, architecture, .. Roots, "", .. Unwanted.Order(StringComparer.Ordinal)]);
        return $"{Major}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..10]}";
    }

    /// <param name="path">Of a file in a package, without a leading slash.</param>
    public static bool Keeps(string path)
    {
        if (path == "usr/bin/patchelf" || path.StartsWith("usr/lib/locale/C.utf8/", StringComparison.Ordinal))
        {
            return true;
        }

        if (Below(path, $"usr/lib/postgresql/{Major}/bin/") is not null)
        {
            return true;
        }

        if (Below(path, $"usr/lib/postgresql/{Major}/lib/") is { } module)
        {
            return module.EndsWith(".so", StringComparison.Ordinal)
                && !module.Contains('/', StringComparison.Ordinal)
                && !IsUnwantedModule(module);
        }

        if (Below(path, $"usr/share/postgresql/{Major}/") is { } shared)
        {
            return !shared.StartsWith("man/", StringComparison.Ordinal)
                && !shared.StartsWith("contrib/", StringComparison.Ordinal)
                && !IsUnwantedExtension(shared);
        }

        // Shared libraries lie directly in the folder of the architecture; what lies deeper are plug-ins.
        return path.StartsWith("usr/lib/", StringComparison.Ordinal)
            && path.Split('/') is [_, _, var triplet, var library]
            && triplet.Contains("-linux-", StringComparison.Ordinal)
            && library.Contains(".so", StringComparison.Ordinal);
    }

    private static string? Below(string path, string folder) =>
        path.StartsWith(folder, StringComparison.Ordinal) ? path[folder.Length..] : null;

    private static bool IsUnwantedModule(string name) =>
        name.StartsWith("llvmjit", StringComparison.Ordinal)
        || name.StartsWith("postgis_", StringComparison.Ordinal)
        || name.StartsWith("address_standardizer", StringComparison.Ordinal);

    // PostGIS ships some 580 scripts to upgrade from every version there ever was; a new prefix has nothing to upgrade.
    private static bool IsUnwantedExtension(string shared)
    {
        if (Below(shared, "extension/") is not { } name)
        {
            return false;
        }

        var isPostgis = name.StartsWith("postgis", StringComparison.Ordinal);
        var isInstallScript = name.StartsWith("postgis--", StringComparison.Ordinal)
            && name.Split("--") is [_, [>= '0' and <= '9', ..]];
        return name.StartsWith("address_standardizer", StringComparison.Ordinal)
            || (isPostgis && !isInstallScript && name != "postgis-3.control");
    }
}
