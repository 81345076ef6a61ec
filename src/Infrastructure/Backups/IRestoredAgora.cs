using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Backups;

/// <summary>Starts Agora on a restored database, read-only, and asks it for posts as a reader would.</summary>
public interface IRestoredAgora
{
    /// <param name="posts">Identifiers and titles.</param>
    /// <returns>What was wrong, one sentence each.</returns>
    Task<IReadOnlyList<string>> AskAsync(DatabaseAccess access, IReadOnlyDictionary<Guid, string> posts, CancellationToken ct);
}
