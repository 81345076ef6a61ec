using Agora.Application.Features;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Features;

internal sealed class FeatureRepository(DbSession db) : IFeatureRepository
{
    public Task<IReadOnlyList<FeatureView>> AllAsync(CancellationToken ct)
    {
        const string sql = """
            SELECT f.name, f.enabled, f.description, f.version, f.updated_at
            FROM app.features AS f
            ORDER BY f.name
            """;

        return db.QueryAsync<FeatureView>(sql, null, ct);
    }

    public Task<FeatureView?> FindAsync(string name, CancellationToken ct)
    {
        const string sql = """
            SELECT f.name, f.enabled, f.description, f.version, f.updated_at
            FROM app.features AS f
            WHERE f.name = @name
            """;

        return db.FindAsync<FeatureView>(sql, new { name }, ct);
    }

    public Task<FeatureView?> SwitchAsync(string name, int version, bool enabled, CancellationToken ct)
    {
        const string sql = """
            UPDATE app.features AS f
            SET enabled = @enabled
            WHERE f.name = @name
              AND f.version = @version
            RETURNING f.name, f.enabled, f.description, f.version, f.updated_at
            """;

        return db.FindAsync<FeatureView>(sql, new { name, version, enabled }, ct);
    }
}
