using Agora.Domain.PersonalData;

namespace Agora.Application.PersonalData;

public interface IErasureRepository
{
    /// <summary>
    /// Takes name, address and password, closes the account for good, and notes what is left to do. False when there is no
    /// such account or it was erased before.
    /// </summary>
    Task<bool> TryBeginAsync(Erasure erasure, CancellationToken ct);

    /// <summary>
    /// Erases what is left, up to <paramref name="most"/> posts and comments; returns how many. May be called again at any time.
    /// </summary>
    Task<int> ContinueAsync(Guid userId, int most, CancellationToken ct);

    /// <summary>Whose erasure is not known to be finished, those who have waited longest first.</summary>
    Task<IReadOnlyList<Guid>> UnfinishedAsync(int limit, CancellationToken ct);
}
