using Agora.Application.Common;
using Agora.Domain.Moderation;

namespace Agora.Application.Moderation;

/// <summary>Whose cases of the queue are wanted.</summary>
public enum AssigneeFilter
{
    Anybody,
    Me,
    Nobody,
}

public sealed record CaseFilter(CaseStatus Status, CaseSubject? Subject, FlagCategory? Category, AssigneeFilter Assignee, Guid Me);

/// <summary>Every list takes the position that the page before ended with, and returns at most <c>limit</c> rows behind it.</summary>
public interface IModerationLists
{
    /// <summary>Cases about what others wrote, those that wait longest first.</summary>
    Task<IReadOnlyList<CaseView>> QueueAsync(CaseFilter filter, KeysetPosition after, int limit, CancellationToken ct);

    /// <summary>How many such cases there are.</summary>
    Task<long> CountQueueAsync(CaseFilter filter, CountMode mode, CancellationToken ct);

    /// <summary>Cases about what a person wrote, newest first.</summary>
    Task<IReadOnlyList<OwnCase>> OwnAsync(Guid authorId, KeysetPosition after, int limit, CancellationToken ct);

    /// <summary>Flags of a case, oldest first; null when there is no such case for the actor.</summary>
    Task<CaseFlags?> FlagsAsync(Guid caseId, KeysetPosition after, int limit, CancellationToken ct);

    /// <summary>Strikes of a person as far as the actor may see them, newest first. Null when there is no such account.</summary>
    Task<IReadOnlyList<StrikeView>?> StrikesAsync(Guid userId, KeysetPosition after, int limit, CancellationToken ct);

    /// <summary>The public log, newest first.</summary>
    Task<IReadOnlyList<LogEntry>> LogAsync(KeysetPosition after, int limit, CancellationToken ct);
}
