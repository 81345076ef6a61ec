using Agora.Application.Common;
using Agora.Domain.Users;

namespace Agora.Application.Users;

/// <summary>A new account. The hash is null for one that sets its password later.</summary>
public sealed record NewUser(Guid Id, string? Email, string Username, string? FullName, UserRole Role, string? PasswordHash);

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
    /// <summary>Stores the account with its empty profile.</summary>
    Task<SaveUserOutcome> TryAddAsync(NewUser user, CancellationToken ct);

    /// <summary>Null when absent or deleted. Private members are null unless the actor may see them.</summary>
    Task<UserView?> FindAsync(Guid userId, CancellationToken ct);

    /// <summary>The same by username, in any case.</summary>
    Task<UserView?> FindAsync(string username, CancellationToken ct);

    /// <summary>The id of the member with this username, in any case.</summary>
    Task<Guid?> FindIdAsync(string username, CancellationToken ct);

    /// <summary>At most <paramref name="limit"/> members behind the position.</summary>
    Task<IReadOnlyList<UserView>> ListAsync(UserSort sort, MemberPosition after, int limit, CancellationToken ct);

    /// <summary>At most <paramref name="limit"/> members whose names match, best first.</summary>
    Task<IReadOnlyList<RankedUser>> SearchAsync(string term, UserPosition after, int limit, CancellationToken ct);

    /// <summary>How many members there are, or how many a search finds.</summary>
    Task<long> CountAsync(string? term, CountMode mode, CancellationToken ct);

    /// <summary>Replaces the editable members of the version given; the address is none of them.</summary>
    Task<SaveUserOutcome> TryUpdateAsync(UserView user, CancellationToken ct);

    /// <summary>Marks the account deleted and ends its access. False when absent, already deleted, or of another version.</summary>
    /// <param name="version">Null for whatever version there is.</param>
    Task<bool> TryDeleteAsync(Guid userId, int? version, DateTimeOffset now, CancellationToken ct);

    /// <param name="version">Null for whatever version there is.</param>
    Task<SaveUserOutcome> TryRestoreAsync(Guid userId, int? version, CancellationToken ct);

    /// <summary>Whether the account is closed and can be opened again.</summary>
    Task<bool> IsClosedAsync(Guid userId, CancellationToken ct);

    /// <summary>Whether an active admin other than this one exists; waits for others who are asking the same.</summary>
    Task<bool> AnotherAdminExistsAsync(Guid userId, CancellationToken ct);

    Task<ProfileView?> FindProfileAsync(Guid userId, CancellationToken ct);

    /// <summary>Replaces the profile of the version given. False when absent, not the actor's, or changed meanwhile.</summary>
    Task<bool> TryUpdateProfileAsync(ProfileView profile, CancellationToken ct);
}
