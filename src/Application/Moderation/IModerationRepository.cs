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

public interface IModerationRepository
{
    /// <summary>Flags something in the name of the actor, and hides it when that makes enough.</summary>
    Task<FlagOutcome> FlagAsync(NewFlag flag, CancellationToken ct);

    /// <summary>Null when absent or not the actor's to see.</summary>
    Task<CaseView?> FindAsync(Guid caseId, CancellationToken ct);

    /// <summary>The case to change; null when absent or not the actor's to see.</summary>
    Task<ModerationCase?> LoadAsync(Guid caseId, CancellationToken ct);

    /// <summary>Stores a decision, with all that follows from it; false when the case has another version by now.</summary>
    Task<bool> TrySaveDecisionAsync(ModerationCase decided, CancellationToken ct);

    /// <summary>Stores an appeal; false when the case has another version than the one read, or is no longer rejected.</summary>
    /// <param name="read">Null for the current version.</param>
    Task<bool> TrySaveAppealAsync(ModerationCase appealed, int? read, CancellationToken ct);

    /// <summary>
    /// Stores who has an undecided case; false when it has another version than the one read, another assignee than the former one, or was
    /// decided meanwhile.
    /// </summary>
    /// <param name="read">Null for the current version.</param>
    Task<bool> TrySaveAssigneeAsync(ModerationCase assigned, Guid? former, int? read, CancellationToken ct);

    /// <summary>Null when they are not the actor's to see.</summary>
    Task<ModerationSettingsView?> FindSettingsAsync(CancellationToken ct);

    /// <summary>Null when the version is no longer the current one.</summary>
    Task<ModerationSettingsView?> SaveSettingsAsync(int version, int hideAfterFlags, CancellationToken ct);
}
