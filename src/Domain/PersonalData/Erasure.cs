using Agora.Domain.Common;
using Agora.Domain.Users;

namespace Agora.Domain.PersonalData;

/// <summary>What becomes of the words of a person who is erased.</summary>
public enum ErasureMode
{
    /// <summary>Public content stays, without its author.</summary>
    Anonymise,

    /// <summary>It goes; where others have answered, an empty place stays.</summary>
    Remove,
}

public enum ErasureProgress
{
    Done,

    /// <summary>Who it was is gone; the rest of a long work is being erased.</summary>
    InProgress,
}

/// <summary>
/// That a person is erased: at once what tells who they are (<c>app.begin_erasure</c>), then batch after batch what they wrote
/// (<c>app.continue_erasure</c>). It cannot be undone, and it happens once. Decision 20 says what is kept and why.
/// </summary>
public sealed class Erasure
{
    /// <summary>Posts, comments, likes and notifications in one transaction: others who write under the same posts wait for it.</summary>
    public const int BatchMax = 1000;

    /// <summary>Batches that a request does itself; the background work does the rest.</summary>
    public const int BatchesOfRequest = 5;

    private int batches;

    private Erasure(Guid userId, ErasureMode mode, bool byOwner)
    {
        UserId = userId;
        Mode = mode;
        IsByOwner = byOwner;
    }

    public Guid UserId { get; }

    public ErasureMode Mode { get; }

    /// <summary>Whether the person asked, and not an admin.</summary>
    public bool IsByOwner { get; }

    public ErasureProgress Progress { get; private set; } = ErasureProgress.InProgress;

    /// <summary>Whether the request runs another batch itself.</summary>
    public bool HasNextBatch => Progress == ErasureProgress.InProgress && batches < BatchesOfRequest;

    /// <summary>Begins the erasure of an account, open or closed.</summary>
    /// <param name="anotherAdmin">Whether the community has an active admin beside this account.</param>
    public static Result<Erasure> Request(User user, ErasureMode mode, bool byOwner, bool anotherAdmin)
    {
        var erased = user.Erase(anotherAdmin);
        return erased.IsSuccess ? new Erasure(user.Id, mode, byOwner) : erased.Error;
    }

    /// <summary>Counts a batch. One that was not full was the last.</summary>
    /// <param name="erased">Likes, notifications, posts and comments in it.</param>
    public Result<Erasure> Continue(int erased)
    {
        batches++;
        Progress = erased < BatchMax ? ErasureProgress.Done : ErasureProgress.InProgress;
        return this;
    }
}
