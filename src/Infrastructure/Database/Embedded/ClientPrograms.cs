using System.Globalization;
using Agora.Infrastructure.Database.Embedded.Provisioning;

namespace Agora.Infrastructure.Database.Embedded;

/// <summary>
/// Where psql, pg_dump and similar programs come from: one rule for every verb, with the embedded server and with an external one.
/// </summary>
public static class ClientPrograms
{
    private const string DebianRoot = "/usr/lib/postgresql";
    private static readonly string[] Needed = ["psql", "pg_dump"];

    /// <summary>
    /// The folder that is configured; or the one of the embedded server; or the newest packaged one of the machine that knows the oldest
    /// server that Agora runs on; or the private prefix, where it has been fetched before.
    /// </summary>
    /// <returns>Empty when the programs are to be looked up on the PATH.</returns>
    /// <exception cref="InvalidConfigurationException">The configured folder has not got them.</exception>
    public static string BinDirectory(EmbeddedPostgresOptions options, PostgresInstallation? embedded) =>
        PostgresProvisioner.Configured(options) is { } configured ? Checked(configured)
        : embedded?.BinDirectory ?? Packaged(DebianRoot) ?? Fetched(options) ?? "";

    private static string Checked(string folder) =>
        Needed.FirstOrDefault(program => !File.Exists(Path.Combine(folder, program))) is { } missing
        ? throw new InvalidConfigurationException(
            $"{EmbeddedPostgresOptions.BinVariable} (or Database:Embedded:BinDirectory) "
            + $"is {folder}, which has no {missing}. Name another folder, or unset it.")
        : folder;

    private static string? Packaged(string root) => (Directory.Exists(root) ? Directory.GetDirectories(root) : [])
        .Select(
            folder => (Bin: Path.Combine(folder, "bin"), Major: int.TryParse(
                Path.GetFileName(folder), CultureInfo.InvariantCulture, out var major) ? major : 0))
        .Where(
            found => found.Major >= PostgresInstallation.Floor.Major
                && Array.TrueForAll(Needed, program => File.Exists(Path.Combine(found.Bin, program))))
        .OrderByDescending(found => found.Major)
        .Select(found => found.Bin)
        .FirstOrDefault();

    private static string? Fetched(EmbeddedPostgresOptions options) => OperatingSystem.IsLinux()
        && PrefixStore.Find(PostgresProvisioner.PrefixFolder(options), PostgresPrefix.Key) is { } root
        ? PostgresPrefix.BinOf(root)
        : null;
}
