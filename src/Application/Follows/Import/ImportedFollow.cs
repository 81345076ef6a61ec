namespace Agora.Application.Follows.Import;

/// <summary>A line that keeps every rule.</summary>
/// <param name="Line">Where it stands in its file.</param>
/// <param name="Follower">A username.</param>
/// <param name="Followee">A username.</param>
/// <param name="CreatedAt">Null for the time of its first import.</param>
public sealed record ImportedFollow(long Line, string Follower, string Followee, DateTimeOffset? CreatedAt);
