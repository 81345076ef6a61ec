using System.Text.Json;
using Agora.Domain.Common;

namespace Agora.Application.Monitoring;

public interface IStatementPlans
{
    /// <summary>The text of a statement that the server has counted; null when it knows none of this id.</summary>
    Task<Result<string?>> FindTextAsync(long statementId, CancellationToken ct);

    /// <summary>
    /// The plan, in a read-only transaction of at most five seconds that is rolled back, with the rights of the caller.
    /// </summary>
    /// <param name="parameters">Values as texts, to run it with.</param>
    Task<Result<JsonElement>> ExplainAsync(string statement, bool analyze, IReadOnlyList<string?> parameters, CancellationToken ct);

    /// <summary>Keeps a plan beside the latest ones of its statement.</summary>
    Task AddAsync(StatementPlan plan, CancellationToken ct);

    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<EarlierPlan>> ListAsync(long statementId, CancellationToken ct);
}
