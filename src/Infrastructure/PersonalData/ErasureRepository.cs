using Agora.Application.PersonalData;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.PersonalData;

internal sealed class ErasureRepository(DbSession db) : IErasureRepository
{
    public Task<bool> TryBeginAsync(Guid userId, ErasureMode mode, bool byOwner, CancellationToken ct)
    {
        const string sql = "SELECT app.begin_erasure(@userId, @mode, @askedBy)";

        var stored = mode switch
        {
            ErasureMode.Anonymise => "anonymise",
            ErasureMode.Remove => "remove",
        };
        return db.ScalarAsync<bool>(sql, new { userId, mode = stored, askedBy = byOwner ? "owner" : "admin" }, ct);
    }

    public Task<int> ContinueAsync(Guid userId, int most, CancellationToken ct)
    {
        const string sql = "SELECT app.continue_erasure(@userId, @most)";

        return db.ScalarAsync<int>(sql, new { userId, most }, ct);
    }

    public Task<IReadOnlyList<Guid>> UnfinishedAsync(int limit, CancellationToken ct)
    {
        const string sql = """
            SELECT e.user_id
            FROM app.erasures AS e
            WHERE e.finished_at IS NULL
            ORDER BY e.requested_at
            LIMIT @limit
            """;

        return db.QueryAsync<Guid>(sql, new { limit }, ct);
    }
}
