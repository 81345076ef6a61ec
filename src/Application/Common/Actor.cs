namespace Agora.Application.Common;

/// <summary>The rights of whoever asks. The database policies know the same five words.</summary>
public enum ActorRole
{
    Anonymous,
    User,
    Moderator,
    Admin,

    /// <summary>Agora itself: imports, sign-in before there is a user, background work. Never comes from a token.</summary>
    System,
}

/// <summary>Who asks.</summary>
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

/// <summary>The request that a change belongs to, as every audit row notes it.</summary>
/// <param name="Id">As in its log lines and in <c>X-Request-Id</c>.</param>
/// <param name="Address">Where the client is; null when the transport has no address.</param>
public sealed record RequestOrigin(string Id, string? Address);

/// <summary>
/// The one place where a scope keeps who asks. Handlers decide by <see cref="Actor"/>; the database session signs
/// <see cref="DatabaseActor"/> into every statement, so that policy and handler never disagree about the person.
/// </summary>
public sealed class ActorContext
{
    private bool elevated;

    public Actor Actor { get; private set; } = Actor.Anonymous;

    /// <summary>Null in background work and on the command line.</summary>
    public RequestOrigin? Request { get; set; }

    /// <summary>Whether a command has begun: from then on no statement relies on rights that were remembered.</summary>
    public bool Writes { get; internal set; }

    /// <summary>
    /// Why staff do something to the content of others. The database writes it into the log of moderation, and lets no such act pass
    /// without it.
    /// </summary>
    public string? Reason { get; set; }

    public Actor DatabaseActor => elevated ? Actor with { Role = ActorRole.System } : Actor;

    /// <exception cref="InvalidOperationException">Nobody is signed in: the endpoint forgot to ask for it.</exception>
    public Guid SignedInId => Actor.UserId ?? throw new InvalidOperationException("Nobody is signed in.");

    public void SignIn(Actor actor) => Actor = actor;

    /// <summary>
    /// Until disposed, statements run with the rights of <see cref="ActorRole.System"/>; who asks stays the same.
    /// Only the behaviour for <see cref="IRunsAsSystem"/> messages calls this.
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
/// Marks a message whose rows the asking person may not see, such as the stored password of a login attempt. Keep such
/// handlers short: row-level security does not narrow what they read.
/// </summary>
public interface IRunsAsSystem;
