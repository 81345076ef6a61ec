using System.Globalization;
using Agora.Application.Monitoring;
using Agora.Application.Monitoring.Doctor;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Monitoring.Doctor;

/// <summary>Pools of all instances against the connections of the server.</summary>
internal sealed class ConnectionCheck(
    IProbes probes, DatabaseAccess access, DatabaseOptions database, DoctorSettings settings)
    : ProbeCheck(probes, "connections", "limits")
{
    private const double NearlyAll = 0.8;

    protected override IEnumerable<Finding> Examine(ProbeTable table)
    {
        var row = table.Rows[0];
        var usable = row.Number("usableConnections");
        var instances = settings.Instances > 0 ? settings.Instances : Math.Max(1, row.Number("runtimeAddresses"));
        var wanted = instances * database.PoolSize;
        // Behind a pooler the pools of instances are its clients.
        if (wanted > usable && !access.IsPooled)
        {
            yield return Finding.Critical(
                "connections.pools",
                null,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{instances} instances with a pool of {database.PoolSize} want {wanted} connections, and the server has {usable}."),
                "Lower POOL_SIZE, raise max_connections (restart), or put PgBouncer between (agora db pooler).");
        }

        if (row.Number("connections") is var taken && taken >= NearlyAll * usable)
        {
            yield return Finding.Warning(
                "connections.nearly_all",
                null,
                string.Create(CultureInfo.InvariantCulture, $"{taken} of {usable} connections are taken."),
                "agora db probe connections says by whom.");
        }
    }
}
