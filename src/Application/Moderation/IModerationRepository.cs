using Agora.Domain.Moderation;

namespace Agora.Application.Moderation;

/// <param name="CommentId">Null to flag the post itself.</param>
public sealed record NewFlag(Guid Id, Guid? PostId, Guid? CommentId, FlagCategory Category, string? Note);

public enum FlagOutcome
{
    Flagged,

    /// <summary>The actor has flagged it before.</summary>
    Again,

    /// <summary>It is the actor's own.</summary>
    Own,

    /// <summary>Not there for everyone to read.</summary>
    Missing,
}

/// <param name="Category">Null to keep that of the flags.</param>
public sealed record Decision(Guid CaseId, CaseStatus From, CaseStatus To, string Reason, FlagCategory? Category, Guid DecidedBy, DateTimeOffset Now);

public interface IModerationRepository
{
    /// <summary>Flags something in the name of the actor, and hides it when that makes enough.</summary>
    Task<FlagOutcome> FlagAsync(NewFlag flag, CancellationToken ct);

    /// <summary>Null when absent or not the actor's to see.</summary>
    Task<CaseView?> FindAsync(Guid caseId, CancellationToken ct);

    /// <summary>Hands an undecided case over; false when another moderator has it or it was decided meanwhile.</summary>
    /// <param name="takeOver">Whether to take it from whoever has it.</param>
    Task<bool> TryAssignAsync(Guid caseId, Guid? assigneeId, Guid? heldBy, bool takeOver, CancellationToken ct);

    /// <summary>Decides a case, with all that follows from it; false when it has left the state meanwhile or another moderator has it.</summary>
    Task<bool> TryDecideAsync(Decision decision, bool takeOver, CancellationToken ct);

    /// <summary>Puts a rejected case back into the queue, once; false when it was not rejected or appealed before.</summary>
    Task<bool> TryAppealAsync(Guid caseId, string appeal, DateTimeOffset now, CancellationToken ct);

    /// <summary>Null when they are not the actor's to see.</summary>
    Task<ModerationSettingsView?> FindSettingsAsync(CancellationToken ct);

    /// <summary>Null when the version is no longer the current one.</summary>
    Task<ModerationSettingsView?> SaveSettingsAsync(int version, int hideAfterFlags, CancellationToken ct);
}
