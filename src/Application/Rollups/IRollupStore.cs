namespace Agora.Application.Rollups;

public interface IRollupStore
{
    /// <param name="today">Of UTC.</param>
    /// <param name="limit">Changes of each kind at most.</param>
    Task<int> ApplyDeltasAsync(DateOnly today, int limit, CancellationToken ct);
}
