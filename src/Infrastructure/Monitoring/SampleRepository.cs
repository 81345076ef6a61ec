using System.Text.Json;
using System.Text.Json.Serialization;
using Agora.Application.Monitoring;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Monitoring;

internal sealed class SampleRepository(DbSession db) : ISampleRepository
{
    public async Task AddAsync(OverviewSample sample, CancellationToken ct)
    {
        const string sql = """
            INSERT INTO app.monitoring_samples (sampled_at, numbers)
            VALUES (date_trunc('minute', @At), CAST(@Numbers AS jsonb))
            ON CONFLICT DO NOTHING
            """;

        var numbers = JsonSerializer.Serialize(sample.Numbers, SampleJson.Default.IReadOnlyDictionaryStringDouble);
        await db.ExecuteAsync(sql, new { sample.At, Numbers = numbers }, ct);
    }

    public async Task<IReadOnlyList<OverviewSample>> ListAsync(DateTimeOffset since, CancellationToken ct)
    {
        const string sql = """
            SELECT s.sampled_at AS "At", s.numbers::text AS "Numbers"
            FROM app.monitoring_samples AS s
            WHERE s.sampled_at >= @Since
            ORDER BY s.sampled_at
            """;

        var rows = await db.QueryAsync<Row>(sql, new { Since = since }, ct);
        return [.. rows.Select(row => new OverviewSample(
            row.At, JsonSerializer.Deserialize(row.Numbers, SampleJson.Default.DictionaryStringDouble)!))];
    }

    public Task<int> PurgeAsync(DateTimeOffset before, int most, CancellationToken ct)
    {
        const string sql = """
            DELETE FROM app.monitoring_samples
            WHERE sampled_at IN (SELECT s.sampled_at FROM app.monitoring_samples AS s WHERE s.sampled_at < @Before
                                 ORDER BY s.sampled_at LIMIT @Most)
            """;

        return db.ExecuteAsync(sql, new { Before = before, Most = most }, ct);
    }

    private sealed record Row(DateTimeOffset At, string Numbers);
}

[JsonSerializable(typeof(IReadOnlyDictionary<string, double>))]
[JsonSerializable(typeof(Dictionary<string, double>))]
internal sealed partial class SampleJson : JsonSerializerContext;
