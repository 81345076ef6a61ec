using System.Globalization;
using Agora.Infrastructure.Database.Embedded;

namespace Agora.Infrastructure.Backups;

/// <summary>What has to be known of a server to start a copy of it.</summary>
/// <param name="Installation">The programs that run the copy.</param>
/// <param name="Secrets">
/// The folder of the embedded server, or one that holds its <c>superuser.password</c> and <c>agora.secrets.json</c>, which are not part of
/// the backups. Null for a configured server.
/// </param>
/// <param name="Superuser">Name of the first superuser of a configured server. Null for the embedded one.</param>
internal sealed record CopiedServer(PostgresInstallation Installation, string? Secrets, string? Superuser)
{
    private const int VersionsOfMajor = 10_000;

    /// <exception cref="BackupException">This machine cannot run a copy of the server.</exception>
    public static async Task<CopiedServer> OfAsync(BackupHost host, TimeProvider clock, CancellationToken ct)
    {
        if (host.Server.Installation is { } own)
        {
            return new CopiedServer(own, host.Server.Folder, Superuser: null);
        }

        await using var server = await BackupServer.OpenAsync(host.Server, ct);
        var installation = await PostgresProvisioner.FindOrProvisionAsync(host.Embedded, host.Progress, clock, ct);
        var major = int.Parse(await server.AskAsync("SHOW server_version_num", ct), CultureInfo.InvariantCulture) / VersionsOfMajor;
        if (major != installation.Version.Major)
        {
            throw BackupException.Refuse(
                $"The server is PostgreSQL {major}, and {installation.BinDirectory} is {installation.Version}. Set "
                + $"{EmbeddedPostgresOptions.BinVariable} to the programs of a PostgreSQL {major} on this machine.");
        }

        var extensions = (await server.AskAsync("SELECT string_agg(e.extname, ' ') FROM pg_extension AS e", ct)).Split(' ');
        if ((extensions.Contains("vector", StringComparer.Ordinal) && !installation.HasVector)
            || (extensions.Contains("postgis", StringComparer.Ordinal) && !installation.HasPostgis))
        {
            throw BackupException.Refuse(
                $"The database uses pgvector or PostGIS, which the PostgreSQL of {installation.BinDirectory} does not have. Install them "
                + $"there, or set {EmbeddedPostgresOptions.BinVariable} to one that has them.");
        }

        return new CopiedServer(
            installation, Secrets: null, await server.AskAsync("SELECT r.rolname::text FROM pg_roles AS r WHERE r.oid = 10", ct));
    }
}
