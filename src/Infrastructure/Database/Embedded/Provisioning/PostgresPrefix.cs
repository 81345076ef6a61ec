using System.Runtime.InteropServices;

namespace Agora.Infrastructure.Database.Embedded.Provisioning;

/// <summary>The private prefix of PostgreSQL: its folders, and what must work there.</summary>
internal static class PostgresPrefix
{
    private static readonly string[] Extensions =
        ["vector", "postgis", "pg_trgm", "pg_stat_statements", "btree_gist", "citext", "pgstattuple"];

    public static string Key => MinimalPrefix.Content.Key(RuntimeInformation.ProcessArchitecture.ToString());

    public static string BinOf(string root) => Path.Combine(root, MinimalPrefix.Content.Programs);

    /// <summary>The prefix that has these programs.</summary>
    public static string RootOf(string bin) => bin[..bin.LastIndexOf("/" + MinimalPrefix.Content.Programs, StringComparison.Ordinal)];

    public static string LocaleOf(string root) => Path.Combine(root, "usr/lib/locale");

    /// <returns>What the server says it is.</returns>
    /// <exception cref="ProvisioningException">The prefix would not work.</exception>
    public static async Task<string> CheckAsync(string root, CancellationToken ct)
    {
        var folder = Path.Combine(root, "usr/share/postgresql", MinimalPrefix.Major, "extension");

        // The link that Debian's installer makes; without it the server does not know the extension.
        File.CreateSymbolicLink(Path.Combine(folder, "postgis.control"), "postgis-3.control");
        if (Extensions.FirstOrDefault(extension => !File.Exists(Path.Combine(folder, extension + ".control"))) is { } missing)
        {
            throw new ProvisioningException($"the extension {missing} is not in the packages");
        }

        var version = await ChildProcess.RunAsync([Path.Combine(BinOf(root), "postgres"), "--version"], ct);
        return version.Succeeded
            ? version.Output.Trim()
            : throw new ProvisioningException($"starting postgres failed: {version.Complaint}");
    }
}
