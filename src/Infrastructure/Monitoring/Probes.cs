using System.Text.Json.Nodes;
using Agora.Application.Monitoring;
using Agora.Domain.Common;
using Agora.Infrastructure.Database;
using Npgsql;

namespace Agora.Infrastructure.Monitoring;

internal sealed class Probes(WatchConnection watch, TimeProvider clock) : IProbes
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    /// <summary>Probes with different parameters that are remembered.</summary>
    private const int Most = 200;

    private static readonly IReadOnlyDictionary<string, ProbeFile> Files =
        ProbeFile.ReadAll().ToDictionary(file => file.Probe.Name, StringComparer.Ordinal);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Run> runs = new(StringComparer.Ordinal);

    public IReadOnlyList<Probe> All { get; } = [.. Files.Values.Select(file => file.Probe)];

    public Task<Result<ProbeTable>> RunAsync(Probe probe, IReadOnlyDictionary<string, object> values, CancellationToken ct)
    {
        if (!watch.Source.IsSuccess)
        {
            return Task.FromResult<Result<ProbeTable>>(watch.Source.Error);
        }

        var key = $"{probe.Name}?{string.Join('&', values.Select(value => $"{value.Key}={value.Value}"))}";
        lock (gate)
        {
            var last = runs.GetValueOrDefault(key);
            if (last is null || (last.Table.IsCompleted && clock.GetElapsedTime(last.StartedAt) >= Fresh))
            {
                if (runs.Count >= Most)
                {
                    runs.Clear();
                }

                // Also where the last run failed: its result has the rows of the one before.
                var known = last?.Table is { IsCompletedSuccessfully: true, Result: { IsSuccess: true, Value: var found } } ? found : null;
                last = new Run(clock.GetTimestamp(), AskAsync(watch.Source.Value, Files[probe.Name], values, known));
                runs[key] = last;
            }

            return last.Table.WaitAsync(ct);
        }
    }

    private async Task<Result<ProbeTable>> AskAsync(
        NpgsqlDataSource source, ProbeFile file, IReadOnlyDictionary<string, object> values, ProbeTable? known)
    {
        using var deadline = new CancellationTokenSource(IProbes.Budget, clock);
        Error error;
        try
        {
            // Waited for from outside as well: a connection attempt to a silent host does not always heed its token.
            return await QueryAsync(source, file, values, deadline.Token).WaitAsync(IProbes.Budget, clock);
        }
        catch (Exception exception) when (ProbeFailures.Classify(exception, file.ReadsStatements, CancellationToken.None) is { } classified)
        {
            error = classified;
        }

        return known is null ? error : known with { Failure = new ProbeFailure(error.Code, error.Message) };
    }

    private async Task<ProbeTable> QueryAsync(
        NpgsqlDataSource source, ProbeFile file, IReadOnlyDictionary<string, object> values, CancellationToken ct)
    {
        try
        {
            return await QueryOnceAsync(source, file, values, ct);
        }
        catch (Exception exception) when (DatabaseFailures.IsLostConnection(exception))
        {
            // The pooled connection may have ended long ago, which says nothing of the server as it is now.
            source.Clear();
            return await QueryOnceAsync(source, file, values, ct);
        }
    }

    private async Task<ProbeTable> QueryOnceAsync(
        NpgsqlDataSource source, ProbeFile file, IReadOnlyDictionary<string, object> values, CancellationToken ct)
    {
        await using var command = source.CreateCommand(file.Sql);
        foreach (var parameter in file.Parameters)
        {
            command.Parameters.AddWithValue(parameter.Key, values[parameter.Value]);
        }

        await using var reader = await command.ExecuteReaderAsync(ct);
        var columns = ProbeRows.Columns(reader, file.Probe);
        var rows = new List<JsonObject>();
        while (await reader.ReadAsync(ct))
        {
            rows.Add(ProbeRows.Read(reader, columns));
        }

        return new ProbeTable(file.Probe.Name, file.Probe.Description, clock.GetUtcNow(), Failure: null, columns, rows);
    }

    private sealed record Run(long StartedAt, Task<Result<ProbeTable>> Table);
}
