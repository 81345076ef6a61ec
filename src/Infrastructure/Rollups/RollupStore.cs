using Agora.Application.Rollups;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Rollups;

internal sealed class RollupStore(DbSession db) : IRollupStore
{
    public async Task<int> FoldAsync(DateOnly today, int limit, CancellationToken ct)
    {
        const string sql = "SELECT app.fold_rollups(@limit) + app.fold_trends(@today, @limit)";

        return await db.ScalarAsync<int>(sql, new { today, limit }, ct);
    }
}
