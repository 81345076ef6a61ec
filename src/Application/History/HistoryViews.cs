using System.Text.Json;
using Agora.Application.Common;
using Agora.Application.Posts;
using Agora.Domain.History;

namespace Agora.Application.History;

/// <summary>What has a history.</summary>
public enum HistorySubject
{
    Post,
    Comment,
    Profile,
}

public enum HistoryOperation
{
    Insert,
    Update,
}

/// <summary>One version in the list of all.</summary>
/// <param name="Changed">Members that differ from the version before.</param>
/// <param name="ChangedBy">Null when it was Agora, or, unless the caller is staff, when it was not the owner.</param>
/// <param name="ChangedAs">In which role.</param>
public sealed record VersionEntry(
    int Number, HistoryOperation Operation, IReadOnlyList<string> Changed, PostAuthor? ChangedBy, string ChangedAs,
    DateTimeOffset ChangedAt);

/// <summary>A thing as it was.</summary>
/// <param name="Current">The number of the version that it has now.</param>
/// <param name="Values">Its members by name.</param>
public sealed record VersionView(Guid Id, int Number, int Current, [property: AnyObject] JsonElement Values);

/// <param name="Lines">For text of several lines: what changed line by line; null otherwise.</param>
public sealed record MemberChange(string Member, JsonElement From, JsonElement To, IReadOnlyList<LineChange>? Lines);

public sealed record VersionDiff(Guid Id, int From, int To, IReadOnlyList<MemberChange> Changes);
