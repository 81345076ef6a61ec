namespace Agora.Application.Common;

/// <summary>The role of the caller. The database policies use the same five names.</summary>
public enum ActorRole
{
    Anonymous,
    User,
    Moderator,
    Admin,

    /// <summary>Agora itself: imports, sign-in before the user is known, background work. Never comes from a token.</summary>
    System,
}

/// <summary>The caller of a use case.</summary>
/// <param name="SessionId">Null for callers without a token.</param>
/// <param name="SecurityVersion">The version of the account's rights that <paramref name="Role"/> was read from.</param>
public sealed record Actor(Guid? UserId, ActorRole Role, Guid? SessionId, int SecurityVersion = 0)
{
    public static readonly Actor Anonymous = new(null, ActorRole.Anonymous, null);

    public static readonly Actor System = new(null, ActorRole.System, null);

    public bool IsStaff => Role is ActorRole.Moderator or ActorRole.Admin or ActorRole.System;

    public bool IsAdmin => Role is ActorRole.Admin or ActorRole.System;

    public bool Is(Guid userId) => UserId == userId;
}

/// <summary>The request that a change belongs to, as recorded in every audit row.</summary>
/// <param name="Id">As in its log lines and in <c>X-Request-Id</c>.</param>
/// <param name="Address">Address of the client; null when the transport has none.</param>
public sealed record RequestOrigin(string Id, string? Address);

/// <summary>
/// The caller of the current scope. Handlers decide by <see cref="Actor"/>; the database session signs <see cref="DatabaseActor"/> into
/// every statement, so that policies and handlers agree about the caller.
/// </summary>
public sealed class ActorContext
{
    private bool elevated;

    public Actor Actor { get; private set; } = Actor.Anonymous;

    /// <summary>Null in background work and on the command line.</summary>
    public RequestOrigin? Request { get; set; }

    /// <summary>Whether a command has begun: from then on no statement relies on cached rights.</summary>
    public bool Writes { get; internal set; }

    /// <summary>
    /// Whether standbys may answer what is read: true for a request that only reads, and whose response is not cached. Not for the
    /// background, which reads in order to write.
    /// </summary>
    public bool MayReadStandby { get; set; }

    /// <summary>
    /// Reason of an action of staff on the content of another user. The database requires it and writes it to the moderation log.
    /// </summary>
    public string? Reason { get; set; }

    public Actor DatabaseActor => elevated ? Actor with { Role = ActorRole.System } : Actor;

    /// <exception cref="InvalidOperationException">The caller is anonymous: the endpoint does not require a sign-in.</exception>
    public Guid SignedInId => Actor.UserId ?? throw new InvalidOperationException("The caller is not signed in.");

    public void SignIn(Actor actor) => Actor = actor;

    /// <summary>
    /// Until disposed, statements run with the rights of <see cref="ActorRole.System"/>; the caller stays the same. Called only by the
    /// behaviour for <see cref="IRunsAsSystem"/> messages.
    /// </summary>
    internal IDisposable Elevate()
    {
        var before = elevated;
        elevated = true;
        return new Elevation(() => elevated = before);
    }

    private sealed class Elevation(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}

/// <summary>
/// Marks a message whose rows the caller may not see, such as the stored password of a sign-in. Keep such handlers short: row-level
/// security does not restrict what they read.
/// </summary>
public interface IRunsAsSystem;
