using System.Diagnostics.Metrics;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Metrics;

/// <summary>The pool of connections, as Npgsql counts it, and the queue of those that wait for the database.</summary>
internal sealed class ConnectionGauges : IGaugeSource, IDisposable
{
    private const string Npgsql = "Npgsql", Connections = "db.client.connection.count";

    private static readonly KeyValuePair<string, object?> Pool = new("db.client.connection.pool.name", DatabaseConnections.PoolName);

    private static readonly KeyValuePair<string, object?> Used = new("db.client.connection.state", "used");

    private readonly DatabaseOptions options;
    private readonly AdmissionQueue queue;
    private readonly MeterListener listener;
    private readonly Lock reading = new();
    private long used, open;

    public ConnectionGauges(DatabaseOptions options, AdmissionQueue queue)
    {
        (this.options, this.queue) = (options, queue);
        listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == Npgsql && instrument.Name == Connections)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<int>((_, count, tags, _) => Count(count, tags));
        listener.Start();
    }

    public void AddTo(Meter meter)
    {
        meter.CreateObservableGauge("db_pool_size", () => options.PoolSize, unit: null, "Connections that the pool may open.");
        meter.CreateObservableGauge("db_pool_used", () => Read().Used, unit: null, "Connections in use.");
        meter.CreateObservableGauge("db_connection_pool_size", () => Read().Open, unit: null, "Open connections, in use or idle.");
        meter.CreateObservableGauge("agora.db.queue.length", () => queue.Waiting, "{request}", "Requests that wait for the database.");
        meter.CreateObservableCounter(
            "agora.db.queue.refused", () => queue.Refused, "{request}", "Requests that were refused because the database was busy.");
    }

    public void Dispose() => listener.Dispose();

    private (long Used, long Open) Read()
    {
        lock (reading)
        {
            used = open = 0;
            listener.RecordObservableInstruments();
            return (used, open);
        }
    }

    private void Count(int count, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Contains(Pool))
        {
            open += count;
            used += tags.Contains(Used) ? count : 0;
        }
    }
}
