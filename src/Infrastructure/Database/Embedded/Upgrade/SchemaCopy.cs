using System.Globalization;

namespace Agora.Infrastructure.Database.Embedded.Upgrade;

/// <summary>
/// Copies roles and schema by the programs of the new version, as they are: with partitions, rights and settings that no migration made,
/// and the roles of others with their passwords.
/// </summary>
internal static class SchemaCopy
{
    private const string LoginFile = "copy.pgpass";

    /// <exception cref="EmbeddedPostgresException">A program failed; what it said is in the message.</exception>
    public static async Task RunAsync(UpgradeServer from, UpgradeServer to, CancellationToken ct)
    {
        var place = to.Place;
        var (roles, schema, login) = (In(place, "roles.sql"), In(place, "schema.sql"), In(place, LoginFile));
        await place.WriteAsync(login, LoginOf(from) + LoginOf(to), FileModes.Secret, ct);
        try
        {
            foreach (var file in new[] { roles, schema })
            {
                // The programs run as the account of the server, which may not write into every folder.
                await place.WriteAsync(file, "", FileModes.Secret, ct);
            }

            await ToolAsync(to, from.Port, "pg_dumpall", ct, "--roles-only", "--file", roles);
            await WithoutSuperuserAsync(roles, ct);
            await ExecuteAsync(to, roles, ct);
            await ToolAsync(
                to, from.Port, "pg_dump", ct, "--schema-only", "--create", "--no-publications", "--no-subscriptions",
                "--lock-wait-timeout=10s", "--file", schema, UpgradeServer.Database);
            await ExecuteAsync(to, schema, ct);
        }
        finally
        {
            foreach (var file in new[] { roles, schema, login })
            {
                File.Delete(file);
            }
        }

        await EmptyAsync(to, ct);
    }

    // initdb has made the superuser, whose password is that of its folder.
    private static async Task WithoutSuperuserAsync(string file, CancellationToken ct)
    {
        var lines = await File.ReadAllLinesAsync(file, ct);
        await File.WriteAllLinesAsync(
            file,
            lines.Where(line => !line.StartsWith($"CREATE ROLE {EmbeddedCluster.Superuser};", StringComparison.Ordinal)
                && !line.StartsWith($"ALTER ROLE {EmbeddedCluster.Superuser} WITH", StringComparison.Ordinal)),
            ct);
    }

    /// <summary>CREATE EXTENSION fills tables, whose rows come with the copy as well.</summary>
    private static async Task EmptyAsync(UpgradeServer server, CancellationToken ct)
    {
        const string sql = """
            SELECT c.oid::regclass::text
            FROM pg_depend AS d
            JOIN pg_class AS c ON c.oid = d.objid
            WHERE d.classid = 'pg_class'::regclass AND d.deptype = 'e' AND c.relkind = 'r'
            """;
        foreach (var table in await server.ListAsync(sql, row => row.GetString(0), ct))
        {
            await server.RunAsync($"TRUNCATE {table}", ct);
        }
    }

    private static Task ExecuteAsync(UpgradeServer server, string file, CancellationToken ct) => ToolAsync(
        server, server.Port, "psql", ct, "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--dbname=postgres", "--file", file);

    private static async Task ToolAsync(UpgradeServer server, int port, string program, CancellationToken ct, params string[] words)
    {
        var variables = ServerProcess.Variables(server.Installation);
        variables["PGHOST"] = "127.0.0.1";
        variables["PGPORT"] = port.ToString(CultureInfo.InvariantCulture);
        variables["PGUSER"] = EmbeddedCluster.Superuser;
        variables["PGPASSFILE"] = In(server.Place, LoginFile);
        variables["PGSSLMODE"] = "disable";
        variables["PGGSSENCMODE"] = "disable";
        var result = await ChildProcess.RunAsync(
            ServiceAccount.Wrap(server.Place.Account, [server.Installation.Tool(program), .. words]), variables, null, ct);
        if (!result.Succeeded)
        {
            throw new EmbeddedPostgresException(
                EmbeddedPostgresFailure.UpgradeFailed, $"The schema could not be copied: {program} says: {result.Complaint}");
        }
    }

    private static string LoginOf(UpgradeServer server) => string.Create(
        CultureInfo.InvariantCulture,
        $"127.0.0.1:{server.Port}:*:{EmbeddedCluster.Superuser}:{EmbeddedCluster.ReadPassword(server.Place)}\n");

    private static string In(ClusterFolder place, string name) => Path.Combine(place.Root, name);
}
