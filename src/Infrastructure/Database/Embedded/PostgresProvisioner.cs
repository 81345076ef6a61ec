using System.Globalization;
using System.Runtime.InteropServices;
using Agora.Infrastructure.Database.Embedded.Provisioning;

namespace Agora.Infrastructure.Database.Embedded;

/// <summary>
/// Finds a PostgreSQL that Agora can run on, or makes a private one of Debian's packages without touching the system.
/// build/decisions/0004 says why.
/// </summary>
public static class PostgresProvisioner
{
    private const string DebianRoot = "/usr/lib/postgresql";

    /// <param name="progress">Gets one line of text a step, and about one a second during the download.</param>
    /// <exception cref="EmbeddedPostgresException">None was found and none could be made.</exception>
    public static async Task<PostgresInstallation> FindOrProvisionAsync(
        EmbeddedPostgresOptions options, IProgress<string> progress, TimeProvider clock, CancellationToken ct)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw Unavailable(["the embedded PostgreSQL is made for Linux"]);
        }

        if (Configured(options) is { } configured)
        {
            var (named, complaint) = await InstallationFinder.AssessAsync(configured, PostgresOrigin.Configured, ct);
            return named is null
                ? throw new EmbeddedPostgresException(
                    EmbeddedPostgresFailure.Unavailable,
                    $"{EmbeddedPostgresOptions.BinVariable} (or Database:Embedded:BinDirectory) cannot be used: {complaint}. "
                    + "Name another folder, or unset it to let Agora find or fetch PostgreSQL.")
                : Report(named, progress);
        }

        var tried = new List<string>();
        PostgresInstallation? lesser = null;
        foreach (var folder in InstallationFinder.MachineFolders(DebianRoot, Environment.GetEnvironmentVariable("PATH")))
        {
            var (found, reason) = await InstallationFinder.AssessAsync(folder, PostgresOrigin.Machine, ct);
            if (found is { HasVector: true })
            {
                return Report(found, progress);
            }

            lesser ??= found;
            tried.Add(found is null ? reason : $"{folder} is PostgreSQL {found.Version} without pgvector");
        }

        try
        {
            return await ProvisionAsync(options, tried, progress, clock, ct);
        }
        catch (EmbeddedPostgresException) when (lesser is not null)
        {
            // Everything but the search by meaning works there.
            foreach (var line in tried)
            {
                progress.Report(line);
            }

            return Report(lesser, progress);
        }
    }

    /// <summary>The programs in a folder that was named, or found before.</summary>
    /// <exception cref="InvalidConfigurationException">They cannot be used.</exception>
    public static async Task<PostgresInstallation> OfFolderAsync(string folder, EmbeddedPostgresOptions options, CancellationToken ct)
    {
        var (found, reason) = await InstallationFinder.AssessAsync(folder, PostgresOrigin.Configured, ct);
        var isPrivate = found is not null
            && found.BinDirectory.StartsWith(PrefixFolder(options) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
        return found switch
        {
            null => throw new InvalidConfigurationException($"{folder} cannot be used: {reason}."),
            _ when isPrivate => found with { LocaleDirectory = PostgresPrefix.LocaleOf(PostgresPrefix.RootOf(found.BinDirectory)) },
            _ => found,
        };
    }

    private static async Task<PostgresInstallation> ProvisionAsync(
        EmbeddedPostgresOptions options, List<string> tried, IProgress<string> progress, TimeProvider clock, CancellationToken ct)
    {
        if (RuntimeInformation.ProcessArchitecture is not (Architecture.X64 or Architecture.Arm64))
        {
            tried.Add($"no packages for {RuntimeInformation.ProcessArchitecture}");
            throw Unavailable(tried);
        }

        var store = new PrefixStore(PrefixFolder(options), clock);
        var source = new DebianPrefix(MinimalPrefix.Content, progress, clock);
        try
        {
            var root = await store.GetAsync(
                PostgresPrefix.Key,
                source.BuildAsync,
                (target, token) => source.VerifyAsync(target, PostgresPrefix.CheckAsync, token),
                progress,
                ct);
            var (installation, reason) = await InstallationFinder.AssessAsync(PostgresPrefix.BinOf(root), PostgresOrigin.Private, ct);
            return installation is null
                ? throw new ProvisioningException($"{reason}; deleting {root} makes Agora fetch it again")
                : installation with { LocaleDirectory = PostgresPrefix.LocaleOf(root) };
        }
        catch (Exception exception) when (exception is ProvisioningException or IOException or UnauthorizedAccessException)
        {
            tried.Add(exception.Message);
            throw Unavailable(tried, exception);
        }
    }

    /// <summary>Where private prefixes are kept.</summary>
    public static string PrefixFolder(EmbeddedPostgresOptions options) =>
        Path.Combine(AgoraFolders.ForThisProcess().Cache(options), "prefix");

    /// <summary>The folder that a setting names, or null.</summary>
    public static string? Configured(EmbeddedPostgresOptions options) =>
        !string.IsNullOrWhiteSpace(options.BinDirectory) ? options.BinDirectory
        : Environment.GetEnvironmentVariable(EmbeddedPostgresOptions.BinVariable) is { Length: > 0 } variable ? variable
        : null;

    private static PostgresInstallation Report(PostgresInstallation installation, IProgress<string> progress)
    {
        string[] lacks = [.. installation.HasVector ? [] : new[] { "pgvector" }, .. installation.HasPostgis ? [] : new[] { "PostGIS" }];
        var without = lacks.Length == 0 ? "" : $", without {string.Join(" and ", lacks)}";
        progress.Report($"Using PostgreSQL {installation.Version} of {installation.BinDirectory}{without}");
        if (installation.Version < PostgresInstallation.Patched && installation.Version.Major == PostgresInstallation.Patched.Major)
        {
            progress.Report($"PostgreSQL {installation.Version} has known security holes; {PostgresInstallation.Patched} closed them");
        }

        return installation;
    }

    private static EmbeddedPostgresException Unavailable(IReadOnlyList<string> tried, Exception? inner = null) => new(
        EmbeddedPostgresFailure.Unavailable,
        string.Create(CultureInfo.InvariantCulture, $"""
            Agora found no PostgreSQL {PostgresInstallation.Floor} or newer and could not fetch one. Tried:
            {string.Join('\n', tried.Select(line => "  - " + line))}
            Two ways out:
              - set DATABASE_URL to a server of your own, as postgresql://user:password@host:5432/database
              - start the one in build/compose.yaml with Docker and point DATABASE_URL at it
            """),
        inner);
}
