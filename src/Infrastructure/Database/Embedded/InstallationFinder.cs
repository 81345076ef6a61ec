using System.Globalization;
using System.Text.RegularExpressions;

namespace Agora.Infrastructure.Database.Embedded;

/// <summary>Finds PostgreSQL on the machine and checks whether Agora can run on it.</summary>
internal static partial class InstallationFinder
{
    private static readonly string[] Programs = ["postgres", "initdb", "pg_ctl", "psql"];

    private static readonly string[] Contrib = ["pg_trgm", "pg_stat_statements", "btree_gist", "citext", "pgstattuple"];

    /// <summary>Folders of the machine that may hold PostgreSQL, newest major first.</summary>
    public static IEnumerable<string> MachineFolders(string debianRoot, string? path)
    {
        var packaged = Directory.Exists(debianRoot) ? Directory.GetDirectories(debianRoot) : [];
        return packaged
            .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var major) ? major : 0)
            .Select(folder => Path.Combine(folder, "bin"))
            .Concat((path ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Where(Path.IsPathRooted))
            .Where(folder => File.Exists(Path.Combine(folder, "postgres")));
    }

    /// <returns>The installation, or the reason why it is none for us.</returns>
    public static async Task<(PostgresInstallation? Installation, string Reason)> AssessAsync(
        string folder, PostgresOrigin origin, CancellationToken ct)
    {
        var missing = Programs.FirstOrDefault(program => !File.Exists(Path.Combine(folder, program)));
        if (missing is not null)
        {
            return (null, $"{folder} has no {missing}");
        }

        // A folder of the PATH may hold links; the extensions lie beside the real program.
        var server = Path.Combine(folder, "postgres");
        var bin = Path.GetDirectoryName(File.ResolveLinkTarget(server, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(server))!;
        var answer = await ChildProcess.RunAsync([server, "--version"], ct);
        if (ParseVersion(answer.Output) is not { } version)
        {
            return (null, $"{server} does not tell its version: {answer.Complaint}");
        }

        if (version < PostgresInstallation.Floor)
        {
            return (null, $"{folder} is PostgreSQL {version}, and Agora needs {PostgresInstallation.Floor} or newer");
        }

        var has = (string extension) => ExtensionFolders(bin, version.Major)
            .Any(extensions => File.Exists(Path.Combine(extensions, extension + ".control")));
        return Contrib.FirstOrDefault(extension => !has(extension)) is { } absent
            ? (null, $"{folder} is PostgreSQL {version} without {absent} (the contrib extensions)")
            : (new PostgresInstallation(bin, version, has("vector"), has("postgis"), origin), "");
    }

    /// <returns>Null for a text that is none, and for development and beta versions.</returns>
    public static Version? ParseVersion(string text) =>
        VersionPattern().Match(text) is { Success: true } match ? Version.Parse(match.Groups["version"].ValueSpan) : null;

    // The server finds its files relative to itself; these are the layouts of Debian, of a build from source and of Red Hat.
    private static IEnumerable<string> ExtensionFolders(string bin, int major) =>
        new[] { $"../../../../share/postgresql/{major}", "../share/postgresql", "../share", "../share/pgsql" }
            .Select(share => Path.GetFullPath(Path.Combine(bin, share, "extension")));

    [GeneratedRegex(@"\(PostgreSQL\) (?<version>[0-9]+\.[0-9]+)(\s|$)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VersionPattern();
}
