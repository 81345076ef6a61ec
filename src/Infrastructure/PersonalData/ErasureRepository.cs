using Agora.Application.PersonalData;
using Agora.Domain.PersonalData;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.PersonalData;

internal sealed class ErasureRepository(DbSession db) : IErasureRepository
{
    public Task<bool> TryBeginAsync(Erasure erasure, CancellationToken ct)
    {
        const string sql = "SELECT app.begin_erasure(@UserId, @mode, @askedBy)";

        var mode = erasure.Mode switch
        {
            ErasureMode.Anonymise => "anonymise",
            ErasureMode.Remove => "remove",
        };
        return db.ScalarAsync<bool>(sql, new { erasure.UserId, mode, askedBy = erasure.IsByOwner ? "owner" : "admin" }, ct);
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
