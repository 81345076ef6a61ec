using System.Text.Json;
using Agora.Domain.Common;

namespace Agora.Application.Monitoring;

/// <param name="Text">Without values.</param>
/// <param name="IsOfRuntime">Whether the role that serves requests has run it.</param>
public sealed record CountedStatement(string Text, bool IsOfRuntime);

public interface IStatementPlans
{
    /// <summary>A statement that the server has counted; null when it knows none of this id.</summary>
    Task<Result<CountedStatement?>> FindAsync(long statementId, CancellationToken ct);

    /// <summary>
    /// The plan, in a read-only transaction of at most five seconds that is rolled back, with the rights of the caller.
    /// </summary>
    /// <param name="parameters">Values as texts, to run it with.</param>
    Task<Result<JsonElement>> ExplainAsync(
        CountedStatement statement, bool analyze, IReadOnlyList<string?> parameters, CancellationToken ct);

    /// <summary>Keeps what is compared of a plan, beside the latest ones of its statement.</summary>
    Task AddAsync(StatementPlan plan, CancellationToken ct);

    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<EarlierPlan>> ListAsync(long statementId, CancellationToken ct);
}
