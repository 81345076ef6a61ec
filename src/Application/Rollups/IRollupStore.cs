namespace Agora.Application.Rollups;

public interface IRollupStore
{
    /// <param name="today">Of UTC.</param>
    /// <param name="limit">Maximum deltas of each kind.</param>
    Task<int> ApplyDeltasAsync(DateOnly today, int limit, CancellationToken ct);
}
