using Agora.Domain.Common;
using Agora.Domain.Maintenance;

namespace Agora.Application.Maintenance;

/// <param name="Name">With its schema, quoted where it has to be.</param>
public sealed record ServerRelation(long Id, string Name, bool IsIndex);

/// <summary>
/// What the role that maintains does to the database server, over connections of its own: they need no place in the pool of requests.
/// What waits for a lock gives up soon.
/// </summary>
public interface IServerMaintenance
{
    Task<Result<ServerSession>> FindSessionAsync(int pid, CancellationToken ct);

    /// <summary>Asks the session to cancel its statement, if it is still the same.</summary>
    Task<Result<Done>> CancelAsync(ServerSession session, CancellationToken ct);

    /// <summary>Ends the session, if it is still the same. False when it has not ended after some seconds.</summary>
    Task<Result<bool>> TerminateAsync(ServerSession session, CancellationToken ct);

    /// <summary>A table or a materialized view of users, by a name that may be quoted.</summary>
    Task<Result<ServerRelation>> FindTableAsync(string name, CancellationToken ct);

    /// <summary>An index of users, by a name that may be quoted.</summary>
    Task<Result<ServerRelation>> FindIndexAsync(string name, CancellationToken ct);

    /// <summary>Removes dead rows, and analyzes.</summary>
    Task<Result<Done>> VacuumAsync(ServerRelation table, CancellationToken ct);

    /// <summary>
    /// Vacuums a table so that its empty end is given back: a plain vacuum leaves few dead rows where they are, and a page that holds one
    /// is not empty.
    /// </summary>
    Task<Result<Done>> TruncateAsync(ServerRelation table, CancellationToken ct);

    Task<Result<Done>> AnalyzeAsync(ServerRelation table, CancellationToken ct);

    /// <summary>Rebuilds an index, or all of a table, beside reads and writes. Removes what it leaves when it fails.</summary>
    Task<Result<Done>> ReindexAsync(ServerRelation relation, CancellationToken ct);

    /// <summary>Forgets the statistics of the statements of this database.</summary>
    Task<Result<Done>> ResetStatisticsAsync(CancellationToken ct);
}
