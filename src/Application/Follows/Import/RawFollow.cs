namespace Agora.Application.Follows.Import;

/// <summary>A follow as its line spells it, before any rule was applied: two usernames. Null where the line says nothing.</summary>
public sealed record RawFollow(string? Follower, string? Followee, string? CreatedAt);
