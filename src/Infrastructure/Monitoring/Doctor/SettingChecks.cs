using Agora.Application.Monitoring;
using Agora.Application.Monitoring.Doctor;

namespace Agora.Infrastructure.Monitoring.Doctor;

internal sealed class SettingCheck(IProbes probes) : ProbeCheck(probes, "server settings", "settings")
{
    protected override IEnumerable<Finding> Examine(ProbeTable table) => table.Rows
        .Where(row => row.Text("name") != BackupCheck.ArchiveMode)
        .Select(row => new Finding(
        "setting.differs",
        row.Text("severity") switch
        {
            "critical" => FindingSeverity.Critical,
            "warning" => FindingSeverity.Warning,
            _ => FindingSeverity.Notice,
        },
        row.Text("name"),
        $"{row.Text("name")} is {row.Text("value")}. {row.Text("reason")}",
        $"{row.Text("name")}: {row.Text("advice")}."));
}

internal sealed class ExtensionCheck(IProbes probes) : ProbeCheck(probes, "extensions", "extensions")
{
    private static readonly string[] Required = ["pg_trgm", "btree_gist", "pg_stat_statements", "pgstattuple"];
    private static readonly (string Name, string Feature)[] Optional = [("vector", "search by meaning"), ("postgis", "places")];

    protected override IEnumerable<Finding> Examine(ProbeTable table)
    {
        var installed = table.Rows
            .Where(row => row.Text("installed").Length > 0)
            .ToDictionary(row => row.Text("extension"), StringComparer.Ordinal);
        return [
            .. Required.Where(name => !installed.ContainsKey(name)).Select(name => Finding.Critical(
                "extension.missing", name, $"The database lacks the extension {name}.", "agora db init")),
            .. Optional.Where(extension => !installed.ContainsKey(extension.Name)).Select(extension => Finding.Notice(
                "extension.absent",
                extension.Name,
                $"The database lacks the extension {extension.Name}: {extension.Feature} stays off.",
                "Install its package on the server, then agora db init and agora migrate up.")),
            .. installed.Where(row => row.Value.Text("installed") != row.Value.Text("offered")).Select(row => Finding.Warning(
                "extension.outdated",
                row.Key,
                $"The database has {row.Key} {row.Value.Text("installed")}, and the server offers {row.Value.Text("offered")}.",
                "As superuser: ALTER EXTENSION ... UPDATE; with its name.")),
        ];
    }
}
