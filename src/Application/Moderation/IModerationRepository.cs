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

/// <param name="Version">Null for whatever version there is.</param>
/// <param name="From">Who has the case now; null for nobody.</param>
/// <param name="To">Who shall have it; null for nobody.</param>
public sealed record Assignment(Guid CaseId, int? Version, Guid? From, Guid? To);

/// <param name="Version">The version of the case that the decision is based on.</param>
/// <param name="Category">Null to keep that of the flags.</param>
public sealed record Decision(Guid CaseId, int Version, CaseStatus To, string Reason, FlagCategory? Category, Guid DecidedBy, DateTimeOffset Now);

public interface IModerationRepository
{
    /// <summary>Flags something in the name of the actor, and hides it when that makes enough.</summary>
    Task<FlagOutcome> FlagAsync(NewFlag flag, CancellationToken ct);

    /// <summary>Null when absent or not the actor's to see.</summary>
    Task<CaseView?> FindAsync(Guid caseId, CancellationToken ct);

    /// <summary>Assigns an undecided case; false when it has another version or assignee, or was decided meanwhile.</summary>
    Task<bool> TryAssignAsync(Assignment assignment, CancellationToken ct);

    /// <summary>Decides a case, with all that follows from it; false when it has another version.</summary>
    Task<bool> TryDecideAsync(Decision decision, CancellationToken ct);

    /// <summary>Puts a rejected case back into the queue, once; false when it has another version or was not rejected.</summary>
    /// <param name="version">Null for whatever version there is.</param>
    Task<bool> TryAppealAsync(Guid caseId, int? version, string appeal, DateTimeOffset now, CancellationToken ct);

    /// <summary>Null when they are not the actor's to see.</summary>
    Task<ModerationSettingsView?> FindSettingsAsync(CancellationToken ct);

    /// <summary>Null when the version is no longer the current one.</summary>
    Task<ModerationSettingsView?> SaveSettingsAsync(int version, int hideAfterFlags, CancellationToken ct);
}
