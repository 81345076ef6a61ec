using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.Json.Nodes;
using Agora.Application.Monitoring;
using Agora.Infrastructure.Monitoring;

namespace Agora.Infrastructure.Metrics;

/// <summary>
/// The state of the database server, from the last sample of the overview. What is unknown has no value, and after two minutes without a
/// sample, or three intervals, nothing is known but that.
/// </summary>
internal sealed class DatabaseGauges(
    OverviewHistory history, WatchConnection watch, MonitoringSettings settings, TimeProvider clock) : IGaugeSource
{
    private static readonly (string Name, string Column, string Unit, string Description)[] Gauges =
    [
        ("agora.database.connections", "connections", "{connection}", "Connections of clients to the server."),
        ("agora.database.connections.limit", "connectionsMax", "{connection}", "Connections that clients may open."),
        ("agora.database.sessions.idle_in_transaction", "idleInTransaction", "{session}", "Sessions that keep a transaction open."),
        ("agora.database.sessions.blocked", "waitingForLocks", "{session}", "Sessions that wait for a lock."),
        ("agora.database.transaction.oldest", "oldestTransactionSeconds", "s", "Age of the oldest transaction of a client."),
        ("agora.database.size", "databaseBytes", "By", "Size of the database."),
        ("agora.database.identifiers.used.percent", "identifierAgePercent", "", "Transaction ids used before the server refuses to write."),
        ("agora.database.replication.lag", "replicationLagBytes", "By", "What the slowest standby has not replayed."),
        ("agora.database.wal.retained", "retainedWalBytes", "By", "What the slot that is farthest behind keeps from removal."),
        ("agora.database.slots.lag", "slotLagBytes", "By", "What the logical slot that is farthest behind has not confirmed."),
        ("agora.database.slots.remaining", "slotRemainingBytes", "By", "What may be written before a slot loses its log."),
        ("agora.database.slots.lost", "lostSlots", "{slot}", "Slots whose log is gone, so that their readers cannot continue."),
        ("agora.database.archiving.fails", "archivingFails", "", "1 while the last attempt to archive a segment failed."),
    ];

    private static readonly (string Name, string Column, string Unit, string Description)[] Counters =
    [
        ("agora.database.deadlocks", "deadlocks", "{deadlock}", "Deadlocks since the statistics of the server were reset."),
        ("agora.database.commits", "commits", "{transaction}", "Transactions that committed."),
        ("agora.database.rollbacks", "rollbacks", "{transaction}", "Transactions that were rolled back."),
        ("agora.database.wal.written", "walBytes", "By", "Bytes of the write-ahead log."),
        ("agora.database.checkpoints.requested", "checkpointsRequested", "{checkpoint}", "Checkpoints that came before their time."),
    ];

    private readonly TimeSpan fresh = TimeSpan.FromSeconds(Math.Max(120, 3 * settings.SampleSeconds));

    public void AddTo(Meter meter)
    {
        if (!watch.Source.IsSuccess || settings.SampleSeconds == 0)
        {
            return;
        }

        meter.CreateObservableGauge(
            "agora.database.up", () => Row() is null ? 0 : 1, unit: null, "Whether the database server has answered lately.");
        foreach (var (name, column, unit, description) in Gauges)
        {
            meter.CreateObservableGauge(name, () => Read(column), unit, description);
        }

        foreach (var (name, column, unit, description) in Counters)
        {
            meter.CreateObservableCounter(name, () => Read(column), unit, description);
        }
    }

    private JsonObject? Row() => history.LastRow is { } last && clock.GetUtcNow() - last.At < fresh ? last.Row : null;

    private IEnumerable<Measurement<double>> Read(string column) => Row()?[column] switch
    {
        null => [],
        JsonValue value when value.TryGetValue<bool>(out var flag) => [new Measurement<double>(flag ? 1 : 0)],
        var value => [new Measurement<double>(double.Parse(value.ToString(), CultureInfo.InvariantCulture))],
    };
}
