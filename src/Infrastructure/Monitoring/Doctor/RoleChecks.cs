using System.Text.Json.Nodes;
using Agora.Application.Monitoring;
using Agora.Application.Monitoring.Doctor;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Monitoring.Doctor;

/// <summary>The roles are as <see cref="Database.Bootstrap.DatabaseBootstrap"/> makes them.</summary>
internal sealed class RoleCheck(IProbes probes, DatabaseOptions database, DoctorSettings settings) : ProbeCheck(probes, "roles", "roles")
{
    private const string Remedy = "agora db init (running it again gives every role its rights, and a new password).";

    private static readonly string[] Owners = ["app_owner", "app_reader"];
    private static readonly string[] Logins = ["app_api", "app_migrator", "app_readonly", "ops_backup", "ops_maintain", "ops_watch"];
    private static readonly (string Column, string Means)[] Refused =
    [
        ("superuser", "is superuser"), ("createsRoles", "may create roles"), ("createsDatabases", "may create databases"),
        ("replicates", "may replicate"),
    ];

    protected override IEnumerable<Finding> Examine(ProbeTable table)
    {
        var byName = table.Rows.ToDictionary(row => row.Text("role"), StringComparer.Ordinal);
        return [
            .. Owners.Concat(Logins).Where(role => !byName.ContainsKey(role)).Select(role => Finding.Warning(
                "role.missing", role, $"There is no role {role}.", Remedy)),
            .. byName.SelectMany(role => Rights(role.Key, role.Value).Concat(Limits(role.Key, role.Value))),
        ];
    }

    private static IEnumerable<Finding> Rights(string role, JsonObject row)
    {
        var isOwner = Owners.Contains(role, StringComparer.Ordinal);
        var wrong = Refused.Where(right => row.Flag(right.Column)).Select(right => right.Means).ToList();
        var copiesAll = isOwner || role == "ops_backup";
        if (row.Flag("bypassesPolicies") != copiesAll)
        {
            wrong.Add(copiesAll ? "does not bypass row-level security, as it must" : "bypasses row-level security");
        }

        if (row.Flag("logsIn") == isOwner)
        {
            wrong.Add(isOwner ? "may log in" : "may not log in");
        }

        // The migrator becomes the owner of the schema, which bypasses policies.
        if (!isOwner && role != "app_migrator" && row.Text("becomes") is { Length: > 0 } others)
        {
            wrong.Add($"may become {others}");
        }

        var findings = wrong.Select(what => Finding.Critical("role.rights", role, $"The role {role} {what}.", Remedy));
        return row.Text("lacks") is { Length: > 0 } lacks
            ? findings.Append(Finding.Warning("role.grants", role, $"The role {role} lacks {lacks}, which its work needs.", Remedy))
            : findings;
    }

    private IEnumerable<Finding> Limits(string role, JsonObject row)
    {
        var limit = row.Number("connectionsMax");
        if (row.Flag("logsIn") && limit < 0)
        {
            yield return Finding.Warning(
                "role.unlimited", role, $"The role {role} may take every connection of the server.", Remedy);
        }

        if (role == "app_api" && limit >= 0 && limit < Math.Max(1, settings.Instances) * database.PoolSize)
        {
            yield return Finding.Warning(
                "role.limit",
                role,
                $"The role {role} may take {limit} connections, and the pools want {Math.Max(1, settings.Instances) * database.PoolSize}.",
                "Raise the CONNECTION LIMIT of the role, or lower POOL_SIZE.");
        }

        if (role == "app_api" && row.Text("statementTimeout").Length == 0)
        {
            yield return Finding.Warning(
                "role.no_timeout", role, $"Statements of {role} may run for ever: the role has no statement_timeout.", Remedy);
        }
    }
}

internal sealed class SecurityCheck(IProbes probes) : ProbeCheck(probes, "security", "security")
{
    protected override IEnumerable<Finding> Examine(ProbeTable table) => table.Rows.Select(row => Finding.Warning(
        "security.rights",
        row.Text("object"),
        $"{row.Text("object")}: {row.Text("finding")}.",
        row.Text("remedy") is { Length: > 0 } remedy ? remedy : "agora db probe security lists them; revoke what is not needed."));
}
