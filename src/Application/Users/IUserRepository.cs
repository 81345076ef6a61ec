using Agora.Application.Common;
using Agora.Domain.Users;

namespace Agora.Application.Users;

public enum SaveUserOutcome
{
    Saved,
    EmailTaken,
    UsernameTaken,

    /// <summary>No row of that id and version that the actor may change.</summary>
    Missing,
}

public interface IUserRepository
{
    /// <summary>Stores a new account with its empty profile.</summary>
    /// <param name="passwordHash">Null for an account that sets its password later.</param>
    Task<SaveUserOutcome> TryAddAsync(User user, string? passwordHash, CancellationToken ct);

    /// <summary>
    /// The account to change; null when absent or closed. To callers who may not see its private members it seems active and without an
    /// address: they see that it is there, and change nothing.
    /// </summary>
    Task<User?> LoadAsync(Guid userId, CancellationToken ct);

    /// <summary>The account to change, closed ones and erased ones included; null when absent or not the actor's to see.</summary>
    Task<User?> LoadAnyAsync(Guid userId, CancellationToken ct);

    /// <summary>Null when absent or deleted. Private members are null unless the actor may see them.</summary>
    Task<UserView?> FindAsync(Guid userId, CancellationToken ct);

    /// <summary>The same by username, in any case.</summary>
    Task<UserView?> FindAsync(string username, CancellationToken ct);

    /// <summary>The id of the member with this username, in any case.</summary>
    Task<Guid?> FindIdAsync(string username, CancellationToken ct);

    /// <summary>At most <paramref name="limit"/> members behind the position.</summary>
    Task<IReadOnlyList<UserView>> ListAsync(UserSort sort, MemberPosition after, int limit, CancellationToken ct);

    /// <summary>Members whose username or name has the words, the last of which may continue.</summary>
    Task<IReadOnlyList<UserSuggestion>> SuggestAsync(string typed, int limit, CancellationToken ct);

    /// <summary>At most <paramref name="limit"/> members whose names match, best first.</summary>
    Task<IReadOnlyList<RankedUser>> SearchAsync(string term, UserPosition after, int limit, CancellationToken ct);

    /// <summary>How many members there are, or how many a search finds.</summary>
    Task<long> CountAsync(string? term, CountMode mode, CancellationToken ct);

    /// <summary>Stores names and rights; the address is none of them. Missing when the account was closed or has another version.</summary>
    /// <param name="version">The version that the caller read.</param>
    Task<SaveUserOutcome> TrySaveAsync(User user, int version, CancellationToken ct);

    /// <summary>Stores that the account is closed and ends its access. False when it was closed meanwhile or has another version.</summary>
    /// <param name="version">The version that the caller read; null for the current one.</param>
    Task<bool> TryCloseAsync(User closed, int? version, CancellationToken ct);

    /// <summary>
    /// Stores that the account is open, and answers it as the actor sees it. Missing when it was opened or erased meanwhile, or has another
    /// version.
    /// </summary>
    /// <param name="version">The version that the caller read; null for the current one.</param>
    Task<(SaveUserOutcome Outcome, UserView? Restored)> TryRestoreAsync(User open, int? version, CancellationToken ct);

    /// <summary>Whether the account is closed and can be opened again.</summary>
    Task<bool> IsClosedAsync(Guid userId, CancellationToken ct);

    /// <summary>Whether an active admin other than this one exists; waits for others who are asking the same.</summary>
    Task<bool> AnotherAdminExistsAsync(Guid userId, CancellationToken ct);

    Task<ProfileView?> FindProfileAsync(Guid userId, CancellationToken ct);

    /// <summary>The profile to change; null when its account is absent or closed.</summary>
    Task<Profile?> LoadProfileAsync(Guid userId, CancellationToken ct);

    /// <summary>Stores the profile. False when it is not the actor's, or has another version.</summary>
    /// <param name="version">The version that the caller read.</param>
    Task<bool> TrySaveProfileAsync(Profile profile, int version, CancellationToken ct);
}
