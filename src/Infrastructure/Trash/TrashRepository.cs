using Agora.Application.Trash;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Trash;

internal sealed class TrashRepository(DbSession db) : ITrashRepository
{
    public Task<int> PurgeAsync(TimeSpan kept, int most, CancellationToken ct)
    {
        const string sql = """
            SELECT app.purge_trash(@kept, @most)
            """;

        return db.ScalarAsync<int>(sql, new { kept, most }, ct);
    }
}
