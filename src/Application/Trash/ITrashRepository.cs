namespace Agora.Application.Trash;

public interface ITrashRepository
{
    /// <summary>Takes posts and comments for good that were deleted longer ago than <paramref name="kept"/>. Answers how many.</summary>
    /// <param name="most">Of posts and comments together.</param>
    Task<int> PurgeAsync(TimeSpan kept, int most, CancellationToken ct);
}
