using System.Globalization;
using Agora.Application.Monitoring;
using Agora.Application.Monitoring.Doctor;
using Agora.Domain.Monitoring;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Monitoring.Doctor;

internal sealed class VersionCheck(IProbes probes, DoctorSettings settings) : ProbeCheck(probes, "server version", "overview")
{
    protected override IEnumerable<Finding> Examine(ProbeTable table)
    {
        var text = table.Rows[0].Text("version").Split(' ')[0];
        if (!Version.TryParse(text, out var running))
        {
            yield break;
        }

        var wanted = settings.MinimumServerVersion is { Length: > 0 } own ? Version.Parse(own) : ServerVersions.NewestOf(running.Major);
        if (wanted is null)
        {
            yield return Finding.Notice(
                "server.unknown", null, $"This version of Agora does not know PostgreSQL {running.Major}.", "Upgrade Agora.");
        }
        else if (running < wanted)
        {
            yield return Finding.Warning(
                "server.outdated",
                null,
                $"The server is PostgreSQL {running}, and {wanted} is there: fixes, also of security, are missing.",
                $"Install PostgreSQL {wanted} or newer and restart the server; a minor version changes no data.");
        }
    }
}

internal sealed class ClockCheck(IProbes probes) : ProbeCheck(probes, "clock", "limits")
{
    /// <summary>In seconds; more than a probe takes.</summary>
    private const double SkewMax = 5;

    // An actor is signed with the time, and expires.
    private const double SkewCritical = 60;

    protected override IEnumerable<Finding> Examine(ProbeTable table)
    {
        var skew = Math.Abs((table.TakenAt.UtcDateTime - table.Rows[0].Time("now").ToUniversalTime()).TotalSeconds);
        if (skew > SkewMax)
        {
            yield return new Finding(
                "clock.skew",
                skew > SkewCritical ? FindingSeverity.Critical : FindingSeverity.Warning,
                null,
                $"The clocks of this machine and of the database differ by {Quantity.Seconds(skew)}: tokens, leases and times disagree.",
                "Let NTP set both clocks (timedatectl set-ntp true).");
        }
    }
}

internal sealed class MemoryCheck(IProbes probes, DatabaseAccess access) : ProbeCheck(probes, "server memory", "limits")
{
    private const double ShareLeast = 0.05, ShareMost = 0.5;

    protected override IEnumerable<Finding> Examine(ProbeTable table)
    {
        if (!DatabaseConnections.IsLocal(access.Runtime))
        {
            yield break;
        }

        var machine = (double)GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var buffers = table.Rows[0].Number("sharedBuffersBytes");
        if (buffers < ShareLeast * machine || buffers > ShareMost * machine)
        {
            yield return Finding.Notice(
                "memory.shared_buffers",
                "shared_buffers",
                $"shared_buffers is {Quantity.Megabytes(buffers)} of the {Quantity.Megabytes(machine)} here; a quarter is usual.",
                "agora db config --diff says what this machine wants.");
        }
    }
}

internal sealed class DatabaseStateCheck(IProbes probes) : ProbeCheck(probes, "databases", "databases")
{
    protected override IEnumerable<Finding> Examine(ProbeTable table)
    {
        foreach (var row in table.Rows)
        {
            var name = row.Text("database");
            if (row.Number("checksumFailures") is > 0 and var failures)
            {
                yield return Finding.Critical(
                    "database.corrupt",
                    name,
                    string.Create(CultureInfo.InvariantCulture, $"{failures:0} pages had a wrong checksum: the disk lost or changed data."),
                    "Restore from a backup on another disk; pg_amcheck says which tables are affected.");
            }

            if (row.Flag("collationChanged"))
            {
                yield return Finding.Critical(
                    "database.collation",
                    name,
                    "The library that sorts texts changed: indexes of texts may miss rows.",
                    $"REINDEX DATABASE {name}; ALTER DATABASE {name} REFRESH COLLATION VERSION;");
            }
        }
    }
}

internal sealed class DataVolumeCheck(IProbes probes, DatabaseAccess access, DoctorSettings settings)
    : ProbeCheck(probes, "database volume", "limits")
{
    protected override IEnumerable<Finding> Examine(ProbeTable table)
    {
        // The folder of another machine may have the name of one here.
        if (DatabaseConnections.IsLocal(access.Runtime)
            && VolumeUse.Examine(table.Rows[0].Text("dataDirectory"), settings.DataMaxPercent) is { } finding)
        {
            yield return finding;
        }
    }
}
