using Agora.Application.Common;
using Npgsql;

namespace Agora.Infrastructure.Database;

/// <summary>
/// Identifies the state of the database by its snapshot: two checks with the same text see the same rows, and a commit before a call shows
/// in its result.
/// </summary>
internal sealed class DatabaseVersion(NpgsqlDataSource dataSource) : IDatabaseVersion, IAsyncDisposable
{
    // The start time of the server is part of it, because a restored server may count its transactions from an earlier point.
    private const string SnapshotSql = "SELECT pg_postmaster_start_time()::text || ' ' || pg_current_snapshot()::text";

    private readonly SharedCheck check = new(dataSource, SnapshotSql);

    public Task<string> CurrentAsync(CancellationToken ct) => check.CurrentAsync(ct);

    public ValueTask DisposeAsync() => check.DisposeAsync();
}
