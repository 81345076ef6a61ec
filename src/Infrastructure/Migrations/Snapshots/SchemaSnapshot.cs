using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Agora.Migrations.Connections;
using Agora.Migrations.Files;
using Agora.Migrations.Running;
using Agora.Migrations.Sql;
using Npgsql;

namespace Agora.Migrations.Snapshots;

/// <summary>
/// The schema as pg_dump writes it, the same for the same schema with any minor version, at any time and on any machine.
/// </summary>
public static partial class SchemaSnapshot
{
    public const string FileName = "schema.sql";

    /// <param name="schemas">Empty: all but the runner's own tables.</param>
    /// <param name="binDirectory">Holds pg_dump of the server's major version, 17.6 or newer.</param>
    /// <exception cref="MigrationException">pg_dump failed.</exception>
    public static async Task<string> ReadAsync(
        MigratorOptions options, IReadOnlyList<string> schemas, string binDirectory, CancellationToken ct)
    {
        // pg_dump takes it for an error when there is none of the schemas, which is how every database begins.
        var dump = schemas.Count > 0 && !await HasAnyAsync(options, schemas, ct) ? "" : await DumpAsync(options, schemas, binDirectory, ct);
        return Normalize(dump);
    }

    /// <summary>Removes what differs between dumps of the same schema: program versions, restrict keys and the order of grants.</summary>
    internal static string Normalize(string dump)
    {
        var text = new StringBuilder("-- What the migrations make; written by 'migrate snapshot', not by hand.\n", dump.Length);
        var grants = new List<string>();
        var isAccess = false;
        foreach (var line in dump.ReplaceLineEndings("\n").Split('\n'))
        {
            isAccess = line.StartsWith("-- Name: ", StringComparison.Ordinal)
                ? line.Contains("ACL; Schema: ", StringComparison.Ordinal)
                : isAccess;
            if (isAccess && line.StartsWith("GRANT ", StringComparison.Ordinal))
            {
                grants.Add(line);
                continue;
            }

            AppendSorted(text, grants);
            var drop = line.StartsWith("-- Dumped ", StringComparison.Ordinal) || line.StartsWith("\\restrict ", StringComparison.Ordinal)
                || line.StartsWith("\\unrestrict ", StringComparison.Ordinal);
            if (!drop)
            {
                text.Append(PolicyRoles().Replace(line, SortRoles)).Append('\n');
            }
        }

        AppendSorted(text, grants);
        return text.ToString().TrimEnd('\n') + "\n";
    }

    /// <summary>
    /// Statements that only one of the two has, marked <c>-</c> for the file and <c>+</c> for the database. Order does not count, nor do
    /// partitions that were made since.
    /// </summary>
    public static IReadOnlyList<string> Compare(string file, string database)
    {
        var expected = Statements(file);
        var actual = RuntimePartitions.Without(expected, Statements(database));
        return
        [
            .. expected.Except(actual, StringComparer.Ordinal).Select(statement => $"- {statement}"),
            .. actual.Except(expected, StringComparer.Ordinal).Select(statement => $"+ {statement}"),
        ];
    }

    // pg_dump writes the roles of a policy in the order of the catalogue, which a new password of a role changes.
    [GeneratedRegex("(?<=^CREATE POLICY [^()]* TO )[^ ,()]+(?:, [^ ,()]+)+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PolicyRoles();

    private static string SortRoles(Match roles) => string.Join(", ", roles.Value.Split(", ").Order(StringComparer.Ordinal));

    // pg_dump writes the rights of an object in the order in which they were given, which a second run of a repeatable file changes.
    private static void AppendSorted(StringBuilder text, List<string> grants)
    {
        foreach (var grant in grants.Order(StringComparer.Ordinal))
        {
            text.Append(grant).Append('\n');
        }

        grants.Clear();
    }

    private static List<string> Statements(string dump) => [.. SqlScript.Parse(dump).Statements.Select(statement => statement.Text)];

    private static async Task<bool> HasAnyAsync(MigratorOptions options, IReadOnlyList<string> schemas, CancellationToken ct)
    {
        await using var connection = await ServerConnection.OpenAsync(options.ConnectionString, "migrate snapshot", onNotice: null, ct);
        var there = new SqlCommand("SELECT count(*) FROM pg_namespace WHERE nspname = ANY ($1)", [schemas.ToArray()]);
        return (await connection.ReadAsync(there, row => row.GetInt64(0), ct))[0] > 0;
    }

    private static async Task<string> DumpAsync(
        MigratorOptions options, IReadOnlyList<string> schemas, string binDirectory, CancellationToken ct)
    {
        var login = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        var start = new ProcessStartInfo(Path.Combine(binDirectory, "pg_dump"))
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                "--schema-only", "--no-password", "--restrict-key=snapshot", $"--exclude-schema=\"{options.SideSchema}\"",
                $"--exclude-table=\"{options.HistorySchema}\".\"{options.HistoryTable}\"",
            },
            Environment =
            {
                ["PGUSER"] = login.Username, ["PGPASSWORD"] = login.Password, ["PGDATABASE"] = login.Database,
                ["PGAPPNAME"] = "migrate snapshot",
            },
        };
        foreach (var (name, value) in SeveralHosts.Variables(SeveralHosts.HostsOf(login)))
        {
            start.Environment[name] = value;
        }

        foreach (var schema in schemas)
        {
            start.ArgumentList.Add($"--schema=\"{schema}\"");
        }

        if (options.Role is { } role)
        {
            start.ArgumentList.Add($"--role={role}");
        }

        using var dump = Tool.Start(
            start, "Install the client programs of PostgreSQL 17 (postgresql-client-17), so that pg_dump is on the PATH.");
        var output = dump.StandardOutput.ReadToEndAsync(ct);
        var errors = dump.StandardError.ReadToEndAsync(ct);
        await dump.WaitForExitAsync(ct);
        return dump.ExitCode == 0
            ? await output
            : throw new MigrationException(MigratorExit.Failed, $"pg_dump failed: {(await errors).Trim()}");
    }
}

/// <param name="Differences">Empty when the database is what the file says.</param>
public sealed record DiffReport(MigratorExit Exit, IReadOnlyList<string> Differences, MigrationFailure? Failure);
