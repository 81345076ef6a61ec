using Agora.Domain.Common;

namespace Agora.Domain.Users;

/// <summary>
/// An account. What must be true of every account:
/// the community keeps one active admin;
/// people choose no reserved name for themselves;
/// an erased account stays closed, without a name that tells who it was and without an address.
/// </summary>
/// <remarks>
/// The rights of an account are its role and whether it is active and open. With every change of them the version of the rights rises,
/// which ends its access tokens, and an account that is closed or switched off loses its sessions: triggers on <c>app.users</c> do both,
/// whichever statement makes the change.
/// </remarks>
public sealed class User
{
    private User(
        Guid id,
        Username username,
        string? fullName,
        string? email,
        UserRole role,
        bool isActive,
        DateTimeOffset? closedAt,
        bool isErased,
        int version)
    {
        if (isErased && (closedAt is null || email is not null || fullName is not null))
        {
            throw new ArgumentException("An erased account is closed and tells nothing of its owner.", nameof(isErased));
        }

        Id = id;
        Username = username;
        FullName = fullName;
        Email = email;
        Role = role;
        IsActive = isActive;
        ClosedAt = closedAt;
        IsErased = isErased;
        Version = version;
    }

    public Guid Id { get; }

    public Username Username { get; private set; }

    /// <summary>Null when only the username is shown.</summary>
    public string? FullName { get; private set; }

    /// <summary>Null when the account has none, or the loader may not see it.</summary>
    public string? Email { get; private set; }

    /// <summary>The address that the account gets once it is confirmed. Null until this object is asked for one.</summary>
    public string? PendingEmail { get; private set; }

    public UserRole Role { get; private set; }

    /// <summary>Whether its owner may sign in.</summary>
    public bool IsActive { get; private set; }

    /// <summary>Null while the account is open.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }

    public bool IsErased { get; private set; }

    /// <summary>Of the row that it was loaded from; 1 before it is stored.</summary>
    public int Version { get; }

    /// <summary>Whether it is one of the admins of whom one must stay.</summary>
    public bool IsActiveAdmin => Role == UserRole.Admin && IsActive && ClosedAt is null;

    /// <summary>A new account.</summary>
    /// <param name="email">In its canonical form; null when there is none.</param>
    public static User Create(Username username, string? fullName, string? email, UserRole role, DateTimeOffset now) =>
        new(Guid.CreateVersion7(now), username, fullName, email, role, true, null, false, 1);

    /// <summary>An account as the database holds it.</summary>
    public static User Load(
        Guid id,
        Username username,
        string? fullName,
        string? email,
        UserRole role,
        bool isActive,
        DateTimeOffset? closedAt,
        bool isErased,
        int version) =>
        new(id, username, fullName, email, role, isActive, closedAt, isErased, version);

    /// <param name="byAdmin">Admins give reserved names as well.</param>
    public Result<User> Rename(string username, bool byAdmin)
    {
        // A name that stays is not chosen again: an admin may have given it.
        if (username == Username.Text)
        {
            return this;
        }

        var name = byAdmin ? Username.Of(username) : Username.Choose(username);
        if (!name.IsSuccess)
        {
            return name.Error;
        }

        Username = name.Value;
        return this;
    }

    /// <param name="fullName">Null to show only the username.</param>
    public Result<User> ChangeFullName(string? fullName)
    {
        FullName = fullName;
        return this;
    }

    /// <summary>Whether another address was sent than the account has: neither case nor the form of the host makes a difference.</summary>
    public bool ChangesEmail(string email) => !EmailAddress.AreSame(Email, email);

    /// <summary>
    /// Asks for another address. It waits until it is confirmed, and the present one stays until then. An account without an address gets
    /// it at once; asking for the present one withdraws a change that waits.
    /// </summary>
    /// <param name="email">In its canonical form.</param>
    public Result<User> RequestEmail(string email)
    {
        var waits = Email is not null && ChangesEmail(email);
        Email = waits ? Email : email;
        PendingEmail = waits ? email : null;
        return this;
    }

    /// <summary>Whether this would take an active admin from the community.</summary>
    public bool LosesAdmin(UserRole role, bool isActive) => IsActiveAdmin && !(role == UserRole.Admin && isActive);

    /// <summary>Gives the account another role, switches it off or on again.</summary>
    /// <param name="anotherAdmin">Whether the community has an active admin beside this account.</param>
    public Result<User> ChangeRights(UserRole role, bool isActive, bool anotherAdmin)
    {
        if (LosesAdmin(role, isActive) && !anotherAdmin)
        {
            return UserErrors.LastAdmin;
        }

        Role = role;
        IsActive = isActive;
        return this;
    }

    /// <summary>Closes the account: it vanishes, its names become free, and an admin can restore it.</summary>
    /// <param name="anotherAdmin">Whether the community has an active admin beside this account.</param>
    public Result<User> Close(bool anotherAdmin, DateTimeOffset now)
    {
        if (ClosedAt is not null)
        {
            return UserErrors.NotFound;
        }

        if (IsActiveAdmin && !anotherAdmin)
        {
            return UserErrors.LastAdmin;
        }

        ClosedAt = now;
        return this;
    }

    /// <summary>Opens a closed account again, with the names and rights that it had.</summary>
    public Result<User> Restore()
    {
        if (ClosedAt is null || IsErased)
        {
            return UserErrors.NotFound;
        }

        ClosedAt = null;
        return this;
    }

    /// <summary>
    /// Whether the account may be erased, open or closed. What is erased and when, <see cref="PersonalData.Erasure"/> tells.
    /// </summary>
    /// <param name="anotherAdmin">Whether the community has an active admin beside this account.</param>
    public Result<User> Erase(bool anotherAdmin)
    {
        if (IsErased)
        {
            return UserErrors.NotFound;
        }

        return IsActiveAdmin && !anotherAdmin ? UserErrors.LastAdmin : this;
    }
}
