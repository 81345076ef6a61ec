namespace Agora.Infrastructure.Database.Embedded.Provisioning;

/// <summary>What goes into a private PostgreSQL, and what of its packages is left out.</summary>
internal static class MinimalPrefix
{
    public const string Major = "17";

    /// <summary>libc-bin holds the locale C.UTF-8, without which words outside ASCII are neither folded nor split.</summary>
    private static readonly IReadOnlyList<string> Roots =
        ["postgresql-17", "postgresql-17-pgvector", "postgresql-17-postgis-3", "libc-bin"];

    private static readonly HashSet<string> Unwanted = new(StringComparer.Ordinal)
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

    // The first start waits here, so it says at once for what and about how long.
    public static readonly PrefixContent Content = new(
        Major,
        "No suitable PostgreSQL on this machine: fetching a private one, once. "
        + "It takes one to five minutes, most of them for 60 MB from Debian; then come unpacking, "
        + "a new database and its migrations, in less than a minute. Later starts take seconds",
        Roots,
        Unwanted,
        $"usr/lib/postgresql/{Major}/bin",
        Keeps);

    private static bool Keeps(string path)
    {
        if (path.StartsWith("usr/lib/locale/C.utf8/", StringComparison.Ordinal)
            || Below(path, $"usr/lib/postgresql/{Major}/bin/") is not null)
        {
            return true;
        }

        if (Below(path, $"usr/lib/postgresql/{Major}/lib/") is { } module)
        {
            return module.EndsWith(".so", StringComparison.Ordinal)
                && !module.Contains('/', StringComparison.Ordinal)
                && !IsUnwantedModule(module);
        }

        return Below(path, $"usr/share/postgresql/{Major}/") is { } shared
            && !shared.StartsWith("man/", StringComparison.Ordinal)
            && !shared.StartsWith("contrib/", StringComparison.Ordinal)
            && !IsUnwantedExtension(shared);
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
